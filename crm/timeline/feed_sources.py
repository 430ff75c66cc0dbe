"""What a customer's feed is made of: the sources that apps register, merged newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from crm.history.merging import Position, merge
from crm.shell.discovery import Registry

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from crm.customers.models import Customer
    from crm.people.models import User


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


feed_sources: Registry[FeedSource] = Registry("feed sources")


def feed_of(
    customer: Customer, viewer: User, *, before: Position | None = None, limit: int = 20
) -> tuple[list[FeedItem], Position | None]:
    """Return a page of the feed, newest first, and where the next one begins (None: it is the last)."""

    def reader(source: FeedSource) -> object:
        return lambda below, most: source.items(customer, viewer, below, most)

    return merge([reader(source) for source in feed_sources], before, limit)  # type: ignore[misc]
