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

    `ignored` are the columns of the file that fill no field; `written` tells whether anything was stored.
    `duplicates` counts the new rows that look like a card on file or an earlier row, None for kinds that are
    not compared; `likely` holds the first.
    """

    counts: Counter[Outcome] = field(default_factory=Counter)
    errors: list[RowError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    rows: int = 0
    duplicates: int | None = None
    likely: list[dict[str, Any]] = field(default_factory=list)
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
        """The agreed shape: counts by outcome and the list of errors.

        Of kinds that are compared also how many rows are likely duplicates, and were skipped as such.

        The counts are what the check found: where nothing was `written`, what would have come of the rows.
        """
        counts = {outcome.value: self.counts[outcome] for outcome in Outcome}
        skipped = counts.pop(Outcome.SKIPPED.value)
        likely = {} if self.duplicates is None else {"duplicates": self.duplicates, "skipped": skipped}
        return counts | likely | {"errors": [one.as_json() for one in self.errors], "written": self.written}

    def settled(self) -> dict[str, Any]:
        """The same of a run that was to write: all or nothing means that refused rows leave no others."""
        told = self.as_json()
        if self.written:
            return told
        taken = {outcome.value for outcome in Outcome if outcome is not Outcome.REFUSED}
        return told | dict.fromkeys(told.keys() & taken, 0)
