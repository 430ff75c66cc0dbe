"""The customer: who they are, whatever is tried with them or sold to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.customers.choices import CustomerKind
from crm.customers.models.cards import IndividualCard, OrganisationCard
from crm.customers.models.place import Place
from crm.customers.querysets import CustomerQuerySet
from crm.history.base import HistoricalBase
from crm.shell.indexes import TrigramIndex


class Customer(OrganisationCard, IndividualCard, Place):
    """One card of the customer file, an organisation or an individual (domain.md, D1.1).

    The place on the card itself is the main (home) address. ``number`` is the record's own number,
    given by the person or their former system; without one it becomes ``C`` and the primary key.
    ``last_touch_on`` and ``last_visit_on`` are copies that `crm.timeline` and ``visits`` keep.
    ``merged_into`` is the card to which everything of this one was brought; such a card is archived and
    stays out of the file until the merge is undone.
    ``custom`` holds the values of admin-defined fields by their key. ``search_text`` is the folded
    text that search looks at; ``completeness`` is the share of the card that is filled, in percent.
    """

    kind = models.CharField(
        _("kind"), max_length=12, choices=CustomerKind.choices, default=CustomerKind.ORGANISATION
    )
    number = models.CharField(_("number"), max_length=40, unique=True, blank=True)
    name = models.CharField(_("name"), max_length=200)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), max_length=190, blank=True)
    messenger = models.CharField(_("messenger id"), max_length=80, blank=True)
    website = models.CharField(_("web site"), max_length=200, blank=True)
    industry = models.ForeignKey(
        "customers.Industry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("industry"),
    )
    credit_standing = models.CharField(_("credit standing"), max_length=120, blank=True)
    introducer = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="introduced",
        verbose_name=_("introducer"),
    )
    introducer_contact = models.ForeignKey(
        "customers.Contact",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="introduced",
        verbose_name=_("introduced by the contact"),
    )
    introducer_colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("introduced by the colleague"),
    )
    introducer_note = models.CharField(_("introduced by (in words)"), max_length=160, blank=True)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("owner"),
    )
    team = models.ForeignKey(
        "people.Team", models.PROTECT, null=True, blank=True, related_name="customers", verbose_name=_("team")
    )
    territory = models.ForeignKey(
        "people.Territory",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("territory"),
    )

    custom = models.JSONField(_("custom fields"), default=dict, blank=True)
    completeness = models.PositiveSmallIntegerField(_("completeness (%)"), default=0, editable=False)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    # The index below holds the few that there are; one on the key would hold every card.
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_cards",
        db_index=False,
        editable=False,
        verbose_name=_("merged into"),
    )
    last_touch_on = models.DateField(_("last touch"), null=True, blank=True, editable=False)
    last_visit_on = models.DateField(_("last visit"), null=True, blank=True, editable=False)
    search_text = models.TextField(editable=False, default="", blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = CustomerQuerySet.as_manager()
    history = HistoricalRecords(
        bases=[HistoricalBase],
        excluded_fields=["search_text", "completeness", "last_touch_on", "last_visit_on", "updated_at"],
    )

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ("name", "id")
        indexes = (
            models.Index(fields=["name", "id"], name="customer_name"),
            models.Index(fields=["owner", "name", "id"], name="customer_owner_name"),
            models.Index(fields=["team", "name", "id"], name="customer_team_name"),
            TrigramIndex(fields=["search_text"], name="customer_search"),
            models.Index(fields=["city", "id"], name="customer_city"),
            models.Index(fields=["completeness", "id"], name="customer_completeness"),
            models.Index(
                fields=["verified_on", "id"], condition=Q(archived_at=None), name="customer_verified"
            ),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="customer_merged_into"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customers:card", args=[self.pk])

    @property
    def is_organisation(self) -> bool:
        return self.kind == CustomerKind.ORGANISATION

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None
