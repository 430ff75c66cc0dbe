"""Orders and returns as lines of a customer's feed, however they came in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.choices import OrderKind
from accounts.models import Order
from crm.history.merging import Position
from crm.shell import formats
from crm.timeline.feed_sources import FeedItem, Lines

if TYPE_CHECKING:
    from crm.customers.models import Customer
    from crm.people.models import User


def _moment(day: date) -> datetime:
    """Return where an order stands in the feed: it has a day only; noon is that day almost everywhere."""
    return datetime.combine(day, time(12), UTC)


def _below(before: Position, key: str) -> Q:
    """Return the condition on orders below a position of the feed."""
    day = before.at.astimezone(UTC).date()
    earlier = Q(date__lt=day)
    if before.at > _moment(day):
        return Q(date__lte=day)
    if before.at < _moment(day) or key > before.source:
        return earlier
    same = Q(date=day)
    return earlier | (same & Q(pk__lt=before.pk) if key == before.source else same)


def _rows(customer: int) -> QuerySet[Order, Any]:
    rows = Order.objects.filter(account__customer=customer).order_by("-date", "-pk")
    return rows.values("pk", "number", "date", "kind", "net", "currency_id")


_ORDERS = Lines("order", _rows, below=_below)


@dataclass(frozen=True)
class Orders:
    """What the customer bought and brought back."""

    key: str = "order"
    order: int = 40

    def items(
        self, customer: Customer, viewer: User, before: Position | None, limit: int
    ) -> Iterator[FeedItem]:
        for row in _ORDERS.page(customer, before, limit):
            is_return = row["kind"] == OrderKind.RETURN
            sentence = _("Goods back {}: {}") if is_return else _("Order {}: {}")
            number = format_html(
                '<a href="{}">{}</a>', reverse("accounts:order", args=[row["pk"]]), row["number"]
            )
            yield FeedItem(
                position=Position(_moment(row["date"]), self.key, row["pk"]),
                icon="undo" if is_return else "orders",
                line=format_html(sentence, number, formats.money(row["net"], row["currency_id"])),
                timed=False,
            )
