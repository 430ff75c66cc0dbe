"""Where a prospect stands: its stage and, there, its step; written as ``likely-3`` in forms and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.shell.keys import key_of
from prospects.choices import Stage

if TYPE_CHECKING:
    from prospects.models import Prospect


@dataclass(frozen=True, slots=True)
class Place:
    """A stage and the key of a step of it, None before any step."""

    stage: Stage
    step: int | None = None

    def __str__(self) -> str:
        return str(self.stage.value) if self.step is None else f"{self.stage.value}-{self.step}"

    @classmethod
    def of(cls, prospect: Prospect) -> Place:
        return cls(Stage(prospect.stage), prospect.step_id)

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """Return the place that *text* writes; None when it writes none."""
        stage, _, step = text.partition("-")
        if stage not in Stage.values or (step and not key_of(step)):
            return None
        return cls(Stage(stage), key_of(step) or None)
