"""What search finds here: orders by their number or customer, products by name or number."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import finding
from accounts.models import Order, Product
from crm.shell.formats import day, money
from crm.shell.search import Hit, Source, sources

if TYPE_CHECKING:
    from crm.people.models import User


def find_orders(user: User, text: str, limit: int) -> list[Hit]:
    """Find the orders with *text* in their number, or else of the customers it finds."""
    rows = Order.objects.visible_to(user).select_related("account__customer")
    return [
        Hit(
            order.number,
            f"{order.account.customer.name} · {day(order.date)} · {money(order.net, order.currency_id)}",
            order.get_absolute_url(),
        )
        for order in finding.find_orders(rows, text, limit=limit)
    ]


def find_products(user: User, text: str, limit: int) -> list[Hit]:
    """Find products by words of their name or number."""
    rows = Product.objects.visible_to(user).matching(text).select_related("family")
    return [
        Hit(
            product.name,
            " · ".join(filter(None, [product.number, str(product.family or "")])),
            product.get_absolute_url(),
        )
        for product in rows[:limit]
    ]


def _in_list(url_name: str, text: str) -> str:
    return f"{reverse(url_name)}?{urlencode({'q': text})}"


sources.register(
    Source(
        key="orders",
        label=_("Orders"),
        icon="orders",
        order=40,
        find=find_orders,
        all_url=lambda text: _in_list("accounts:orders", text),
    ),
    Source(
        key="products",
        label=_("Products"),
        icon="products",
        order=60,
        find=find_products,
        all_url=lambda text: _in_list("accounts:products", text),
    ),
)
