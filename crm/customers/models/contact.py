"""People at a customer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.customers.choices import ContactRole
from crm.customers.querysets import ContactQuerySet
from crm.history.base import HistoricalBase
from crm.shell.indexes import TrigramIndex


class Contact(models.Model):
    """One person at a customer, with their roles in buying (domain.md, D1.1 rows 9, 14–17)."""

    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="contacts", verbose_name=_("customer")
    )
    name = models.CharField(_("name"), max_length=160)
    is_principal = models.BooleanField(_("principal"), default=False)
    is_handling = models.BooleanField(_("handling contact"), default=False)
    is_decision_maker = models.BooleanField(_("decision-maker"), default=False)
    title = models.CharField(_("title"), max_length=120, blank=True)
    department = models.CharField(_("department"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), max_length=190, blank=True)
    messenger = models.CharField(_("messenger id"), max_length=80, blank=True)
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    interests = models.TextField(_("interests"), blank=True)
    personality = models.CharField(_("personality"), max_length=200, blank=True)
    search_text = models.TextField(editable=False, default="", blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = ContactQuerySet.as_manager()
    history = HistoricalRecords(bases=[HistoricalBase], excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ("name", "id")
        indexes = (
            models.Index(fields=["name", "id"], name="contact_name"),
            TrigramIndex(fields=["search_text"], name="contact_search"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def roles(self) -> tuple[ContactRole, ...]:
        """The roles they have, in the order of ``ContactRole``; none for somebody else there."""
        return tuple(role for role in ContactRole if getattr(self, role.column))

    @roles.setter
    def roles(self, roles: Iterable[str]) -> None:
        """Give them exactly these roles; ValueError for what is none."""
        wanted = {ContactRole(role) for role in roles}
        for role in ContactRole:
            setattr(self, role.column, role in wanted)
