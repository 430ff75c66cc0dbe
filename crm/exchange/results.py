"""What came of an import: counts, errors, notes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from crm.exchange.records import Outcome, RowError

ERRORS_KEPT = 1_000


@dataclass
class Result:
    """Counts by outcome, the first errors, and what a person should know of the rest.

    `ignored` are the columns of the file that fill no field; `assumed` tells how dates and numbers were
    read; `written` whether anything was stored.
    """

    counts: Counter[Outcome] = field(default_factory=Counter)
    errors: list[RowError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    rows: int = 0
    written: bool = False

    def add_errors(self, errors: list[RowError]) -> None:
        """Keep them, up to a number that still fits on a page and in a row of the database."""
        room = ERRORS_KEPT - len(self.errors)
        if room > 0:
            self.errors.extend(errors[:room])

    @property
    def refused(self) -> int:
        return self.counts[Outcome.REFUSED]

    def as_json(self) -> dict[str, Any]:
        """The agreed shape: counts by outcome and the list of errors."""
        return {outcome.value: self.counts[outcome] for outcome in Outcome} | {
            "errors": [error.as_json() for error in self.errors]
        }
