"""Everything that decides one rep's week, gathered into the planner's problem (domain.md, D4.1, D4.2)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from django.db.models import Q

from accounts.choices import Tier
from crm.people.calendars import Span as DaySpan
from crm.people.calendars import Workday, workdays_of
from crm.people.models import User
from visits.cadence import seconds_of
from visits.candidates import Candidate, candidates_for
from visits.choices import OPEN_STATES, VisitState
from visits.clock import iso_week
from visits.geography import leg
from visits.models import Visit
from visits.needs import OTHERS, TIER_A, Reason
from visits.openings import StillOpen
from visits.places import Atlas, atlas_for
from visits.planner import Appointment, Day, Kept, Problem, VisitRequest, fingerprint
from visits.planner.problem import Span, VisitId
from visits.policy import VisitPolicy

USUAL_MINUTES = 45
"""Minutes of an appointment that has no end."""
MEND_ROUNDS = 1500
"""Rounds that are enough to mend a previous plan (docs/planner.md)."""


@dataclass(frozen=True)
class Situation:
    """One rep's week as it stands.

    `whole` is the problem of the whole week as if nothing had been planned yet: what the fingerprint is
    taken from. `problem` is what is left to decide: the days after today, close to the previous plan.
    `wanted` are the candidates and `held` the appointments and confirmed visits of `problem`, both by the
    planner's ids; `movable` are the planned visits that planning may move or drop, with their ids.
    """

    rep: User
    monday: date
    policy: VisitPolicy
    whole: Problem
    problem: Problem
    wanted: Mapping[VisitId, Candidate]
    held: Mapping[VisitId, Visit]
    movable: tuple[tuple[Visit, VisitId | None], ...]
    beyond: tuple[Candidate, ...]
    atlas: Atlas
    notes: tuple[Reason, ...]

    @property
    def customers(self) -> frozenset[int]:
        """The primary keys of everybody for whom a visit may be put in."""
        return frozenset(candidate.customer.pk for candidate in self.wanted.values())

    @property
    def digest(self) -> str:
        """64 hexadecimal digits that change with anything the plan depends on."""
        return fingerprint(self.whole, engine=self.policy.engine, rounds=self.policy.rounds)

    @property
    def rounds(self) -> int:
        """Rounds of search: a plan that only has to be mended takes fewer."""
        return min(self.policy.rounds, MEND_ROUNDS) if self.problem.previous else self.policy.rounds


def situation_for(rep: User, monday: date, *, policy: VisitPolicy, today: date) -> Situation:
    """Return the week of *monday* as it stands on *today*, with a fixed number of queries.

    Days up to *today* are over for planning: their visits stay as they are.
    """
    span = workdays_of([rep], monday, monday + timedelta(days=6))[rep.pk]
    workdays = [day.date for day in span.worked]
    candidates = candidates_for(rep, monday, workdays=workdays, policy=policy)
    shortlist, beyond = _shortlist(candidates, policy.shortlist)
    visits = _visits_of(rep, monday)
    customers = [candidate.customer for candidate in shortlist] + [visit.customer for visit in visits]
    atlas = atlas_for(rep, customers, policy.travel)
    return _Builder(rep, monday, policy, span, today, shortlist, visits, atlas).build(beyond)


def _visits_of(rep: User, monday: date) -> list[Visit]:
    """The week's visits by the rep, and by others to the rep's customers, unless they were cancelled."""
    by_others = Q(customer__owner=rep) & ~Q(state=VisitState.CANCELLED)
    visits = Visit.objects.in_week(monday).filter(Q(rep=rep) | by_others)
    return list(visits.select_related("customer").order_by("pk"))


def _shortlist(candidates: Sequence[Candidate], limit: int) -> tuple[list[Candidate], tuple[Candidate, ...]]:
    """The most valuable candidates with *limit* visits at most, by primary key, and the others."""
    ranked = sorted(candidates, key=lambda candidate: (-candidate.value, candidate.customer.pk))
    visits = list(accumulate(len(candidate.days) for candidate in ranked))
    count = bisect_right(visits, limit)
    chosen = sorted(ranked[:count], key=lambda candidate: candidate.customer.pk)
    return chosen, tuple(ranked[count:])


@dataclass(frozen=True)
class _Builder:
    rep: User
    monday: date
    policy: VisitPolicy
    span: DaySpan
    today: date
    candidates: Sequence[Candidate]
    visits: Sequence[Visit]
    atlas: Atlas

    def build(self, beyond: tuple[Candidate, ...]) -> Situation:
        settled = [visit for visit in self.visits if _binds(visit, self.rep)]
        days = tuple(self._day(workday, settled) for workday in self.span.worked)
        remaining = tuple(day for day in days if day.date > self.today)
        frozen = [visit for visit in self.visits if visit in settled or visit.date <= self.today]
        whole, _ = self._requests(settled, days)
        wanted, by_id = self._requests(frozen, remaining)
        movable = self._movable(frozen, by_id)
        problem = self._problem(remaining, wanted)
        previous = tuple(
            Kept(visit_id, visit.date)
            for visit, visit_id in movable
            if visit_id is not None and _may_stay(visit, visit_id, wanted)
        )
        return Situation(
            rep=self.rep,
            monday=self.monday,
            policy=self.policy,
            whole=self._problem(days, whole),
            problem=replace(problem, previous=previous),
            wanted=by_id,
            held={_held_id(visit): visit for visit in settled if self._is_held(visit, remaining)},
            movable=movable,
            beyond=beyond,
            atlas=self.atlas,
            notes=(*self.atlas.notes, *self._notes()),
        )

    def _day(self, workday: Workday, settled: Sequence[Visit]) -> Day:
        """A day's working hours, stretched to the appointments agreed outside them and the way there."""
        day = _day(workday)
        start, end = day.start, day.end
        for visit in settled:
            if visit.starts is not None and self._is_held(visit, (day,)):
                way = leg(self.atlas.base, self.atlas.place_of(visit.customer), self.atlas.rule)
                begins = seconds_of(visit.starts)
                start = min(start, begins - way)
                end = max(end, begins + 60 * _minutes(visit) + way)
        return replace(day, start=max(0, start), end=end)

    def _problem(self, days: tuple[Day, ...], requests: tuple[VisitRequest, ...]) -> Problem:
        return Problem(
            days=days,
            visits=requests,
            base=self.atlas.base,
            max_visits=self.policy.per_day,
            travel=self.atlas.rule,
            stay_minutes=self.policy.stay,
            seed=f"rep {self.rep.pk}, {iso_week(self.monday)}",
        )

    def _requests(
        self, binding: Sequence[Visit], days: tuple[Day, ...]
    ) -> tuple[tuple[VisitRequest, ...], dict[VisitId, Candidate]]:
        """The appointments and what is still to be made beside the *binding* visits."""
        held = [self._appointment(visit) for visit in binding if self._is_held(visit, days)]
        wanted: list[VisitRequest] = []
        by_id: dict[VisitId, Candidate] = {}
        still_open = StillOpen(visits=self.visits, binding=binding, days=frozenset(day.date for day in days))
        for each in self.candidates:
            candidate = still_open.of(each)
            for number, open_days in still_open.sets(candidate):
                visit_id = f"c{candidate.customer.pk}" + (f".{number}" if number else "")
                by_id[visit_id] = candidate
                wanted.append(self._request(visit_id, candidate, open_days))
        return (*held, *wanted), by_id

    def _request(self, visit_id: VisitId, candidate: Candidate, days: frozenset[date]) -> VisitRequest:
        return VisitRequest(
            id=visit_id,
            minutes=candidate.minutes,
            value=candidate.value,
            place=self.atlas.place_of(candidate.customer),
            days=days,
            windows=self._within_hours(candidate),
            turn=candidate.turn,
        )

    def _within_hours(self, candidate: Candidate) -> tuple[Span, ...]:
        """When a visit may start: a day stretched to an appointment is not longer for the others."""
        if not self.span.worked:
            return candidate.windows
        hours = _day(self.span.worked[0])
        first, last = hours.start, max(hours.start, hours.end - 60 * candidate.minutes)
        windows = candidate.windows or ((first, last),)
        within = [(max(first, low), min(last, high)) for low, high in windows]
        return tuple(span for span in within if span[0] <= span[1]) or candidate.windows

    def _is_held(self, visit: Visit, days: Iterable[Day]) -> bool:
        """Whether a visit takes up time of one of *days*."""
        mine = visit.rep_id == self.rep.pk and visit.state in (*OPEN_STATES, VisitState.DONE)
        return mine and any(day.date == visit.date for day in days)

    def _appointment(self, visit: Visit) -> VisitRequest:
        return VisitRequest(
            id=_held_id(visit),
            minutes=_minutes(visit),
            value=visit.value,
            place=self.atlas.place_of(visit.customer),
            days=frozenset({visit.date}),
            fixed=Appointment(visit.date, seconds_of(visit.starts)) if visit.starts is not None else None,
            required=True,
            turn=_turn(visit.tier),
        )

    def _movable(
        self, frozen: Sequence[Visit], by_id: Mapping[VisitId, Candidate]
    ) -> tuple[tuple[Visit, VisitId | None], ...]:
        """The planned visits planning may move, each with the wish it stands for (None: no longer due)."""
        free: dict[int, list[VisitId]] = {}
        for visit_id, candidate in by_id.items():
            free.setdefault(candidate.customer.pk, []).append(visit_id)
        found: list[tuple[Visit, VisitId | None]] = []
        movable = [
            visit for visit in self.visits if visit not in frozen and visit.state == VisitState.PLANNED
        ]
        for visit in sorted(movable, key=lambda visit: (visit.date, visit.pk)):
            ids = free.get(visit.customer_id, [])
            found.append((visit, ids.pop(0) if ids else None))
        return tuple(found)

    def _notes(self) -> Iterator[Reason]:
        worked = {day.date for day in self.span.worked}
        stray = [v.pk for v in self.visits if self._is_stray(v, worked)]
        if stray:
            yield {"code": "appointment_on_day_off", "visits": stray}
        for off in self.span.off:
            code = "leave" if off.leave else "holiday"
            yield {"code": code, "date": off.date.isoformat(), "name": off.name}
        guesses = {c.customer.pk for c in self.candidates if self.atlas.is_approximate(c.customer)}
        if guesses:
            yield {"code": "approximate", "customers": len(guesses)}

    def _is_stray(self, visit: Visit, worked: set[date]) -> bool:
        mine = visit.rep_id == self.rep.pk and visit.state in OPEN_STATES
        return mine and visit.date not in worked


def _binds(visit: Visit, rep: User) -> bool:
    """Whether planning takes a visit as it is: agreed, confirmed, over, taken out, or somebody else's."""
    return visit.fixed or visit.state != VisitState.PLANNED or visit.rep_id != rep.pk


def _minutes(visit: Visit) -> int:
    """How long an appointment lasts."""
    if visit.starts is None or visit.ends is None:
        return USUAL_MINUTES
    return max(0, seconds_of(visit.ends) - seconds_of(visit.starts)) // 60


def _may_stay(visit: Visit, visit_id: VisitId, requests: Iterable[VisitRequest]) -> bool:
    """Whether a planned visit's day is still one of those it may be made on."""
    return any(each.id == visit_id and each.days is not None and visit.date in each.days for each in requests)


def _turn(tier: str) -> int:
    """Return the turn within a day of a visit that stands in the week already (D4.1)."""
    return TIER_A if tier == Tier.A else OTHERS


def _held_id(visit: Visit) -> VisitId:
    return f"v{visit.pk}"


def _day(workday: Workday) -> Day:
    breaks = ((seconds_of(workday.rest[0]), seconds_of(workday.rest[1])),) if workday.rest else ()
    return Day(workday.date, seconds_of(workday.starts), seconds_of(workday.ends), breaks)
