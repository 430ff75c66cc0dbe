"""The debt of new names, entry by entry."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prospects.choices import LedgerKind
from prospects.querysets import LedgerQuerySet


class LedgerEntry(models.Model):
    """One change of a team's Plan 100 debt (domain.md, D1.3): append-only.

    ``change`` is what it did to the debt in names (+2 for a name struck off, −1 for a new one while there is
    a debt, 0 for a new one when there is none); ``debt`` is what the team owes after it.
    """

    team = models.ForeignKey(
        "people.Team", models.PROTECT, related_name="ledger_entries", verbose_name=_("team")
    )
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("rep")
    )
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="ledger_entries", verbose_name=_("customer")
    )
    prospect = models.ForeignKey(
        "prospects.Prospect", models.PROTECT, related_name="ledger_entries", verbose_name=_("prospect")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=LedgerKind.choices)
    change = models.SmallIntegerField(_("change of the debt (names)"))
    debt = models.PositiveIntegerField(_("debt after it (names)"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the ledger")
        verbose_name_plural = _("entries of the ledger")
        ordering = ("-id",)
        indexes = (models.Index(fields=["team", "-id"], name="ledger_team"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.change:+d}"
