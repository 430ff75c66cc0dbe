"""The ground floor's own lines of the feed: events, notes and files, and how the verbs below read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm.history.merging import Position
from crm.history.models import Event
from crm.timeline import customer_verbs
from crm.timeline.feed_sources import FeedItem, Lines, feed_sources
from crm.timeline.models import Attachment, Note
from crm.timeline.touch_feed import Touches
from crm.timeline.verbs import sentence_of, verbs

if TYPE_CHECKING:
    from crm.customers.models import Customer
    from crm.people.models import User

verbs.register(*customer_verbs.VERBS)


def _rows(model: type[Model], *fields: str) -> Callable[[int], QuerySet[Any, dict[str, Any]]]:
    """Return rows of *model* as dictionaries: a card shows many, and records with their people cost more."""

    def of(customer: int) -> QuerySet[Any, dict[str, Any]]:
        rows = model._default_manager.filter(customer=customer)
        return rows.order_by("-at", "-pk").values("pk", "at", "by__name", *fields)

    return of


_EVENTS = Lines("event", _rows(Event, "verb", "data"))
_NOTES = Lines("note", _rows(Note, "text"))
_FILES = Lines("file", _rows(Attachment, "name", "size", "removed_at"))


@dataclass(frozen=True)
class Events:
    """What services wrote down."""

    key: str = "event"
    order: int = 10

    def items(
        self, customer: Customer, viewer: User, before: Position | None, limit: int
    ) -> Iterator[FeedItem]:
        for row in _EVENTS.page(customer, before, limit):
            verb = verbs.get(row["verb"])
            yield FeedItem(
                position=Position(row["at"], self.key, row["pk"]),
                icon=verb.icon if verb else "dot",
                line=sentence_of(verb, row["verb"], row["by__name"] or "", row["data"]),
                detail=verb.detail(row["data"]) if verb else "",
            )


@dataclass(frozen=True)
class Notes:
    """What people wrote."""

    key: str = "note"
    order: int = 20

    def items(
        self, customer: Customer, viewer: User, before: Position | None, limit: int
    ) -> Iterator[FeedItem]:
        for row in _NOTES.page(customer, before, limit):
            yield FeedItem(
                position=Position(row["at"], self.key, row["pk"]),
                icon="note",
                line=format_html(_("{} noted"), _strong(row["by__name"])),
                detail=mark_safe(linebreaks(row["text"], autoescape=True)),
            )


@dataclass(frozen=True)
class Files:
    """What people put on the card."""

    key: str = "file"
    order: int = 30

    def items(
        self, customer: Customer, viewer: User, before: Position | None, limit: int
    ) -> Iterator[FeedItem]:
        for row in _FILES.page(customer, before, limit):
            name = format_html("<s>{}</s>", row["name"])
            if row["removed_at"] is None:
                url = reverse("timeline:file", args=[row["pk"]])
                name = format_html('<a href="{}">{}</a>', url, row["name"])
            yield FeedItem(
                position=Position(row["at"], self.key, row["pk"]),
                icon="file",
                line=format_html(_("{} added {}"), _strong(row["by__name"]), name),
                detail=filesizeformat(row["size"]),
            )


def _strong(name: str) -> SafeString:
    return format_html("<strong>{}</strong>", name)


feed_sources.register(Events(), Touches(), Notes(), Files())
