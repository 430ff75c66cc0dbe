"""The feed as markup: on the side of a card, or a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from crm.history.merging import Position
from crm.timeline.feed_sources import PAGE_SIZE, feed_of
from crm.timeline.lines import lines_html

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crm.customers.models import Customer


def feed_context(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """Return what the feed's templates need for the page that the request asks for."""
    before = Position.parse(request.GET.get("before", ""))
    items, rest = feed_of(customer, request.user, before=before, limit=PAGE_SIZE)  # type: ignore[arg-type]
    return {"customer": customer, "lines": lines_html(items), "rest": rest, "first": before is None}


def feed_html(request: HttpRequest, customer: Customer) -> str:
    """Return the newest page of the feed with the form for a note, for the side of a card."""
    return render_to_string("timeline/_feed.html", feed_context(request, customer), request=request)
