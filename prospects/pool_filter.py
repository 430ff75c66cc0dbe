"""What the rows of a pool can be narrowed by: only what such a row shows (ADR 18)."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters as df
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.filters import Checks, Day, teams
from crm.customers.models import Industry
from crm.people.models import Team
from crm.shell.lists.bounds import BoundedFilterSet, KeysFilter
from prospects.choices import OPEN_STAGES
from prospects.models import Prospect


class PoolFilter(BoundedFilterSet):
    # By what the row shows: the search text of a card would answer questions for its phone and e-mail.
    name = df.CharFilter(label=_("Name"), field_name="customer__name", lookup_expr="icontains")
    team = df.ModelChoiceFilter(label=_("Team"), queryset=teams, method="by_team")
    industry = KeysFilter(
        label=_("Industry"), field_name="customer__industry", queryset=Industry.objects.all()
    )
    city = df.CharFilter(label=_("City"), field_name="customer__city", lookup_expr="icontains")
    stage = df.MultipleChoiceFilter(
        label=_("Stage"), choices=[(stage.value, stage.label) for stage in OPEN_STAGES], widget=Checks
    )
    score = df.RangeFilter(label=_("Score"))
    last_contact_before = df.DateFilter(label=_("Last contact before"), method="by_last_contact", widget=Day)

    class Meta:
        model = Prospect
        fields: tuple[str, ...] = ()

    def by_team(self, rows: QuerySet[Any], name: str, value: Team) -> QuerySet[Any]:
        return rows.filter(customer__team__path__startswith=value.path)

    def by_last_contact(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        """Who had no contact on that day or later, whoever never had one included."""
        touched = Q(customer__last_touch_on__gte=value)
        return rows.exclude(touched | Q(customer__last_visit_on__gte=value))
