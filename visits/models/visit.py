"""A visit: planned, made or missed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.history.base import HistoricalBase
from visits.choices import MissedReason, Occasion, VisitState
from visits.querysets import VisitQuerySet


class Visit(models.Model):
    """One visit of a rep to a customer.

    ``date``, ``starts`` and ``ends`` are local to the rep; ``travel`` is the way there in seconds. A visit
    with ``fixed`` is an appointment made by a person: planning keeps it and never moves it. ``reasons``
    says why it is in the plan, as codes with their data.
    """

    plan = models.ForeignKey(
        "visits.VisitPlan",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("plan"),
    )
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits", verbose_name=_("rep")
    )
    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="visits", verbose_name=_("customer")
    )
    date = models.DateField(_("date"))
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("to"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=VisitState.choices, default=VisitState.PLANNED
    )
    occasion = models.CharField(
        _("occasion"), max_length=14, choices=Occasion.choices, default=Occasion.ROUTINE
    )
    fixed = models.BooleanField(_("appointment"), default=False)
    travel = models.PositiveIntegerField(_("travel (s)"), default=0)
    approximate = models.BooleanField(_("travel is approximate"), default=False)
    tier = models.CharField(_("tier"), max_length=1, blank=True)
    value = models.PositiveIntegerField(_("value (min)"), default=0)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    note = models.TextField(_("note"), blank=True)
    missed_reason = models.CharField(
        _("why it was missed"), max_length=10, choices=MissedReason.choices, blank=True
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = VisitQuerySet.as_manager()
    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ("date", "starts", "id")
        indexes = (
            models.Index(fields=["rep", "date", "starts"], name="visit_rep_day"),
            models.Index(fields=["customer", "-date", "-id"], name="visit_customer_date"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["rep", "customer", "date"],
                condition=Q(state__in=[VisitState.PLANNED, VisitState.CONFIRMED]),
                name="visit_open_once_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.date} {self.customer_id}"

    def get_absolute_url(self) -> str:
        return reverse("visits:card", args=[self.pk])
