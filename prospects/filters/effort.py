"""Filters of the effort itself, a class for each part of the form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import django_filters as df
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.filters import Checks, Day, people, teams
from accounts.models import Product, ProductFamily
from crm.customers.filters.making import label_of
from crm.people.models import Team
from crm.shell.lists.bounds import BoundedFilterSet, KeysFilter
from prospects.choices import (
    OPEN_STAGES,
    Answer,
    Disposition,
    EffortOrder,
    GiveUpReason,
    MethodGroup,
    Newcomer,
)
from prospects.effort_order import EFFORT_ORDER
from prospects.models import AcquisitionMethod, Campaign, Prospect, Step
from prospects.policy import pool_rule
from prospects.querysets import PROBABILITY

OPEN, WON, GIVEN_UP, POOL, ALL = "", "won", "given_up", "pool", "all"
STATES = (
    (POOL, _("in the team's pool")),
    (WON, _("won")),
    (GIVEN_UP, _("given up")),
    (ALL, pgettext_lazy("prospects", "all")),
)
_LIVE = tuple(choice for choice in Disposition.choices if choice[0] != Disposition.GIVEN_UP)


def _days(field_name: str, label: Any) -> df.DateFromToRangeFilter:
    return df.DateFromToRangeFilter(
        field_name=field_name, label=label, widget=df.widgets.DateRangeWidget(attrs={"type": "date"})
    )


def _answers(name: str) -> df.MultipleChoiceFilter:
    return df.MultipleChoiceFilter(
        field_name=name, choices=Answer.choices, label=label_of(name, Prospect), widget=Checks
    )


def _contains(name: str) -> df.CharFilter:
    return df.CharFilter(field_name=name, lookup_expr="icontains", label=label_of(name, Prospect))


def _campaigns(request: Any) -> QuerySet[Campaign]:
    return Campaign.objects.visible_to(request.user) if request else Campaign.objects.none()


class StageFilters(BoundedFilterSet):
    """The state is the list's own matter (`ProspectList.rows`)."""

    title = _("Stage and disposition")

    state = df.ChoiceFilter(
        choices=STATES,
        method="filter_state",
        empty_label=pgettext_lazy("prospects", "open"),
        label=_("State"),
    )
    stage = df.MultipleChoiceFilter(
        choices=[(stage.value, stage.label) for stage in OPEN_STAGES], label=_("Stage"), widget=Checks
    )
    step = KeysFilter(queryset=Step.objects.all(), label=_("Step"))
    no_step = df.BooleanFilter(field_name="step", lookup_expr="isnull", label=_("Without a step"))
    stage_since = _days("stage_since", _("In this stage since"))
    disposition = df.ChoiceFilter(choices=_LIVE, label=_("Disposition"))
    newcomer = df.MultipleChoiceFilter(choices=Newcomer.choices, label=_("Kind of newcomer"), widget=Checks)
    hesitation = _contains("hesitation")

    def filter_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows


class QualificationFilters(BoundedFilterSet):
    title = _("Qualification and value")

    score = df.RangeFilter(label=_("Score"))
    effort_order = df.MultipleChoiceFilter(
        choices=EffortOrder.choices, method="filter_effort_order", label=_("Effort order"), widget=Checks
    )
    need = _answers("need")
    budget = _answers("budget")
    authority = _answers("authority")
    timing = _answers("timing")
    probability = df.RangeFilter(method="filter_probability", label=_("Probability (%)"))
    expected_value = df.RangeFilter(label=_("Expected a year"))
    expected_on = _days("expected_on", _("First order expected"))

    def filter_effort_order(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return rows.alias(_effort_order=EFFORT_ORDER).filter(_effort_order__in=value)

    def filter_probability(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        rows = rows.alias(_probability=PROBABILITY)
        if value.start is not None:
            rows = rows.filter(_probability__gte=value.start)
        if value.stop is not None:
            rows = rows.filter(_probability__lte=value.stop)
        return rows


class WantedFilters(BoundedFilterSet):
    title = _("What they are to buy")

    line = KeysFilter(queryset=ProductFamily.objects.all(), label=_("Product line"))
    product = df.ModelChoiceFilter(
        queryset=Product.objects.all(), method="filter_product", label=_("Product of interest")
    )
    interest = _contains("interest")

    def filter_product(self, rows: QuerySet[Any], name: str, value: Product) -> QuerySet[Any]:
        chosen = Prospect.products.through.objects.filter(prospect=OuterRef("pk"), product=value)
        return rows.filter(Exists(chosen))


class MethodFilters(BoundedFilterSet):
    title = _("How they were found")

    method_group = df.ChoiceFilter(
        field_name="method__group", choices=MethodGroup.choices, label=_("Group of methods")
    )
    method = KeysFilter(queryset=AcquisitionMethod.objects.all(), label=_("Acquisition method"))
    campaign = df.ModelChoiceFilter(queryset=_campaigns, method="filter_campaign", label=_("Campaign"))
    added_by = KeysFilter(queryset=people, label=_("Added by"))
    opened = _days("opened_on", _("Opened"))

    def filter_campaign(self, rows: QuerySet[Any], name: str, value: Campaign) -> QuerySet[Any]:
        return rows.filter(Exists(value.members.filter(prospect=OuterRef("pk"))))


class WorkFilters(BoundedFilterSet):
    title = _("Work on them")

    team = df.ModelChoiceFilter(queryset=teams, method="filter_team", label=_("Team"))
    last_contact_before = df.DateFilter(
        method="filter_last_contact", label=_("Last contact before"), widget=Day
    )
    no_contact = df.BooleanFilter(method="filter_no_contact", label=_("Never contacted"))
    visits_made = df.RangeFilter(label=_("Visits made"))
    returns_by = df.DateFilter(method="filter_returns", label=_("Returns to the pool by"), widget=Day)

    def filter_team(self, rows: QuerySet[Any], name: str, value: Team) -> QuerySet[Any]:
        return rows.filter(customer__team__path__startswith=value.path)

    def filter_last_contact(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        """Who was contacted before that day at the latest, or never."""
        later = Q(customer__last_touch_on__gte=value) | Q(customer__last_visit_on__gte=value)
        return rows.exclude(later)

    def filter_no_contact(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        nothing = {"customer__last_touch_on": None, "customer__last_visit_on": None}
        return rows.filter(**nothing) if value else rows.exclude(**nothing)

    def filter_returns(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        """Who goes back to the pool by that day when nothing happens; accounts never do."""
        quiet = value - timedelta(days=pool_rule().silent_days)
        due = Prospect.objects.returning(quiet)
        return rows.filter(pk__in=due.values("pk"))


class EndFilters(BoundedFilterSet):
    title = _("How it ended")

    won_on = _days("won_on", _("Won on"))
    given_up_on = _days("given_up_on", _("Given up on"))
    given_up_reason = df.ChoiceFilter(choices=GiveUpReason.choices, label=_("Why given up"))
    given_up_note = _contains("given_up_note")
    given_up_early = df.BooleanFilter(label=_("Given up early"))


class EffortFilter(StageFilters, QualificationFilters, WantedFilters, MethodFilters, WorkFilters, EndFilters):
    """Everything the effort itself says."""
