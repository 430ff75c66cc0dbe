"""One row's effort on its way into the database."""

from __future__ import annotations

from dataclasses import dataclass, field

from prospects.models import Prospect


@dataclass(slots=True)
class Effort:
    """What a row does to an effort: ``before`` are stage and disposition as stored, None for a new one.

    ``changed`` are attnames; ``products`` primary keys, None to leave them; ``is_new_name`` that the
    customer had no effort before.
    """

    prospect: Prospect
    before: tuple[str, str] | None = None
    changed: set[str] = field(default_factory=set)
    products: list[int] | None = None
    is_new_name: bool = False

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def changes_something(self) -> bool:
        return self.is_new or bool(self.changed) or self.products is not None


def put(effort: Effort, name: str, value: object) -> None:
    """Set a column of the effort and note that it differs."""
    if getattr(effort.prospect, name) != value:
        setattr(effort.prospect, name, value)
        effort.changed.add(name)
