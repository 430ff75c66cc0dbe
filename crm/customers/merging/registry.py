"""What apps say about merging two cards, in the ``merging.py`` of each.

Rows that point to the card that goes are brought to the one that is kept, whichever app they belong to.
A `Rule` is for those that cannot simply be brought: where something is to be unique, a pair would be there
twice, or a row belongs to what it was. A `Lock` is taken before the cards are, a `Refresh` works out again
what follows from the rows, after a merge and after its undo.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models

from crm.shell.discovery import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from crm.customers.merging.journal import Journal
    from crm.customers.merging.relations import Relation
    from crm.customers.models import Customer, Merge
    from crm.people.models import User

KEPT, GONE = "kept", "gone"


@dataclass(frozen=True, slots=True)
class Moving:
    """A merge at work: *gone*'s rows go to *kept*. Of cards, or of what belongs to them (accounts).

    ``sides`` says by the key of a choice whose value stays, ``former_owners`` by card who had it before.
    """

    kept: Any
    gone: Any
    journal: Journal
    sides: Mapping[str, str] = field(default_factory=dict)
    former_owners: Mapping[int, int | None] = field(default_factory=dict)

    @property
    def by(self) -> User | None:
        return self.journal.by

    def of(self, kept: models.Model, gone: models.Model) -> Moving:
        """Return the same merge at work on two records that belong to the cards."""
        return Moving(kept, gone, self.journal, self.sides, self.former_owners)


@dataclass(frozen=True, slots=True)
class Undoing:
    """An undo at work: ``kept`` and ``gone`` are the two cards, locked."""

    merge: Merge
    kept: Customer
    gone: Customer
    journal: Journal

    @property
    def by(self) -> User | None:
        return self.journal.by


Bring = Callable[[Moving, "Relation"], None]
Hook = Callable[[Undoing], None]


def _nothing(undoing: Undoing) -> None:
    """Do nothing beside what the journal takes back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """How the rows of the relation ``key`` are brought; only the journal writes, so that undo knows.

    ``before_undo`` may raise Refused, naming what is in the way; ``after_undo`` finishes what the journal
    could not know.
    """

    key: str
    bring: Bring
    order: int = 100
    before_undo: Hook = _nothing
    after_undo: Hook = _nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class Lock:
    """Taken with the keys of both cards before the cards are locked: keeps the order everybody keeps."""

    key: str
    take: Callable[[Sequence[int]], None]
    order: int = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Refresh:
    """Works out again, for the cards with these primary keys, what follows from their rows."""

    key: str
    refresh: Callable[[Sequence[int]], None]
    order: int = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """Facts of a record beside the card, its account, that people choose between where both cards have one.

    ``both`` returns the two records, the kept card's first, or None. ``choices`` says by the name of a choice
    on which columns it decides, ``words`` how a record says it (None: not at all), ``labels`` what it is
    called where that is not its column's name. The key of a choice is ``<key>.<name>``; in whose favour it
    went stands in `Moving.sides`, and the rule that brings the records acts on it.
    """

    key: str
    both: Callable[[Customer, Customer], tuple[models.Model, models.Model] | None]
    choices: Mapping[str, tuple[str, ...]]
    words: Callable[[Any, str], object]
    labels: Mapping[str, StrOrPromise] = field(default_factory=dict)
    order: int = 100

    def key_of(self, name: str) -> str:
        """Return the key of the choice *name*."""
        return f"{self.key}.{name}"


facts: Registry[Facts] = Registry("facts of merging")
rules: Registry[Rule] = Registry("rules of merging")
# Relations of which people are told no count: they follow from others, or are no things of theirs.
quiet: set[str] = set()
locks: Registry[Lock] = Registry("locks of merging")
refreshes: Registry[Refresh] = Registry("refreshes of merging")


def stay(moving: Moving, relation: Relation) -> None:
    """Leave the rows with the record that goes: they say what was found of it."""
