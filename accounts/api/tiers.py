"""Runs of the ABC ranking: their tiers, their curve, who moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import django_filters
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import reports, rules
from accounts.choices import Tier
from accounts.models import Account, TierRun
from accounts.ranking import Move, Point
from accounts.services.ranking import LONGEST_WINDOW
from accounts.services.requests import request_ranking
from crm.api.computed import ComputedPages
from crm.api.describing import extend_schema
from crm.api.fields import Money, MoneySerializer, money
from crm.api.viewsets import ReadViewSet
from crm.jobs.api import JobSerializer


class TierRunSerializer(serializers.ModelSerializer[TierRun]):
    """One ranking of all accounts and what it was made by. `days` null: all orders ever."""

    class Meta:
        model = TierRun
        fields = (
            "id", "as_of", "days", "a_share", "b_share", "new_days", "previous", "by", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class FiguresSerializer(serializers.Serializer[Any]):
    """One tier: accounts and sales, and their shares in percent beside what is usual."""

    tier = serializers.ChoiceField(choices=Tier.choices)
    accounts = serializers.IntegerField()
    sales = Money()
    sales_share = serializers.DecimalField(max_digits=5, decimal_places=2)
    accounts_share = serializers.DecimalField(max_digits=5, decimal_places=2)
    reference_sales = serializers.DecimalField(max_digits=5, decimal_places=2)
    reference_accounts = serializers.DecimalField(max_digits=5, decimal_places=2)


class TierReportSerializer(TierRunSerializer):
    """A run as you may see it: `company` says whether figures and sums are those of all accounts."""

    company = serializers.BooleanField(source="report.company", read_only=True)
    total = Money(source="report.total")
    new = serializers.IntegerField(source="report.new", read_only=True, help_text="Accounts not rated yet.")
    tiers = FiguresSerializer(source="report.figures", many=True, read_only=True)

    class Meta(TierRunSerializer.Meta):
        fields = (*TierRunSerializer.Meta.fields, "company", "total", "new", "tiers")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class _Named(serializers.Serializer[Any]):
    """What names an account."""

    account = serializers.IntegerField(source="account_id")
    customer_name = serializers.SerializerMethodField()

    def get_customer_name(self, row: Any) -> str:
        accounts: Mapping[int, Account] = self.context["accounts"]
        account = accounts.get(row.account_id)
        return account.customer.name if account else ""


class PointSerializer(_Named):
    """A point of the curve: after `rank` accounts, `share` (0 to 1) of the sales are reached."""

    rank = serializers.IntegerField()
    sales = Money()
    share = serializers.DecimalField(max_digits=9, decimal_places=8)
    tier = serializers.ChoiceField(choices=Tier.choices)


class MoveSerializer(_Named):
    """An account whose tier differs from the run before; `steps` above 0: so many tiers up."""

    before = serializers.ChoiceField(choices=Tier.choices, source="before.tier")
    after = serializers.ChoiceField(choices=Tier.choices, source="after.tier")
    steps = serializers.IntegerField()
    change = serializers.SerializerMethodField()

    @extend_schema_field(MoneySerializer)
    def get_change(self, move: Move) -> dict[str, str]:
        difference: Decimal = move.after.sales - move.before.sales
        return money(difference)


class NewTierRunSerializer(serializers.Serializer[Any]):
    """The period of a ranking; nothing given ranks as the monthly schedule does, as of today."""

    as_of = serializers.DateField(required=False, help_text="The last day that counts; today unless given.")
    days = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=LONGEST_WINDOW,
        help_text="Days of sales; as in the settings unless given.",
    )
    all_orders = serializers.BooleanField(default=False, help_text="By everything ever sold.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["all_orders"] and "days" in attrs:
            message = _("Rank by a number of days or by all orders, not by both.")
            raise serializers.ValidationError({"days": [message]})
        return attrs


class TierRunFilter(django_filters.FilterSet):
    as_of = django_filters.DateFromToRangeFilter()

    class Meta:
        model = TierRun
        fields: tuple[str, ...] = ()


class TierRunViewSet(ReadViewSet):
    """Runs of the ABC ranking. Tiers and ranks are the company's; sums are over the accounts you see."""

    queryset = TierRun.objects.all()
    serializer_class = TierRunSerializer
    filterset_class = TierRunFilter
    orderings = {"as_of": ("as_of", "pk")}
    default_ordering = "-as_of"

    @extend_schema(responses=TierReportSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Accounts and sales by tier, as you may see them."""
        run: Any = self.get_object()
        run.report = reports.report_for(run, self.person)
        return Response(TierReportSerializer(run).data)

    @extend_schema(request=NewTierRunSerializer, responses={202: JobSerializer})
    def create(self, request: Request) -> Response:
        """Rank all accounts in the background. For leaders; the answer is the job."""
        self.require(rules.may_rank(self.person))
        given = NewTierRunSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        job = request_ranking(by=self.person, **given.validated_data)
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses=PointSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def curve(self, request: Request, pk: str) -> Response:
        """Read the Pareto curve over the accounts you see, thinned to about 200 points."""
        points: list[Point] = reports.report_for(self.get_object(), self.person).points
        return Response(self._named(PointSerializer, points))

    @extend_schema(responses=MoveSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=ComputedPages)
    def movers(self, request: Request, pk: str) -> Response:
        """Read who of the accounts you see changed tier since the run before, by change of sales."""
        moves = self.paginate_queryset(reports.movers(self.get_object(), self.person))
        return self.get_paginated_response(self._named(MoveSerializer, moves or []))

    def _named(self, serializer_class: Any, rows: Sequence[Any]) -> Any:
        accounts = reports.names(row.account_id for row in rows)
        context = {**self.get_serializer_context(), "accounts": accounts}
        return serializer_class(rows, many=True, context=context).data
