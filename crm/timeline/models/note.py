"""Notes about a customer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.customers.querysets import CustomerPartQuerySet


class Note(models.Model):
    """Some words about a customer, as they were written: append-only."""

    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="notes", verbose_name=_("customer")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    text = models.TextField(_("text"), max_length=5_000)

    objects = CustomerPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=["customer", "-at", "-id"], name="note_feed"),)

    def __str__(self) -> str:
        return self.text[:60]
