"""Reads of touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.customers.querysets import CustomerPartQuerySet

if TYPE_CHECKING:
    from datetime import date
    from typing import Self

    from crm.timeline.models import Touch  # noqa: F401 - named in quotes below


class TouchQuerySet(CustomerPartQuerySet["Touch"]):
    def with_open_step(self) -> Self:
        """Return the touches whose next step is still to be done."""
        return self.filter(next_step_done_at=None).exclude(next_step_on=None)

    def due(self, day: date) -> Self:
        """Return the touches whose next step is due by *day*."""
        return self.with_open_step().filter(next_step_on__lte=day)
