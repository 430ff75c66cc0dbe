"""Plan 100: every name struck off the team's list is a debt of new names, shown until it is paid (D1.3).

A pure ledger: the debt after an entry follows from the debt before it. It is never below zero; names added
while nothing is owed are not saved up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

STRUCK_OFF, REVIVED, NEW_NAME, MERGED = "struck_off", "revived", "new_name", "merged"


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened to a name: ``kind``, the ``change`` of the debt and the ``debt`` after it, in names."""

    kind: str
    change: int
    debt: int


def enter(kind: str, *, debt: int, names_owed: int) -> Entry:
    """Return the entry of *kind* for a list that owes *debt* names; *names_owed* for each name struck off.

    A name struck off adds the debt for one, a revived name takes back what is left of it, a new name pays
    one, and a name merged into another that had paid is owed again.
    """
    change = {
        STRUCK_OFF: names_owed,
        REVIVED: -min(names_owed, debt),
        NEW_NAME: -min(1, debt),
        MERGED: 1,
    }[kind]
    return Entry(kind=kind, change=change, debt=debt + change)


def debt_after(kinds: Iterable[str], *, names_owed: int, debt: int = 0) -> int:
    """Return what is owed after a series of entries."""
    for kind in kinds:
        debt = enter(kind, debt=debt, names_owed=names_owed).debt
    return debt
