"""The visit planner: a rep's candidates and days in, a plan with its reasons out (D4.1, D4.2).

Pure functions over plain data: nothing here knows Django, a database or the clock on the wall.
Callers use `Problem`, `VisitRequest`, `plan`, `check` and `fingerprint`.
"""

from visits.planner.checker import Violation, check
from visits.planner.engine import ENGINES, plan
from visits.planner.errors import ProblemError
from visits.planner.fingerprint import fingerprint
from visits.planner.plan import LeftOut, Plan, PlannedDay, Reason, Stop
from visits.planner.problem import (
    Appointment,
    Day,
    Kept,
    Place,
    Problem,
    TravelRule,
    VisitRequest,
)

__all__ = [
    "ENGINES",
    "Appointment",
    "Day",
    "Kept",
    "LeftOut",
    "Place",
    "Plan",
    "PlannedDay",
    "Problem",
    "ProblemError",
    "Reason",
    "Stop",
    "TravelRule",
    "Violation",
    "VisitRequest",
    "check",
    "fingerprint",
    "plan",
]
