"""What accounts, orders and products can be narrowed by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters as df
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import DistanceBand, OrderKind, SupplyPriority, Tier
from accounts.models import Account, Currency, Order, Product, ProductFamily, TierOverride
from crm.customers.models import Industry
from crm.people.models import Team, Territory, User
from crm.shell.lists.bounds import BoundedFilterSet

if TYPE_CHECKING:
    from crm.shell.lists.page import FilterRequest

_YES_NO = [("yes", _("yes")), ("no", _("no"))]


class Day(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Checks(forms.CheckboxSelectMultiple):
    """Boxes to tick; Django would give the look of one box to the whole group as well."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"].pop("class", None)
        return context


def people(request: FilterRequest | None) -> QuerySet[User]:
    """Return the people whose records the person filtering sees."""
    return User.objects.visible_to(request.user) if request else User.objects.none()


def teams(request: FilterRequest | None) -> QuerySet[Team]:
    return Team.objects.visible_to(request.user) if request else Team.objects.none()


def territories(request: FilterRequest | None) -> QuerySet[Territory]:
    return Territory.objects.visible_to(request.user) if request else Territory.objects.none()


class AccountFilter(BoundedFilterSet):
    tier = df.MultipleChoiceFilter(label=_("Tier"), choices=Tier.choices, widget=Checks)
    overridden = df.ChoiceFilter(label=_("Tier set by a manager"), choices=_YES_NO, method="by_override")
    owner = df.ModelChoiceFilter(label=_("Owner"), field_name="customer__owner", queryset=people)
    team = df.ModelChoiceFilter(label=_("Team"), queryset=teams, method="by_team")
    territory = df.ModelChoiceFilter(
        label=_("Territory"), field_name="customer__territory", queryset=territories
    )
    industry = df.ModelChoiceFilter(
        label=_("Industry"), field_name="customer__industry", queryset=Industry.objects.all()
    )
    city = df.CharFilter(label=_("City"), field_name="customer__city", lookup_expr="iexact")
    sales = df.RangeFilter(label=_("Net sales"))
    last_order_before = df.DateFilter(
        label=_("Last order before"), field_name="last_order_on", lookup_expr="lt", widget=Day
    )
    distance_band = df.MultipleChoiceFilter(label=_("Distance"), choices=DistanceBand.choices, widget=Checks)
    supply_priority = df.MultipleChoiceFilter(
        label=_("Supply priority"), choices=SupplyPriority.choices, widget=Checks
    )
    opened = df.DateFromToRangeFilter(
        label=_("Opened"),
        field_name="opened_on",
        widget=df.widgets.DateRangeWidget(attrs={"type": "date"}),
    )
    closed = df.ChoiceFilter(label=_("Closed"), choices=_YES_NO, method="by_closed")

    class Meta:
        model = Account
        fields: tuple[str, ...] = ()

    def by_override(self, rows: QuerySet[Account], name: str, value: str) -> QuerySet[Account]:
        in_force = TierOverride.objects.in_force(timezone.localdate()).filter(account=OuterRef("pk"))
        return rows.filter(Exists(in_force)) if value == "yes" else rows.exclude(Exists(in_force))

    def by_team(self, rows: QuerySet[Account], name: str, value: Team) -> QuerySet[Account]:
        return rows.filter(customer__team__path__startswith=value.path)

    def by_closed(self, rows: QuerySet[Account], name: str, value: str) -> QuerySet[Account]:
        return rows.filter(closed_on__isnull=value == "no")


class OrderFilter(BoundedFilterSet):
    kind = df.ChoiceFilter(label=_("Kind"), choices=OrderKind.choices)
    date = df.DateFromToRangeFilter(
        label=_("Date"), widget=df.widgets.DateRangeWidget(attrs={"type": "date"})
    )
    rep = df.ModelChoiceFilter(label=_("Rep"), queryset=people)
    team = df.ModelChoiceFilter(label=_("Team"), queryset=teams, method="by_team")
    tier = df.MultipleChoiceFilter(
        label=_("Tier of the account"),
        field_name="account__tier",
        choices=Tier.choices,
        widget=Checks,
    )
    product = df.ModelChoiceFilter(label=_("Product"), queryset=Product.objects.all(), method="by_product")
    net_base = df.RangeFilter(label=_("Net sum"))
    currency = df.ModelChoiceFilter(label=_("Currency"), queryset=Currency.objects.all())

    class Meta:
        model = Order
        fields: tuple[str, ...] = ()

    def by_team(self, rows: QuerySet[Order], name: str, value: Team) -> QuerySet[Order]:
        return rows.filter(account__customer__team__path__startswith=value.path)

    def by_product(self, rows: QuerySet[Order], name: str, value: Product) -> QuerySet[Order]:
        return rows.filter(Exists(value.order_lines.filter(order=OuterRef("pk"))))


class ProductFilter(BoundedFilterSet):
    family = df.ModelChoiceFilter(label=_("Family"), queryset=ProductFamily.objects.all())
    active = df.ChoiceFilter(label=_("Sold today"), choices=_YES_NO, method="by_active")
    price = df.RangeFilter(label=_("Price"))

    class Meta:
        model = Product
        fields: tuple[str, ...] = ()

    def by_active(self, rows: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        return rows.filter(active=value == "yes")
