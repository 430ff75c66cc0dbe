"""A development campaign, its days and its prospects."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.history.base import HistoricalBase
from prospects.choices import CampaignState
from prospects.querysets import CampaignMemberQuerySet, CampaignQuerySet


class Campaign(models.Model):
    """Days set aside to develop a segment, with goals to measure them by (domain.md, D1.5).

    It belongs to its team and is seen by everybody in it and in the teams below. ``state`` follows from its
    days until it is closed; what happens from ``opened_on`` to ``closed_on`` counts as its result.
    """

    name = models.CharField(_("name"), max_length=120)
    segment = models.CharField(_("target segment"), max_length=200, blank=True)
    conditions = models.TextField(_("qualifying conditions"), blank=True)
    team = models.ForeignKey("people.Team", models.PROTECT, related_name="campaigns", verbose_name=_("team"))
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="campaigns_led", verbose_name=_("lead")
    )
    supporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("supporting manager"),
    )
    departments = models.CharField(_("supporting departments"), max_length=200, blank=True)
    survey = models.TextField(_("market survey"), blank=True)
    goal_cards = models.PositiveIntegerField(_("goal: new cards"), null=True, blank=True)
    goal_visits = models.PositiveIntegerField(_("goal: visits"), null=True, blank=True)
    goal_wins = models.PositiveIntegerField(_("goal: wins"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=7, choices=CampaignState.choices, default=CampaignState.PLANNED
    )
    opened_on = models.DateField(_("opened on"), default=timezone.localdate, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = CampaignQuerySet.as_manager()
    history = HistoricalRecords(bases=[HistoricalBase], excluded_fields=["updated_at"])

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=["-created_at", "-id"], name="campaign_created"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state=CampaignState.CLOSED, closed_on__isnull=False)
                | (~Q(state=CampaignState.CLOSED) & Q(closed_on=None)),
                name="campaign_closed_has_day",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("prospects:campaign", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        return self.state == CampaignState.CLOSED


class CampaignDay(models.Model):
    """A development day of a campaign."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="days", verbose_name=_("campaign"))
    date = models.DateField(_("date"))

    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("development day")
        verbose_name_plural = _("development days")
        ordering = ("date",)
        constraints = (models.UniqueConstraint(fields=["campaign", "date"], name="campaign_day_once"),)

    def __str__(self) -> str:
        return self.date.isoformat()


class CampaignMember(models.Model):
    """A prospect of a campaign."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="members", verbose_name=_("campaign"))
    prospect = models.ForeignKey(
        "prospects.Prospect", models.CASCADE, related_name="campaign_members", verbose_name=_("prospect")
    )
    added_on = models.DateField(_("added on"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("added by")
    )

    objects = CampaignMemberQuerySet.as_manager()
    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("prospect of a campaign")
        verbose_name_plural = _("prospects of a campaign")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["campaign", "prospect"], name="campaign_member_once"),)

    def __str__(self) -> str:
        return str(self.prospect)
