"""A plan as plain data, for the command line (the format is in docs/visits.md)."""

from __future__ import annotations

from typing import Any

from visits.choices import UNMADE_STATES
from visits.models import LeftOut, Visit, VisitPlan
from visits.reasons import note_text, why, why_not


def plan_report(plan: VisitPlan, *, changed: bool) -> dict[str, Any]:
    """Return *plan* with its visits, who is left out and its notes; 3 queries."""
    visits = list(plan.visits.exclude(state__in=UNMADE_STATES).select_related("customer"))
    left_out = list(plan.left_out.select_related("customer"))
    names = {row.customer_id: row.customer.name for row in left_out}
    names.update({visit.customer_id: visit.customer.name for visit in visits})
    return {
        "rep": plan.rep.email,
        "number": plan.rep.number,
        "week": plan.iso_week,
        "state": plan.state,
        "engine": plan.engine,
        "fallback": plan.flagged,
        "changed": changed,
        "value": plan.value,
        "travel": plan.travel,
        "days": [
            {
                "date": day.isoformat(),
                "travel": plan.travel_by_day.get(day.isoformat(), 0),
                "visits": [_visit(visit) for visit in visits if visit.date == day],
            }
            for day in plan.days
            if day.isoformat() in plan.travel_by_day or any(visit.date == day for visit in visits)
        ],
        "left_out": [_left_out(row, names) for row in left_out],
        "notes": [{**note, "text": note_text(note)} for note in plan.notes],
    }


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "customer": visit.customer.number,
        "name": visit.customer.name,
        "tier": visit.tier,
        "from": visit.starts.isoformat("minutes") if visit.starts else None,
        "to": visit.ends.isoformat("minutes") if visit.ends else None,
        "travel": visit.travel,
        "approximate": visit.approximate,
        "state": visit.state,
        "fixed": visit.fixed,
        "reasons": [{**reason, "text": why(reason, on=visit.date)} for reason in visit.reasons],
    }


def _left_out(row: LeftOut, names: dict[int, str]) -> dict[str, Any]:
    return {
        "customer": row.customer.number,
        "name": row.customer.name,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "reason": row.reason,
        "text": why_not(row.reason, row.detail, names=names),
    }
