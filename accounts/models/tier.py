"""Stored runs of the ABC ranking and managers' overrides (domain.md, D3.2). Append-only."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import Tier
from accounts.querysets import TierOverrideQuerySet, TierResultQuerySet, TierRunQuerySet


class TierRun(models.Model):
    """One ranking of all accounts with the parameters it was made from.

    ``days`` is the length of the window that ends on ``as_of`` (None: all orders); shares are percentages.
    ``fingerprint`` is a digest of the parameters and every account's sales, which the results follow from:
    the same result is never stored twice in a row.
    ``total`` is the sum that shares are shares of: sales of the ranked accounts. ``summary`` holds by tier
    (A, B, C, N) the number of accounts and their sales as a string; N are the new ones, "unranked" those of
    C without positive sales. ``curve`` holds the points of the Pareto curve, thinned: rank, account, sales
    and share as strings, tier. ``previous`` is the run that was in force before: movers moved since then.
    """

    as_of = models.DateField(_("as of"))
    days = models.PositiveIntegerField(_("days of sales"), null=True, blank=True)
    a_share = models.DecimalField(_("A up to (%)"), max_digits=5, decimal_places=2)
    b_share = models.DecimalField(_("B up to (%)"), max_digits=5, decimal_places=2)
    new_days = models.PositiveIntegerField(_("new for (days)"))
    total = models.DecimalField(_("net sales"), max_digits=18, decimal_places=4, default=0)
    summary = models.JSONField(_("summary"), default=dict)
    curve = models.JSONField(_("curve"), default=list, editable=False)
    fingerprint = models.CharField(max_length=64, editable=False, default="")
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("compared with")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    objects = TierRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("tier run")
        verbose_name_plural = _("tier runs")
        ordering = ("-as_of", "-id")
        indexes = (models.Index(fields=["-as_of", "-id"], name="tier_run_latest"),)

    def __str__(self) -> str:
        return f"#{self.pk} {self.as_of}"


class TierResult(models.Model):
    """What one run found for one account. ``share_before`` is the cumulative share before it, 0 to 1.

    ``rank`` and ``share_before`` are None for accounts without positive net sales and for new ones.
    """

    # The key is run and account, with one index that only ever grows at its end.
    pk = models.CompositePrimaryKey("run_id", "account_id")
    # A run writes a row for every account in the transaction that has just read them: checking each key
    # again would take longer than the ranking, so the database is not asked to (docs/adr/0014).
    run = models.ForeignKey(
        TierRun,
        models.CASCADE,
        related_name="results",
        db_index=False,
        db_constraint=False,
        verbose_name=_("run"),
    )
    account = models.ForeignKey(
        "accounts.Account",
        models.CASCADE,
        related_name="tier_results",
        db_index=False,
        db_constraint=False,
        verbose_name=_("account"),
    )
    sales = models.DecimalField(_("net sales"), max_digits=18, decimal_places=4)
    rank = models.PositiveIntegerField(_("rank"), null=True)
    share_before = models.DecimalField(_("share before"), max_digits=9, decimal_places=8, null=True)
    tier = models.CharField(_("tier"), max_length=1, choices=Tier.choices)
    previous = models.CharField(_("tier before"), max_length=1, choices=Tier.choices, blank=True)

    objects = TierResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("tier result")
        verbose_name_plural = _("tier results")

    def __str__(self) -> str:
        return f"{self.account_id}: {self.tier}"


class TierOverride(models.Model):
    """A manager's word against the computed tier, with its reason and its end."""

    account = models.ForeignKey(
        "accounts.Account", models.CASCADE, related_name="tier_overrides", verbose_name=_("account")
    )
    tier = models.CharField(_("tier"), max_length=1, choices=[t for t in Tier.choices if t[0] != Tier.NEW])
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    expires_on = models.DateField(_("last day"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )

    objects = TierOverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("tier override")
        verbose_name_plural = _("tier overrides")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(ended_at=None), name="tier_override_open_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id}: {self.tier}"
