"""What happened to a customer, written by services beside the field-level history."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One line of a customer's feed: a verb such as ``customer.created`` and its data. Append-only."""

    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="events", verbose_name=_("customer")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    verb = models.CharField(_("verb"), max_length=60)
    data = models.JSONField(_("data"), default=dict, blank=True)
    job_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=["customer", "-at", "-id"], name="event_feed"),)

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d}"
