"""What is still to be made of a candidate in a week that has begun (domain.md, D2.3, D4.1, D4.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from visits.candidates import Candidate
from visits.choices import VisitState
from visits.models import Visit


class StillOpen:
    """What the *visits* of a week leave open of its candidates, on the *days* there are to plan.

    Each of the *binding* visits, which planning takes as they are, makes one less to plan; after one that
    was missed the customer is due again.
    """

    def __init__(self, *, visits: Sequence[Visit], binding: Sequence[Visit], days: frozenset[date]) -> None:
        self._days = days
        self._missed: dict[int, date] = {}
        self._taken: dict[int, list[date]] = {}
        for visit in visits:
            if visit.state == VisitState.MISSED:
                before = self._missed.get(visit.customer_id, visit.date)
                self._missed[visit.customer_id] = max(before, visit.date)
        for visit in binding:
            if visit.state != VisitState.MISSED:
                self._taken.setdefault(visit.customer_id, []).append(visit.date)

    def of(self, candidate: Candidate) -> Candidate:
        """The candidate, or what is left of it when none of the days it is for is still to come."""
        to_come = self._after_missing(candidate, self._days)
        if candidate.later is None or any(to_come & days for days in candidate.days):
            return candidate
        return candidate.later

    def sets(self, candidate: Candidate) -> Iterator[tuple[int, frozenset[date]]]:
        """The visits still to be made, each with its number and its days."""
        sets = dict(enumerate(candidate.days))
        for day in self._taken.get(candidate.customer.pk, ()):
            if sets:
                del sets[_nearest(day, sets)]
        for number, days in sets.items():
            yield number, self._after_missing(candidate, days)

    def _after_missing(self, candidate: Candidate, days: frozenset[date]) -> frozenset[date]:
        """Those of *days* that come after the last visit to the customer that was missed."""
        missed = self._missed.get(candidate.customer.pk, date.min)
        return frozenset(day for day in days if day > missed)


def _nearest(day: date, sets: Mapping[int, frozenset[date]]) -> int:
    """The number of the set of days that lies nearest to *day*."""
    return min(
        sets, key=lambda number: (min((abs(day - each).days for each in sets[number]), default=99), number)
    )
