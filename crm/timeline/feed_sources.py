"""What a customer's feed is made of: the sources that apps register, merged newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q, QuerySet

from crm.history.merging import Position, merge
from crm.shell.discovery import Registry
from crm.shell.prepared import Prepared

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from crm.customers.models import Customer
    from crm.people.models import User


PAGE_SIZE = 20  # lines of the feed


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedItem:
    """A line of the feed. ``line`` is markup; ``detail`` is a text or markup shown below it.

    ``timed`` is off for what has a day and no time of day.
    """

    position: Position
    icon: str
    line: SafeString
    detail: str = ""
    url: str = ""
    timed: bool = True

    @property
    def at(self) -> datetime:
        return self.position.at


class FeedSource(Protocol):
    """Lines of one kind. ``key`` is the source's name in every ``Position`` it gives.

    ``items`` returns the lines of *customer* below *before* (``before.older(key)`` is the condition),
    newest first, at most *limit*, in a fixed number of queries. *viewer* sees the customer already.
    """

    @property
    def key(self) -> str: ...

    @property
    def order(self) -> int: ...

    def items(
        self, customer: Customer, viewer: User, before: Position | None, limit: int
    ) -> Iterable[FeedItem]: ...


class Lines:
    """The rows of one table that a source reads for a customer, newest first: *rows* of their primary key.

    The newest page, which every card shows, is a prepared question. *below* is the condition on rows that
    stand below a position, where the table keeps no moment called ``at``.
    """

    def __init__(
        self,
        key: str,
        rows: Callable[[int], QuerySet[Any, Any]],
        below: Callable[[Position, str], Q] = Position.older,
    ) -> None:
        self._key, self._rows, self._below = key, rows, below
        self._newest = Prepared(lambda customer: rows(customer)[: PAGE_SIZE + 1])

    def page(self, customer: Customer, before: Position | None, limit: int) -> Iterable[Any]:
        """Return at most *limit* rows below *before* (1 query)."""
        if before is None and limit <= PAGE_SIZE + 1:
            return self._newest.rows(customer.pk)[:limit]
        rows = self._rows(customer.pk)
        return rows[:limit] if before is None else rows.filter(self._below(before, self._key))[:limit]


feed_sources: Registry[FeedSource] = Registry("feed sources")


def feed_of(
    customer: Customer, viewer: User, *, before: Position | None = None, limit: int = PAGE_SIZE
) -> tuple[list[FeedItem], Position | None]:
    """Return a page of the feed, newest first, and where the next one begins (None: it is the last)."""

    def reader(source: FeedSource) -> object:
        return lambda below, most: source.items(customer, viewer, below, most)

    return merge([reader(source) for source in feed_sources], before, limit)  # type: ignore[misc]
