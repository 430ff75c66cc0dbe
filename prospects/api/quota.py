"""Plan 100 of teams, the live lists of their reps, and the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.viewsets import ReadViewSet
from crm.people.models import Team
from crm.people.visibility import scope_of
from prospects.choices import LedgerKind
from prospects.models import LedgerEntry
from prospects.policy import quota_policy
from prospects.quota import RepQuota, TeamQuota, months_up_to, quotas, reps_for, standing_of, teams_for

STANDINGS = ("short", "right", "long")


class MonthSerializer(serializers.Serializer[Any]):
    """New cards of one month; the present one is the last."""

    month = serializers.DateField(help_text="Its first day.")
    new = serializers.IntegerField()


class _ByMonth(serializers.Serializer[Any]):
    """New cards of this month and of the twelve before it."""

    new_cards = serializers.SerializerMethodField()

    @extend_schema_field(MonthSerializer(many=True))
    def get_new_cards(self, quota: RepQuota | TeamQuota) -> list[dict[str, Any]]:
        months = months_up_to(timezone.localdate())
        return [
            {"month": month.isoformat(), "new": new} for month, new in zip(months, quota.new, strict=True)
        ]


class RepQuotaSerializer(_ByMonth):
    """A rep's live list, too `short`, `right` or too `long`, and the last thirteen months.

    `returning` of the live ones go back to the team's pool within the days of warning.
    """

    rep = serializers.IntegerField(source="rep.pk")
    name = serializers.CharField(source="rep.name")
    live = serializers.IntegerField()
    standing = serializers.SerializerMethodField()
    struck_off = serializers.IntegerField()
    early = serializers.IntegerField(help_text="Of those struck off, before so many visits (a setting).")
    returning = serializers.IntegerField()

    @extend_schema_field(serializers.ChoiceField(choices=STANDINGS))
    def get_standing(self, quota: RepQuota) -> str:
        return standing_of(quota.live, quota_policy())


class TeamQuotaSerializer(_ByMonth):
    """Plan 100 of one team: `names` on its list against `plan`, new names owed as `debt`.

    `reps` are those whose figures you see: your own, and of the teams you lead.
    """

    team = serializers.IntegerField(source="team.pk")
    team_name = serializers.CharField(source="team.name")
    names = serializers.IntegerField()
    plan = serializers.SerializerMethodField()
    pooled = serializers.IntegerField(help_text="Of the names, how many lie in the team's pool.")
    debt = serializers.IntegerField()
    live_least = serializers.SerializerMethodField()
    live_most = serializers.SerializerMethodField()
    reps = RepQuotaSerializer(many=True)

    def get_plan(self, quota: TeamQuota) -> int:
        return quota_policy().plan

    def get_live_least(self, quota: TeamQuota) -> int:
        return quota_policy().least

    def get_live_most(self, quota: TeamQuota) -> int:
        return quota_policy().most


class Plan100ViewSet(ReadViewSet):
    """Plan 100 of your team and of those you lead; a team's sums are for everybody in it."""

    queryset = Team.objects.all()
    serializer_class = TeamQuotaSerializer
    orderings = {"path": ("path",)}
    default_ordering = "path"

    def get_queryset(self) -> QuerySet[Team]:
        if getattr(self, "swagger_fake_view", False):
            return Team.objects.none()
        return teams_for(self.person)

    @extend_schema(description="List the teams with their figures.", responses=TeamQuotaSerializer(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        teams = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(self._figures(teams))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Read the figures of one team."""
        return Response(self._figures([self.get_object()])[0])

    def _figures(self, teams: Sequence[Team]) -> Any:
        found = quotas(teams, reps_for(self.person, teams))
        return TeamQuotaSerializer(found, many=True).data


class LedgerEntrySerializer(serializers.ModelSerializer[LedgerEntry]):
    """One change of a team's debt; `customer` and `prospect` are null where you do not see the card."""

    customer = serializers.SerializerMethodField()
    prospect = serializers.SerializerMethodField()

    class Meta:
        model = LedgerEntry
        fields = ("id", "at", "team", "rep", "customer", "prospect", "kind", "change", "debt")
        read_only_fields = fields

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_customer(self, entry: LedgerEntry) -> int | None:
        return entry.customer_id if self._sees(entry) else None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_prospect(self, entry: LedgerEntry) -> int | None:
        return entry.prospect_id if self._sees(entry) else None

    def _sees(self, entry: LedgerEntry) -> bool:
        card = entry.customer
        scope = scope_of(self.context["request"].user)
        return scope.allows(owner_id=card.owner_id, team_id=card.team_id)


class LedgerApiFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=LedgerKind.choices)
    team = django_filters.NumberFilter(field_name="team_id")
    rep = django_filters.NumberFilter(field_name="rep_id")
    customer = django_filters.NumberFilter(method="of_customer")
    at = django_filters.DateFromToRangeFilter()

    class Meta:
        model = LedgerEntry
        fields: tuple[str, ...] = ()

    def of_customer(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Only of a customer whom the person sees: others are not told apart."""
        assert self.request is not None
        return rows.filter(scope_of(self.request.user).q("customer__"), customer=value)


class LedgerViewSet(ReadViewSet):
    """The ledgers of Plan 100 of your team and of those you lead, the latest entry first."""

    queryset = LedgerEntry.objects.select_related("customer")
    serializer_class = LedgerEntrySerializer
    filterset_class = LedgerApiFilter
    default_ordering = "-id"
