"""A row of a file on its way to becoming a record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from crm.exchange.reading.cells import Cell, shown

if TYPE_CHECKING:
    from django.db.models import Model

    from crm.exchange.likely import Likely
    from crm.people.models import User


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    REFUSED = "refused"


class Duplicates(StrEnum):
    """What is done with a new row that looks like a card on file or like an earlier row (domain.md, D1.6).

    ASK writes nothing while there is such a row; SKIP leaves the row out, UPDATE changes the card on file,
    CREATE makes a new card all the same.
    """

    ASK = "ask"
    SKIP = "skip"
    UPDATE = "update"
    CREATE = "create"


class RowError(NamedTuple):
    """What is wrong with one row: `field` "" for the row as a whole; `message` is translated."""

    row: int
    field: str
    value: str
    message: str

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "field": self.field, "value": self.value, "message": self.message}


class Link(NamedTuple):
    """A reference of a row to a record that the same file brings further down.

    ``own`` and ``number`` are the two records' numbers, ``own`` "" for a row without one; ``outcome`` is what
    the check has decided for the row.
    """

    own: str
    field: str
    number: str
    row: int
    outcome: Outcome | None


@dataclass(slots=True)
class Record:
    """One row after cleaning: `values` holds only the fields the file gives for it.

    A blank cell is left out (the stored value stays) or None where blanks are to clear. `texts` are
    the cells of references as the file wrote them; `values` then holds the primary key found. `changes` and
    `before` are columns by attname: as the row sets them, and as they were.
    """

    row: int
    values: dict[str, Any]
    texts: dict[str, str] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    target: Model | None = None
    outcome: Outcome | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)

    def refuse(self, name: str, message: str, value: object = "") -> None:
        """Note that this row cannot be taken, and why."""
        self.errors.append(RowError(self.row, name, shown(str(value)[:200]), shown(message)))


@dataclass
class Context:
    """What one run of an import knows: who runs it, which import it is, what it has seen and done.

    `writing` tells the write pass from the check pass. `import_id` marks history rows, so that undo
    finds them. `memory` is for a kind's own notes between batches, such as totals to refresh. `likely` are
    the rows that look like another record, by row number, and `duplicates` what is done with them;
    `awaited` are rows whose record is needed again at the end of the write pass.
    """

    by: User | None
    import_id: int | None = None
    writing: bool = False
    fields: frozenset[str] = frozenset()
    memory: dict[str, Any] = field(default_factory=dict)
    notes: Counter[str] = field(default_factory=Counter)
    duplicates: Duplicates = Duplicates.CREATE
    likely: dict[int, Likely] = field(default_factory=dict)
    awaited: frozenset[int] = frozenset()

    def told(self) -> list[str]:
        """Return the notes as sentences."""
        return [note % {"count": count} for note, count in self.notes.items()]
