"""Accounts: trading facts, tier, end and new beginning."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import rules
from accounts.choices import RATED_TIERS, DistanceBand, Tier
from accounts.filters import AccountFilter
from accounts.history import Stand, tier_history
from accounts.models import Account, TierOverride
from accounts.services.accounts import (
    FACTS,
    close_account,
    open_account,
    reopen_account,
    update_account,
)
from accounts.services.overrides import end_override, override_tier
from crm.api.describing import extend_schema
from crm.api.fields import Key, Money, VisibleKey
from crm.api.filters import TextFilter
from crm.api.viewsets import WriteViewSet
from crm.customers.models import Customer

RATED = [(tier.value, tier.label) for tier in RATED_TIERS]


class AccountSerializer(serializers.ModelSerializer[Account]):
    """The trading relation with a customer.

    `tier` is the one in force, `computed_tier` what the ranking says; `sales` the net sales it was
    computed from. `visit_weekdays` lists days as digits, 0 = Monday; times are local to the rep.
    """

    serializer_related_field = Key
    customer_number = serializers.CharField(source="customer.number", read_only=True)
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    owner = serializers.PrimaryKeyRelatedField[Any](source="customer.owner", read_only=True)
    sales = Money()
    distance_band = serializers.ChoiceField(
        choices=DistanceBand.choices, allow_blank=True, read_only=True, help_text="Empty: not known."
    )

    class Meta:
        model = Account
        fields = (
            "id",
            "customer",
            "customer_number",
            "customer_name",
            "owner",
            "opened_on",
            "closed_on",
            "tier",
            "computed_tier",
            "sales",
            "last_order_on",
            "distance_km",
            "distance_band",
            *FACTS,
        )
        read_only_fields = tuple(name for name in fields if name not in FACTS)


class AccountApiFilter(AccountFilter):
    """As the list page: accounts of archived customers are not in it."""

    q = TextFilter(field_name="customer__search_text")
    customer = django_filters.NumberFilter(field_name="customer_id")

    @property
    def qs(self) -> QuerySet[Account]:
        rows: QuerySet[Account] = super().qs
        return rows.filter(customer__archived_at=None)


class TierSetSerializer(serializers.Serializer[Any]):
    """A manager's word on a tier, its reason and its last day (within a year)."""

    tier = serializers.ChoiceField(choices=RATED)
    reason = serializers.CharField(max_length=300)
    expires_on = serializers.DateField()


class StandSerializer(serializers.Serializer[Stand]):
    """What one run found for the account."""

    run = serializers.IntegerField(source="result.run_id")
    as_of = serializers.DateField(source="result.run.as_of")
    tier = serializers.ChoiceField(choices=Tier.choices, source="result.tier")
    rank = serializers.IntegerField(source="result.rank", allow_null=True)
    sales = Money(source="result.sales")
    share_before = serializers.SerializerMethodField()
    why = serializers.CharField(help_text="What moved the tier, in words; empty when it stayed.")

    @extend_schema_field({"type": "string", "format": "decimal", "nullable": True})
    def get_share_before(self, stand: Stand) -> str | None:
        """Share (0 to 1) of the company's sales before the account; null for who does not see all of it."""
        share = stand.result.share_before
        if share is None or not rules.sees_company(self.context["request"].user):
            return None
        return f"{share:.8f}"


class TierOverrideSerializer(serializers.ModelSerializer[TierOverride]):
    """A manager's word against the computed tier."""

    by_name = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = TierOverride
        fields = ("id", "tier", "reason", "by", "by_name", "created_at", "expires_on", "ended_at")
        read_only_fields = fields


class TiersSerializer(serializers.Serializer[Any]):
    """Every tier an account had, the latest first, and what managers said."""

    history = StandSerializer(many=True)
    overrides = TierOverrideSerializer(many=True)


class NewAccountSerializer(serializers.Serializer[Any]):
    """Whose account is to be opened."""

    customer = VisibleKey(queryset=Customer.objects.all())


class AccountViewSet(WriteViewSet):
    """Accounts: customers who buy. Creating one opens it today; who has one already keeps it as it is."""

    queryset = Account.objects.select_related("customer")
    serializer_class = AccountSerializer
    new_serializer_class = NewAccountSerializer
    filterset_class = AccountApiFilter
    orderings = {
        "name": ("customer__name",),
        "sales": ("sales",),
        "last_order_on": ("last_order_on",),
        "opened_on": ("opened_on",),
    }

    def write_new(self, values: dict[str, Any]) -> Account:
        return open_account(customer=values["customer"], by=self.person)

    def write_changes(self, record: Account, values: dict[str, Any]) -> Account:
        return update_account(account=record, facts=values, by=self.person)

    def led(self) -> Account:
        """Return the account of the address, for who leads its team; others get a 403."""
        account: Account = self.get_object()
        self.require(rules.may_override_tier(self.person, account))
        return account

    @extend_schema(request=TierSetSerializer, responses=AccountSerializer)
    @action(detail=True, methods=["post"])
    def tier(self, request: Request, pk: str) -> Response:
        """Set the tier against the ranking, until a last day; the computed one stays visible.

        For leaders of the account's team.
        """
        account = self.led()
        given = self.read(TierSetSerializer)
        override_tier(account=account, by=self.person, **given | {"tier": Tier(given["tier"])})
        return self.answer(account)

    @extend_schema(request=None, responses=AccountSerializer)
    @action(detail=True, methods=["post"], url_path="tier/give-back")
    def give_tier_back(self, request: Request, pk: str) -> Response:
        """Let the computed tier count again. For leaders of the account's team."""
        account = self.led()
        return self.answer(end_override(account=account, by=self.person))

    @extend_schema(request=None, responses=AccountSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Close the account today: no more orders, no more ranking. For leaders of its team."""
        return self.answer(close_account(account=self.led(), by=self.person))

    @extend_schema(request=None, responses=AccountSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Open the account again. For leaders of its team."""
        return self.answer(reopen_account(account=self.led(), by=self.person))

    @extend_schema(responses=TiersSerializer)
    @action(detail=True, methods=["get"])
    def tiers(self, request: Request, pk: str) -> Response:
        """Read the tiers the account had, why each moved, and what managers said."""
        account: Account = self.get_object()
        overrides = TierOverride.objects.filter(account=account).select_related("by").order_by("-pk")
        shown = {"history": tier_history(account), "overrides": overrides}
        return Response(TiersSerializer(shown, context=self.get_serializer_context()).data)
