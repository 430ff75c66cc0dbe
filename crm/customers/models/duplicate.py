"""Pairs of cards that may be one customer, and pairs of which somebody said they are not (D1.6)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.customers.querysets import DuplicatePairQuerySet, NotDuplicateQuerySet


class _Pair(models.Model):
    """Two cards in no order: the one with the smaller primary key is ``a``."""

    a = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+", verbose_name=_("customer"))
    b = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="+", verbose_name=_("other customer")
    )

    class Meta:
        abstract = True
        constraints = (
            models.UniqueConstraint(fields=["a", "b"], name="%(class)s_once"),
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="%(class)s_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.a_id} = {self.b_id}"


class DuplicatePair(_Pair):
    """What a scan found: the score (0 to 100) and its reasons (code, points, percent).

    Worked out, hence without history. Pairs whose cards are archived or told apart stay until the next
    scan; ``objects.open()`` leaves them out.
    """

    score = models.PositiveSmallIntegerField(_("score"))
    reasons = models.JSONField(_("reasons"), default=list)
    found_at = models.DateTimeField(_("found"), default=timezone.now)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta(_Pair.Meta):
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        ordering = ("-score", "a", "b")
        indexes = (models.Index(fields=["-score", "a", "b"], name="duplicate_score"),)


class NotDuplicate(_Pair):
    """Somebody has looked at both cards and said that they are different customers."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = NotDuplicateQuerySet.as_manager()

    class Meta(_Pair.Meta):
        verbose_name = _("told apart")
        verbose_name_plural = _("told apart")
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.a_id} ≠ {self.b_id}"
