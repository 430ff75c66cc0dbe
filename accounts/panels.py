"""Tabs of the account's, customer's, order's and product's cards, and panels of the home page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, DecimalField, F, Max, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import reports, rules
from accounts.choices import Tier
from accounts.first_steps import first_steps
from accounts.heads import has_account
from accounts.history import tier_chart, tier_history
from accounts.in_force import tiers_in_force
from accounts.models import Account, Order, OrderLine, TierOverride, TierRun
from accounts.ranked import ranked
from crm.people.choices import Role
from crm.shell.formats import money
from crm.shell.panels import CardTab, HomePanel, card_tabs, home_panels
from crm.shell.prepared import Prepared

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import Product
    from crm.customers.models import Customer

ORDERS_SHOWN = 25
PRODUCTS_SHOWN = 50
SILENT_DAYS = 90
SILENT_SHOWN = 8


# Of a line; only shown, and rounded as it is written.
_LINE_IN_BASE = F("net") * F("order__rate")
_MONEY = DecimalField(max_digits=18, decimal_places=4)


def _days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


_overrides = Prepared(
    lambda account: (
        TierOverride.objects.filter(account=account, ended_at=None)
        .select_related("by")
        .only("tier", "reason", "expires_on", "by__name", "by__email")[:1]
    )
)


def overview(request: HttpRequest, account: Account) -> dict[str, Any]:
    """Standing, facts and contacts of an account."""
    standing = ranked(account)
    return {
        "account": account,
        "ranked": standing,
        "override": _overrides.first(account.pk),
        "may_override": rules.may_override_tier(request.user, account),  # type: ignore[arg-type]
        "year": account.orders.filter(date__gt=_days_ago(365)).aggregate(
            orders=Count("pk"), net=Sum("net_base")
        ),
        "sales": money(standing.sales, settings.BASE_CURRENCY, 0) if standing else "–",
    }


def orders(request: HttpRequest, account: Account) -> dict[str, Any]:
    """The latest orders of an account."""
    rows = account.orders.select_related("rep").order_by("-date", "-pk")
    return {"account": account, "orders": rows[:ORDERS_SHOWN], "shown": ORDERS_SHOWN}


def products_bought(request: HttpRequest, account: Account) -> dict[str, Any]:
    """What an account bought in the last 365 days, by sum in the base currency."""
    lines = OrderLine.objects.filter(order__account=account, order__date__gt=_days_ago(365))
    rows = lines.values("product", "product__name", "product__unit", "product__family__name").annotate(
        quantity=Sum("quantity"),
        net=Sum(_LINE_IN_BASE, output_field=_MONEY),
        last=Max("order__date"),
        orders=Count("order"),
    )
    return {"rows": rows.order_by("-net")[:PRODUCTS_SHOWN], "currency": settings.BASE_CURRENCY}


def tiers(request: HttpRequest, account: Account) -> dict[str, Any]:
    """Every tier an account had, why it moved, and what managers said."""
    history = tier_history(account)
    overrides = TierOverride.objects.filter(account=account).select_related("by", "ended_by")
    return {
        "account": account,
        "history": history,
        "chart": tier_chart(history),
        "overrides": overrides.order_by("-pk"),
        "currency": settings.BASE_CURRENCY,
    }


def customers_account(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """The trading relation on the customer's own card."""
    account = Account.objects.select_related("customer").get(customer=customer)
    return orders(request, account) | {"on_customer": True}


def may_open_account(user: Any, customer: Customer) -> bool:
    return not customer.is_archived and not has_account(user, customer)


def lines(request: HttpRequest, order: Order) -> dict[str, Any]:
    """The lines of an order and the returns that refer to it."""
    return {
        "order": order,
        "lines": order.lines.select_related("product"),
        "returned_by": order.returned_by.order_by("date"),
        "base": settings.BASE_CURRENCY,
    }


def buyers(request: HttpRequest, product: Product) -> dict[str, Any]:
    """Who, of the accounts the person sees, bought a product in the last 365 days."""
    sold = OrderLine.objects.visible_to(request.user).filter(  # type: ignore[arg-type]
        product=product, order__date__gt=_days_ago(365)
    )
    rows = sold.values("order__account", "order__account__customer__name", "order__account__tier").annotate(
        quantity=Sum("quantity"), net=Sum(_LINE_IN_BASE, output_field=_MONEY), last=Max("order__date")
    )
    return {
        "product": product,
        "rows": rows.order_by("-net")[:PRODUCTS_SHOWN],
        "currency": settings.BASE_CURRENCY,
        "sees_costs": rules.sees_costs(request.user),  # type: ignore[arg-type]
    }


def tier_sums(request: HttpRequest) -> dict[str, Any] | None:
    """Accounts and sales by tier in force, over the accounts the person sees."""
    tiers = list(tiers_in_force(request.user).values())  # type: ignore[arg-type]
    if not any(tier.count for tier in tiers):
        return None
    return {"tiers": tiers, "currency": settings.BASE_CURRENCY}


def movers(request: HttpRequest) -> dict[str, Any] | None:
    """Who moved most since the run before."""
    run = TierRun.objects.select_related("previous").in_force()
    if run is None:
        return None
    moves = reports.movers(run, request.user)[:SILENT_SHOWN]  # type: ignore[arg-type]
    accounts = reports.names(move.account_id for move in moves)
    return {"moves": [(move, accounts.get(move.account_id)) for move in moves], "run": run}


def silent(request: HttpRequest) -> dict[str, Any] | None:
    """A and B accounts without an order for long, the largest first."""
    rows = Account.objects.visible_to(request.user).open()  # type: ignore[arg-type]
    quiet = Q(last_order_on=None) | Q(last_order_on__lt=_days_ago(SILENT_DAYS))
    rows = rows.filter(quiet, tier__in=(Tier.A, Tier.B)).select_related("customer__owner")
    found = list(rows.order_by("-sales", "pk")[:SILENT_SHOWN])
    return {"accounts": found, "days": SILENT_DAYS} if found else None


card_tabs.register(
    CardTab(
        card="account",
        key="overview",
        label=_("Overview"),
        order=10,
        template="accounts/_overview.html",
        context=overview,
    ),
    CardTab(
        card="account",
        key="orders",
        label=_("Orders"),
        order=20,
        template="accounts/_orders.html",
        context=orders,
    ),
    CardTab(
        card="account",
        key="products",
        label=_("Products bought"),
        order=30,
        template="accounts/_products_bought.html",
        context=products_bought,
    ),
    CardTab(
        card="account",
        key="tiers",
        label=_("Tier history"),
        order=40,
        template="accounts/_tiers.html",
        context=tiers,
    ),
    CardTab(
        card="customer",
        key="orders",
        label=_("Orders"),
        order=30,
        template="accounts/_orders.html",
        context=customers_account,
        predicate=has_account,
    ),
    CardTab(
        card="customer",
        key="account",
        label=_("Account"),
        order=30,
        template="accounts/_no_account.html",
        context=lambda request, customer: {"customer": customer},
        predicate=may_open_account,
    ),
    CardTab(
        card="order", key="lines", label=_("Lines"), order=10, template="accounts/_lines.html", context=lines
    ),
    CardTab(
        card="product",
        key="buyers",
        label=_("Buyers"),
        order=10,
        template="accounts/_buyers.html",
        context=buyers,
    ),
)
home_panels.register(
    HomePanel(
        key="accounts.first-steps",
        title=_("First steps"),
        template="accounts/_panel_first_steps.html",
        order=1,
        roles=frozenset({Role.ADMIN}),
        context=first_steps,
        wide=True,
        flush=True,
    ),
    HomePanel(
        key="accounts.tiers",
        title=_("Accounts by tier"),
        template="accounts/_panel_tiers.html",
        order=30,
        context=tier_sums,
        more_url_name="accounts:pareto",
    ),
    HomePanel(
        key="accounts.silent",
        title=_("No order for long"),
        template="accounts/_panel_silent.html",
        order=40,
        context=silent,
        flush=True,
        more_url_name="accounts:list",
    ),
    HomePanel(
        key="accounts.movers",
        title=_("Movers"),
        template="accounts/_panel_movers.html",
        order=50,
        context=movers,
        lazy=True,
        flush=True,
        predicate=rules.leads,
        more_url_name="accounts:pareto",
    ),
)
