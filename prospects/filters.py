"""What prospects can be narrowed by: the effort's own facts, and every filter of the customer file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import django_filters as df
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.filters import Checks, Day, teams
from accounts.models import Product, ProductFamily
from crm.customers import custom_forms
from crm.customers.filters import CustomerFilter
from crm.customers.models import Customer, CustomField
from crm.people.models import Team
from crm.shell.lists.bounds import BoundedFilterSet, KeysFilter
from prospects.choices import OPEN_STAGES, Disposition, GiveUpReason, MethodGroup, Newcomer
from prospects.models import AcquisitionMethod, Campaign, Prospect, Step
from prospects.policy import pool_rule

if TYPE_CHECKING:
    from prospects.querysets import ProspectQuerySet

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


def _campaigns(request: Any) -> QuerySet[Campaign]:
    return Campaign.objects.visible_to(request.user) if request else Campaign.objects.none()


class _OwnFilter(BoundedFilterSet):
    """Filters of the effort itself; the state is the list's own matter (`ProspectList.rows`)."""

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
    disposition = df.ChoiceFilter(choices=_LIVE, label=_("Disposition"))
    newcomer = df.MultipleChoiceFilter(choices=Newcomer.choices, label=_("Kind of newcomer"), widget=Checks)
    method_group = df.ChoiceFilter(
        field_name="method__group", choices=MethodGroup.choices, label=_("Group of methods")
    )
    method = KeysFilter(queryset=AcquisitionMethod.objects.all(), label=_("Acquisition method"))
    line = KeysFilter(queryset=ProductFamily.objects.all(), label=_("Product line"))
    product = df.ModelChoiceFilter(
        queryset=Product.objects.all(), method="filter_product", label=_("Product of interest")
    )
    team = df.ModelChoiceFilter(queryset=teams, method="filter_team", label=_("Team"))
    score = df.RangeFilter(label=_("Score"))
    expected_value = df.RangeFilter(label=_("Expected a year"))
    expected_on = _days("expected_on", _("First order expected"))
    last_contact_before = df.DateFilter(
        method="filter_last_contact", label=_("Last contact before"), widget=Day
    )
    no_contact = df.BooleanFilter(method="filter_no_contact", label=_("Never contacted"))
    returns_by = df.DateFilter(method="filter_returns", label=_("Returns to the pool by"), widget=Day)
    visits_made = df.RangeFilter(label=_("Visits made"))
    opened = _days("opened_on", _("Opened"))
    stage_since = _days("stage_since", _("In this stage since"))
    won_on = _days("won_on", _("Won on"))
    given_up_on = _days("given_up_on", _("Given up on"))
    given_up_reason = df.ChoiceFilter(choices=GiveUpReason.choices, label=_("Why given up"))
    given_up_early = df.BooleanFilter(label=_("Given up early"))
    campaign = df.ModelChoiceFilter(queryset=_campaigns, method="filter_campaign", label=_("Campaign"))

    class Meta:
        model = Prospect
        fields: tuple[str, ...] = ()

    def filter_team(self, rows: QuerySet[Any], name: str, value: Team) -> QuerySet[Any]:
        return rows.filter(customer__team__path__startswith=value.path)

    def filter_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows

    def filter_product(self, rows: QuerySet[Any], name: str, value: Product) -> QuerySet[Any]:
        chosen = Prospect.products.through.objects.filter(prospect=OuterRef("pk"), product=value)
        return rows.filter(Exists(chosen))

    def filter_campaign(self, rows: QuerySet[Any], name: str, value: Campaign) -> QuerySet[Any]:
        return rows.filter(Exists(value.members.filter(prospect=OuterRef("pk"))))

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


class ProspectFilter(_OwnFilter, CustomerFilter):  # type: ignore[misc] # their Metas differ
    """The effort's own filters first; those of the card narrow its customers.

    A filter of the card gets customers, as in their own list, so that both lists mean the same by it.
    """

    archived = None
    own = frozenset(_OwnFilter.base_filters)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        cards: QuerySet[Any] = Customer.objects.all()
        for name, value in self.form.cleaned_data.items():
            if name in self.own:
                queryset = self.filters[name].filter(queryset, value)
            else:
                cards = self.filters[name].filter(cards, value)
        return queryset.filter(customer__in=cards.values("pk")) if cards.query.where else queryset


def filter_class(fields: Iterable[CustomField]) -> type[ProspectFilter]:
    """Return the filter with the custom fields of the day as well."""
    return type("ProspectFilterOfTheDay", (ProspectFilter,), custom_forms.filters(fields))


def in_state(rows: ProspectQuerySet, state: str) -> ProspectQuerySet:
    """Return those of *rows* that the state filter asks for: the open ones unless it asks for others."""
    match state:
        case value if value == ALL:
            return rows.in_file()
        case value if value == WON:
            return rows.won()
        case value if value == GIVEN_UP:
            return rows.struck_off()
        case value if value == POOL:
            return rows.pooled()
        case _:
            return rows.open()
