"""A plan as the JSON of `manage.py plan_file`, and each reason in an English sentence."""

from __future__ import annotations

import json
from typing import Any

from visits.planner.plan import LeftOut, Plan, Reason, Stop

SENTENCES = {
    Reason.NO_ALLOWED_DAY: "none of its days is planned",
    Reason.OUT_OF_REACH: "too far for any of its days: {minutes} minutes there and back",
    Reason.WINDOW: "no time left within its visiting hours",
    Reason.OUT_OF_TURN: "time is left only on the wrong side of visits whose turn is another: {others}",
    Reason.DAY_FULL: "each of its days has the most visits a day may have",
    Reason.NO_TIME: "no time left on any of its days",
    Reason.NOT_WORTH_TRAVEL: "{minutes} minutes of extra travel, more than it is worth",
    Reason.LOWER_PRIORITY: "its place is taken by visits worth as much or more: {others}",
    Reason.NO_LOCATION: "its place is unknown, and its days have enough such visits",
    Reason.APPOINTMENT_CONFLICT: "no room beside an appointment: {others}",
    Reason.ALTERNATIVE: "another of its group is visited: {others}",
}
ALONE = {
    Reason.APPOINTMENT_CONFLICT: "the appointment cannot be reached and left within the working day",
}
INSTEAD = {
    Reason.NOT_WORTH_TRAVEL: "instead of {others} it adds {minutes} minutes of travel, more than it gains",
}


def plan_json(plan: Plan) -> str:
    """The plan as one JSON document, the same bytes for the same plan."""
    return json.dumps(plan_dict(plan), ensure_ascii=False, indent=1) + "\n"


def plan_dict(plan: Plan) -> dict[str, Any]:
    """The plan in the agreed format; `approximate` and `fallback` are there only where they are true."""
    document: dict[str, Any] = {
        "days": [
            {
                "date": day.date.isoformat(),
                "visits": [_stop(stop) for stop in day.visits],
                "travel": day.travel,
            }
            for day in plan.days
        ],
        "left_out": [
            {"id": left.id, "reason": left.reason.value, "detail": sentence(left)} for left in plan.left_out
        ],
        "value": plan.value,
        "travel": plan.travel,
    }
    return {**document, "fallback": True} if plan.fallback else document


def sentence(left: LeftOut) -> str:
    """Why a visit is left out, in English, naming the others by their ids."""
    usual = SENTENCES[left.reason]
    text = INSTEAD.get(left.reason, usual) if left.others else ALONE.get(left.reason, usual)
    return text.format(minutes=left.minutes, others=", ".join(str(other) for other in left.others))


def _stop(stop: Stop) -> dict[str, Any]:
    times = {"id": stop.id, "arrive": stop.arrive, "start": stop.start, "leave": stop.leave}
    return {**times, "approximate": True} if stop.approximate else times
