"""One row's effort on its way into the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from prospects.choices import Disposition
from prospects.models import Prospect

GIVEN_UP = Disposition.GIVEN_UP


@dataclass(slots=True)
class Effort:
    """What a row does to an effort: ``before`` are stage and disposition as stored, None for a new one.

    ``changed`` are attnames; ``products`` primary keys, None to leave them, and ``products_before`` those
    that it had; ``is_new_name`` that the customer had no effort before; ``visited`` the days of all visits
    made to the customer.
    """

    prospect: Prospect
    before: tuple[str, str] | None = None
    changed: set[str] = field(default_factory=set)
    products: list[int] | None = None
    products_before: list[int] = field(default_factory=list)
    is_new_name: bool = False
    visited: Sequence[date] = ()

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_given_up(self) -> bool:
        """Whether the row strikes a stored effort off."""
        return self.before is not None and self.before[1] != GIVEN_UP == self.prospect.disposition

    @property
    def is_revived(self) -> bool:
        """Whether the row takes an effort up again that was given up."""
        return self.before is not None and self.before[1] == GIVEN_UP != self.prospect.disposition

    @property
    def is_opened_again(self) -> bool:
        """Whether the row opens a further effort for a customer."""
        return self.goes_on and self.is_new and not self.is_new_name

    @property
    def goes_on(self) -> bool:
        """Whether the effort is open and its card in use: its name is on the team's list."""
        return self.prospect.is_open and not self.prospect.customer.is_archived

    @property
    def lies_in_pool(self) -> bool:
        """Whether the row opens an effort that nobody holds: the team's pool has it."""
        card = self.prospect.customer
        return self.is_new and self.goes_on and card.owner_id is None and card.team_id is not None

    @property
    def visits_made(self) -> int:
        """The visits made while the effort went on, as the row says when that was."""
        return sum(map(self.prospect.went_on, self.visited))

    @property
    def changes_something(self) -> bool:
        return self.is_new or bool(self.changed) or self.products is not None


def put(effort: Effort, name: str, value: object) -> None:
    """Set a column of the effort and note that it differs."""
    if getattr(effort.prospect, name) != value:
        setattr(effort.prospect, name, value)
        effort.changed.add(name)
