"""Write a finished plan: change what has changed, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from crm.history.services import bulk_create_as, delete_as, save_as
from crm.people.calendars import hours_of
from crm.people.models import User
from visits.cadence import time_of
from visits.candidates import Candidate
from visits.capacity import overload, standing_load, travel_a_visit
from visits.choices import UNMADE_STATES, PlanState, VisitState
from visits.geography import leg
from visits.models import LeftOut, Visit, VisitPlan
from visits.needs import Reason
from visits.planner import LeftOut as PlannerLeftOut
from visits.planner import Plan, Stop
from visits.planner.problem import VisitId
from visits.situation import Situation

SHORTLIST = "shortlist"
"""The reason of those who were not even looked at, because so many others are worth more."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A stop with its day and the seconds of travel to it."""

    day: date
    stop: Stop
    leg: int


def save_plan(plan: VisitPlan, situation: Situation, solution: Plan, *, by: User | None) -> VisitPlan:
    """Write *solution* into the locked *plan*, its visits and who is left out; return the plan.

    The caller's transaction makes it all or nothing.
    """
    placed = _placed(situation, solution)
    _write_movable(plan, situation, placed, by=by)
    _write_new(plan, situation, placed, by=by)
    _write_held(plan, situation, placed, by=by)
    _write_left_out(plan, situation, solution)
    visits = list(
        Visit.objects.filter(plan=plan).exclude(state__in=UNMADE_STATES).values_list("state", "value")
    )
    travel = _travel_by_day(plan, situation, solution)
    plan.travel_by_day = travel
    plan.travel = sum(travel.values())
    plan.value = sum(value for _state, value in visits)
    plan.engine = solution.engine
    plan.flagged = solution.fallback
    plan.fingerprint = situation.digest
    plan.notes = list(_notes(situation, solution))
    plan.planned_at = timezone.now()
    if plan.state == PlanState.CONFIRMED and any(state == VisitState.PLANNED for state, _value in visits):
        plan.state = PlanState.DRAFT
    return save_as(plan, by=by)


def _placed(situation: Situation, solution: Plan) -> dict[VisitId, Placed]:
    """Every stop by the planner's id, in the order they are driven."""
    places = {request.id: request.place for request in situation.problem.visits}
    rule = situation.problem.travel
    placed: dict[VisitId, Placed] = {}
    for day in solution.days:
        here = situation.problem.base
        for stop in day.visits:
            placed[stop.id] = Placed(day.date, stop, leg(here, places[stop.id], rule))
            here = places[stop.id]
    return placed


def _facts(placed: Placed, candidate: Candidate, situation: Situation) -> dict[str, Any]:
    """The columns of a visit that the plan decides."""
    return {
        "date": placed.day,
        "starts": time_of(placed.stop.start),
        "ends": time_of(placed.stop.leave),
        "travel": placed.leg,
        "approximate": situation.atlas.is_approximate(candidate.customer),
        "tier": candidate.tier,
        "value": candidate.value,
        "reasons": list(candidate.reasons),
    }


def _write_movable(
    plan: VisitPlan, situation: Situation, placed: Mapping[VisitId, Placed], *, by: User | None
) -> None:
    """Move the planned visits that have another place now; take out those that have none."""
    staying = []
    for visit, visit_id in situation.movable:
        if visit_id is not None and visit_id in placed:
            staying.append((visit, visit_id))
        else:
            delete_as(visit, by=by)
    for visit, visit_id in staying:
        facts = _facts(placed[visit_id], situation.wanted[visit_id], situation)
        _change(visit, {"plan_id": plan.pk, **facts}, by=by)


def _write_new(
    plan: VisitPlan, situation: Situation, placed: Mapping[VisitId, Placed], *, by: User | None
) -> None:
    known = {visit_id for _visit, visit_id in situation.movable}
    new = [
        Visit(
            plan=plan,
            rep=plan.rep,
            customer=candidate.customer,
            **_facts(placed[visit_id], candidate, situation),
        )
        for visit_id, candidate in situation.wanted.items()
        if visit_id in placed and visit_id not in known
    ]
    bulk_create_as(new, by=by)


def _write_held(
    plan: VisitPlan, situation: Situation, placed: Mapping[VisitId, Placed], *, by: User | None
) -> None:
    """Of appointments and confirmed visits only the way there may change."""
    for visit_id, visit in situation.held.items():
        facts: dict[str, Any] = {"plan_id": plan.pk}
        if visit_id in placed:
            facts["travel"] = placed[visit_id].leg
            facts["approximate"] = situation.atlas.is_approximate(visit.customer)
        _change(visit, facts, by=by)


def _change(visit: Visit, facts: Mapping[str, Any], *, by: User | None) -> None:
    """Write a visit only where it differs: no history without a change."""
    if all(getattr(visit, name) == value for name, value in facts.items()):
        return
    for name, value in facts.items():
        setattr(visit, name, value)
    save_as(visit, by=by)


def _write_left_out(plan: VisitPlan, situation: Situation, solution: Plan) -> None:
    """Replace the rows of who is left out, unless they say the same already."""
    rows = list(_left_out_rows(plan, situation, solution))
    before = {_row_key(row) for row in plan.left_out.all()}
    if before == {_row_key(row) for row in rows}:
        return
    plan.left_out.all().delete()
    LeftOut.objects.bulk_create(rows, batch_size=500)


def _left_out_rows(plan: VisitPlan, situation: Situation, solution: Plan) -> Iterator[LeftOut]:
    """One row a customer, in the planner's order, then those beyond the shortlist."""
    seen: set[int] = set()
    for left in solution.left_out:
        candidate = situation.wanted.get(left.id)
        if candidate is None or candidate.customer.pk in seen:
            continue
        seen.add(candidate.customer.pk)
        yield _row(plan, candidate, left.reason.value, _detail(situation, left))
    for candidate in situation.beyond:
        yield _row(plan, candidate, SHORTLIST, {})


def _row(plan: VisitPlan, candidate: Candidate, reason: str, detail: dict[str, Any]) -> LeftOut:
    return LeftOut(
        plan=plan,
        customer=candidate.customer,
        reason=reason,
        detail={**detail, "tier": candidate.tier, "why": list(candidate.reasons)},
        due_on=candidate.due_on,
        value=candidate.value,
    )


def _detail(situation: Situation, left: PlannerLeftOut) -> dict[str, Any]:
    """The other customers a reason names, by primary key, and its minutes."""
    others = [_customer_of(situation, other) for other in left.others]
    detail: dict[str, Any] = {"others": others} if others else {}
    return detail if left.minutes is None else {**detail, "minutes": left.minutes}


def _customer_of(situation: Situation, visit_id: VisitId) -> int:
    if visit_id in situation.wanted:
        return situation.wanted[visit_id].customer.pk
    return situation.held[visit_id].customer_id


def _row_key(row: LeftOut) -> tuple[int, str, str, object, int]:
    return row.customer_id, row.reason, repr(sorted(row.detail.items())), row.due_on, row.value


def _travel_by_day(plan: VisitPlan, situation: Situation, solution: Plan) -> dict[str, int]:
    """Seconds of travel by date; days that are over keep what they had."""
    week = {day.isoformat() for day in plan.days}
    decided = {day.date.isoformat(): day.travel for day in solution.days}
    whole = {day.date.isoformat() for day in situation.whole.days}
    kept = {day: seconds for day, seconds in plan.travel_by_day.items() if day in week & whole}
    return dict(sorted({**kept, **decided}.items()))


def _notes(situation: Situation, solution: Plan) -> Iterator[Reason]:
    """What the rep should know of the plan."""
    yield from situation.notes
    if solution.fallback:
        yield {"code": "fallback"}
    conflicts = [situation.held[left.id].pk for left in solution.left_out if left.id in situation.held]
    if conflicts:
        yield {"code": "appointment_conflict", "visits": conflicts}
    far = _count(solution.left_out, "out_of_reach")
    if far:
        yield {"code": "out_of_reach", "customers": far}
    yield from _overload(situation, solution)


def _count(rows: Iterable[PlannerLeftOut], reason: str) -> int:
    return sum(1 for row in rows if row.reason == reason)


def _overload(situation: Situation, solution: Plan) -> Iterator[Reason]:
    policy = situation.policy
    made = sum(len(day.visits) for day in solution.days)
    note = overload(
        standing_load(situation.rep, policy),
        hours=hours_of(situation.rep.calendar),
        policy=policy,
        leg=travel_a_visit(solution.travel, made),
    )
    if note is not None:
        yield note
