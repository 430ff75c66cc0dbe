"""Accounts and tiers, for export only: they follow from orders and rankings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, TierResult, TierRun
from accounts.rules import sees_company
from crm.exchange.fields import Field
from crm.exchange.reportkind import ReportKind

if TYPE_CHECKING:
    from crm.people.models import User


OF_THE_COMPANY = frozenset({"rank", "share_before"})


class AccountKind(ReportKind):
    """Accounts with their tier, sales and owner."""

    name = "accounts"
    title = _("Accounts")
    order = 70
    paths = {
        "number": "customer__number",
        "name": "customer__name",
        "city": "customer__city",
        "country": "customer__country",
        "owner": "customer__owner__number",
        "owner_name": "customer__owner__name",
        "team": "customer__team__name",
        "tier": "tier",
        "sales": "sales",
        "opened_on": "opened_on",
        "last_order_on": "last_order_on",
        "distance_band": "distance_band",
        "payment_days": "payment_days",
        "supply_priority": "supply_priority",
        "closed_on": "closed_on",
    }

    def fields(self) -> Sequence[Field]:
        return _ACCOUNT_FIELDS

    def rows(self, by: User | None) -> QuerySet[Account]:
        accounts = Account.objects.all() if by is None else Account.objects.visible_to(by)
        return accounts.order_by("pk")


class TierKind(ReportKind):
    """The latest ranking.

    Where an account stands in the whole company is for who sees the whole company (D7.1): from the shares
    of two accounts and their sales anybody could work out what all accounts together bring.
    """

    name = "tiers"
    title = _("Tiers")
    order = 80
    paths = {
        "rank": "rank",
        "customer": "account__customer__number",
        "name": "account__customer__name",
        "tier": "tier",
        "previous": "previous",
        "sales": "sales",
        "share_before": "share_before",
        "as_of": "run__as_of",
    }

    def fields(self) -> Sequence[Field]:
        return _TIER_FIELDS

    def may_export_field(self, field: Field, by: User | None) -> bool:
        return field.name not in OF_THE_COMPANY or by is None or sees_company(by)

    def rows(self, by: User | None) -> QuerySet[TierResult]:
        results = TierResult.objects.all() if by is None else TierResult.objects.visible_to(by)
        return results.filter(run=TierRun.objects.in_force()).order_by("-sales", "account")


_ACCOUNT_FIELDS = tuple(
    Field(name, label)
    for name, label in (
        ("number", _("number")),
        ("name", _("name")),
        ("city", _("city")),
        ("country", _("country")),
        ("owner", _("owner")),
        ("owner_name", _("owner's name")),
        ("team", _("team")),
        ("tier", _("tier")),
        ("sales", _("net sales")),
        ("opened_on", _("opened on")),
        ("last_order_on", _("last order")),
        ("distance_band", _("distance band")),
        ("payment_days", _("payment terms (days)")),
        ("supply_priority", _("supply priority")),
        ("closed_on", _("closed on")),
    )
)
_TIER_FIELDS = tuple(
    Field(name, label)
    for name, label in (
        ("rank", _("rank")),
        ("customer", _("customer")),
        ("name", _("name")),
        ("tier", _("tier")),
        ("previous", _("tier before")),
        ("sales", _("net sales")),
        ("share_before", _("share before")),
        ("as_of", _("as of")),
    )
)
