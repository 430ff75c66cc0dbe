"""The referral chain of a card as the API writes it (domain.md, D1.2)."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from crm.api.fields import Money, MoneySerializer, money
from crm.customers.chain import Chain, Link


class LinkSerializer(serializers.Serializer[Link]):
    """One card of a chain: `level` 0 is its root. Of one you do not see, all but the level is empty.

    `via` is the contact who introduced it.
    """

    level = serializers.IntegerField(min_value=0)
    customer = serializers.IntegerField(source="card.pk", default=None, allow_null=True)
    number = serializers.CharField(source="card.number", default="")
    name = serializers.CharField(source="card.name", default="")
    via = serializers.CharField()
    sales = serializers.SerializerMethodField()

    @extend_schema_field(MoneySerializer(allow_null=True))
    def get_sales(self, link: Link) -> dict[str, str] | None:
        """What it has bought, null for who is no account."""
        return None if link.sales is None else money(link.sales)


class ChainSerializer(serializers.Serializer[Chain]):
    """Who brought a card, from the root down, and everything it brought, depth first.

    `cut`: it brought more than the 500 that are shown.
    """

    above = LinkSerializer(many=True)
    below = LinkSerializer(many=True)
    accounts = serializers.IntegerField(min_value=0, help_text="Those it brought that buy from us.")
    sales = Money(help_text="What those have bought.")
    cut = serializers.BooleanField()
