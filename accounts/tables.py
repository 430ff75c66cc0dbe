"""The columns of the account list."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.badges import account_badge
from accounts.choices import Tier
from crm.shell.formats import money
from crm.shell.lists import Column, Key

ACCOUNT_COLUMNS = (
    Column(
        key="name",
        label=_("Name"),
        render=lambda row: row.customer.name,
        # The customer's key, not the account's: both stand in the index of names.
        sort=("customer__name", "customer"),
        lead=True,
        detail=lambda row: row.customer.city,
    ),
    Column(key="tier", label=_("Tier"), render=account_badge, sort=("tier",)),
    Column(
        key="sales",
        label=_("Net sales"),
        render=lambda row: money(row.sales, settings.BASE_CURRENCY),
        sort=(Key("sales", nullable=False),),
        numeric=True,
    ),
    Column(
        key="last_order",
        label=_("Last order"),
        render=lambda row: row.last_order_on,
        sort=("last_order_on",),
    ),
    Column(
        key="owner", label=_("Owner"), render=lambda row: row.customer.owner, sort=("customer__owner__name",)
    ),
    Column(key="number", label=_("Number"), render=lambda row: row.customer.number, shown=False),
    Column(
        key="team",
        label=_("Team"),
        render=lambda row: row.customer.team,
        sort=("customer__team__name",),
        shown=False,
    ),
    Column(
        key="territory",
        label=_("Territory"),
        render=lambda row: row.customer.territory,
        shown=False,
        joined=("customer__territory",),
    ),
    Column(
        key="industry",
        label=_("Industry"),
        render=lambda row: row.customer.industry,
        shown=False,
        joined=("customer__industry",),
    ),
    Column(
        key="distance",
        label=_("Distance"),
        render=lambda row: row.get_distance_band_display() or None,
        sort=("distance_km",),
        shown=False,
    ),
    Column(
        key="priority",
        label=_("Supply priority"),
        render=lambda row: row.get_supply_priority_display(),
        shown=False,
    ),
    Column(
        key="opened", label=_("Opened"), render=lambda row: row.opened_on, sort=("opened_on",), shown=False
    ),
    Column(
        key="computed",
        label=_("Computed tier"),
        render=lambda row: Tier(row.computed_tier).label,
        sort=("computed_tier",),
        shown=False,
    ),
    Column(
        key="terms",
        label=_("Payment terms (days)"),
        render=lambda row: row.payment_days,
        numeric=True,
        sort=("payment_days",),
        shown=False,
    ),
)
