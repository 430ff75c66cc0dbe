"""Lines of several tables in one order, newest first, page by page.

A page goes on below a position: the moment, table and key of the last line shown. Lines of the same
moment are told apart by their table and key, so that none is shown twice or left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from django.db.models import Q


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a line stands; ``source`` is the name of its table."""

    at: datetime
    source: str
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.source}~{self.pk}"

    @classmethod
    def parse(cls, text: str) -> Position | None:
        """Return the position written as *text*; None for nothing and for what is no position."""
        try:
            at, source, pk = text.split("~")
            moment = datetime.fromisoformat(at)
            # As the database will compare it: the first and last moments are in no other time zone.
            return cls(moment.astimezone(UTC), source, int(pk)) if moment.tzinfo is not None else None
        except (ValueError, OverflowError):
            return None

    def older(self, source: str, at: str = "at", pk: str = "pk") -> Q:
        """Return the condition on rows of *source* that stand below this position."""
        before = Q(**{f"{at}__lt": self.at})
        if source > self.source:
            return before
        same = Q(**{at: self.at})
        if source == self.source:
            same &= Q(**{f"{pk}__lt": self.pk})
        return before | same


class Placed(Protocol):
    @property
    def position(self) -> Position: ...


P = TypeVar("P", bound=Placed)


def merge(
    sources: Iterable[Callable[[Position | None, int], Iterable[P]]], before: Position | None, limit: int
) -> tuple[list[P], Position | None]:
    """Return up to *limit* lines of all *sources* below *before*, and where to go on (None: the end).

    A source is asked for the lines below a position, at most so many, newest first.
    """
    lines = [line for source in sources for line in source(before, limit + 1)]
    lines.sort(key=lambda line: line.position, reverse=True)
    page = lines[:limit]
    return page, page[-1].position if len(lines) > limit else None
