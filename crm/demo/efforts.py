"""How the demo company's reps win customers: each effort with all that was done for it, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Move:
    """To a stage and a step of it on a day."""

    day: date
    stage: str
    step: str


@dataclass(frozen=True, slots=True)
class Said:
    """One touch, ``by`` a rep; ``done`` tells whether what was to follow has been done by now, and when."""

    at: datetime
    by: str
    kind: str
    outcome: str
    note: str = ""
    cost: Decimal | None = None
    next_step: str = ""
    next_step_kind: str = ""
    next_step_on: date | None = None
    done: datetime | None = None


@dataclass(frozen=True, slots=True)
class PoolTurn:
    """A move of the card into the team's pool (``rep`` lost it) or out of it (``rep`` got it)."""

    day: date
    kind: str
    rep: str


@dataclass(slots=True)
class Effort:
    """One effort to win a firm, by its number; people are personnel numbers.

    *rep* is who holds it today or held it last, *began* who added it. *end* is empty while it goes on, else
    ``won``, ``given_up`` or ``pool``.
    """

    firm: str
    rep: str
    opened: date
    method: str
    began: str = ""
    newcomer: str = "never_bought"
    hesitation: str = ""
    line: str = ""
    products: tuple[str, ...] = ()
    interest: str = ""
    answers: dict[str, int] = field(default_factory=dict)
    expected_value: Decimal | None = None
    expected_on: date | None = None
    moves: list[Move] = field(default_factory=list)
    touches: list[Said] = field(default_factory=list)
    visits: list[date] = field(default_factory=list)
    decided: list[tuple[date, str]] = field(default_factory=list)
    turns: list[PoolTurn] = field(default_factory=list)
    end: str = ""
    ended: date | None = None
    reason: str = ""
    note: str = ""

    @property
    def is_new_name(self) -> bool:
        return self.newcomer != "other_product"

    @property
    def last_contact(self) -> date:
        days = [*self.visits, *(said.at.date() for said in self.touches)]
        return max(days, default=self.opened)


def working_day(day: date) -> date:
    """Return *day*, or the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - 4))
