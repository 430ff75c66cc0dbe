"""One rep's plan for one week, and who did not fit into it."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.history.base import HistoricalBase
from visits.choices import PlanState
from visits.querysets import VisitPlanQuerySet


class VisitPlan(models.Model):
    """The plan of *rep* for the week whose Monday is *week* (domain.md, D4.1); one per rep and week.

    ``fingerprint`` is a digest of everything the plan was made from: planning again from the same
    writes nothing. ``travel`` is in seconds, ``value`` in minutes of travel the visits are worth.
    ``travel_by_day`` is the travel of each date, the way home included. ``notes`` lists what the rep
    should know of the plan, as codes with their data. ``changed_at`` is when a person last changed a
    visit of the week.
    """

    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="visit_plans", verbose_name=_("rep")
    )
    week = models.DateField(_("week"), help_text=_("The Monday."))
    state = models.CharField(_("state"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    engine = models.CharField(_("engine"), max_length=40, blank=True)
    fingerprint = models.CharField(max_length=64, editable=False, default="")
    flagged = models.BooleanField(_("made by the fallback"), default=False)
    travel = models.PositiveIntegerField(_("travel (s)"), default=0)
    travel_by_day = models.JSONField(_("travel by day (s)"), default=dict, blank=True)
    value = models.PositiveIntegerField(_("value (min)"), default=0)
    notes = models.JSONField(_("notes"), default=list, blank=True)
    planned_at = models.DateTimeField(_("planned at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)

    objects = VisitPlanQuerySet.as_manager()
    history = HistoricalRecords(bases=[HistoricalBase], excluded_fields=["fingerprint"])

    class Meta:
        verbose_name = _("visit plan")
        verbose_name_plural = _("visit plans")
        ordering = ("-week", "rep")
        constraints = (models.UniqueConstraint(fields=["rep", "week"], name="plan_once_a_week"),)

    def __str__(self) -> str:
        return f"{self.rep} {self.iso_week}"

    def get_absolute_url(self) -> str:
        return f"{reverse('visits:week')}?week={self.iso_week}&rep={self.rep_id}"

    @property
    def iso_week(self) -> str:
        """The week as people write it: 2026-W48."""
        year, week, _day = self.week.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def is_behind(self) -> bool:
        """Whether a person has changed the week since it was planned."""
        return self.changed_at is not None and (self.planned_at is None or self.changed_at > self.planned_at)

    @property
    def days(self) -> list[date]:
        """The seven days of the week."""
        return [self.week + timedelta(days=offset) for offset in range(7)]


class LeftOut(models.Model):
    """A customer who was due and did not fit, and why."""

    plan = models.ForeignKey(VisitPlan, models.CASCADE, related_name="left_out", verbose_name=_("plan"))
    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    reason = models.CharField(_("reason"), max_length=40)
    detail = models.JSONField(_("detail"), default=dict, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    value = models.PositiveIntegerField(_("value (min)"), default=0)

    class Meta:
        verbose_name = _("left out")
        verbose_name_plural = _("left out")
        ordering = ("-value", "id")
        constraints = (models.UniqueConstraint(fields=["plan", "customer"], name="left_out_once"),)

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.reason}"
