"""The feed as markup: on the side of a card, or a page of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import timezone

from crm.history.merging import Position
from crm.timeline.feed_sources import FeedItem, feed_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crm.customers.models import Customer

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day in the person's time zone."""

    date: date
    items: list[FeedItem]


def days_of(items: Iterable[FeedItem]) -> list[Day]:
    """Group lines, newest first, by their day."""
    grouped = groupby(items, key=lambda item: timezone.localtime(item.at).date())
    return [Day(day, list(lines)) for day, lines in grouped]


def feed_context(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """Return what the feed's templates need for the page that the request asks for."""
    before = Position.parse(request.GET.get("before", ""))
    items, rest = feed_of(customer, request.user, before=before, limit=PAGE_SIZE)  # type: ignore[arg-type]
    today = timezone.localdate()
    return {
        "customer": customer,
        "days": days_of(items),
        "rest": rest,
        "first": before is None,
        "today": today,
    }


def feed_html(request: HttpRequest, customer: Customer) -> str:
    """Return the newest page of the feed with the form for a note, for the side of a card."""
    return render_to_string("timeline/_feed.html", feed_context(request, customer), request=request)
