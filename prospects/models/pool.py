"""Moves into the team's pool and out of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prospects.choices import PoolMoveKind
from prospects.querysets import PoolMoveQuerySet


class PoolMove(models.Model):
    """One move of a customer into its team's pool or out of it (domain.md, D1.3): append-only.

    ``rep`` is who lost or got the customer.
    """

    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="pool_moves", verbose_name=_("customer")
    )
    team = models.ForeignKey("people.Team", models.PROTECT, related_name="+", verbose_name=_("team"))
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("rep")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=PoolMoveKind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = PoolMoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("move of the pool")
        verbose_name_plural = _("moves of the pool")
        ordering = ("-id",)
        indexes = (models.Index(fields=["customer", "-id"], name="pool_customer"),)

    def __str__(self) -> str:
        return str(self.get_kind_display())
