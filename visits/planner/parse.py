"""A problem from the JSON of `manage.py plan_file`; the format is in docs/planner.md.

Each error names the path, the value found there and what to write instead.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar, cast

from visits.planner.errors import ProblemError
from visits.planner.problem import (
    Appointment,
    Day,
    Kept,
    Matrix,
    Place,
    Problem,
    Span,
    TravelRule,
    VisitId,
    VisitRequest,
)

T = TypeVar("T")
Found = Mapping[str, Any]

PROBLEM_KEYS = {"shift", "shifts", "breaks", *(each.name for each in fields(Problem))} - {"matrix"}
VISIT_KEYS = {"lat", "lon", *(each.name for each in fields(VisitRequest))} - {"place"}
TRAVEL_KEYS = {"matrix", *(each.name for each in fields(TravelRule))}


def parse_problem(data: object) -> Problem:
    """The problem a decoded JSON document describes; raises `ProblemError`."""
    found = _mapping("problem", data)
    travel = _mapping("travel", found.get("travel") or {})
    return Problem(
        days=_days(found),
        visits=tuple(_each("visits", found.get("visits"), _visit)),
        base=_place("base", found.get("base") or {}),
        max_visits=_whole("max_visits", found.get("max_visits", 8)),
        travel=_travel_rule(travel),
        matrix=None if travel.get("matrix") is None else _matrix(travel["matrix"]),
        previous=tuple(_each("previous", found.get("previous") or [], _kept)),
        stay_minutes=_whole("stay_minutes", found.get("stay_minutes", 30)),
        seed=str(found.get("seed") or ""),
    )


def unknown_keys(data: object) -> list[str]:
    """Paths of keys that mean nothing here: worth a word to the author, no reason to refuse."""
    if not isinstance(data, Mapping):
        return []
    paths = [str(key) for key in data if key not in PROBLEM_KEYS]
    travel, visits = data.get("travel"), data.get("visits")
    if isinstance(travel, Mapping):
        paths += [f"travel.{key}" for key in travel if key not in TRAVEL_KEYS]
    for index, visit in enumerate(visits if isinstance(visits, list) else []):
        if isinstance(visit, Mapping):
            paths += [f"visits[{index}].{key}" for key in visit if key not in VISIT_KEYS]
    return paths


def _days(found: Found) -> tuple[Day, ...]:
    """The working days, each with its own shift or the common one, and its breaks."""
    shifts = _mapping("shifts", found.get("shifts") or {})
    breaks = _mapping("breaks", found.get("breaks") or {})
    dates = list(_each("days", found.get("days"), _date))
    named = {day.isoformat() for day in dates}
    for path, spans in (("shifts", shifts), ("breaks", breaks)):
        for key in spans:
            if key not in named:
                raise ProblemError(f"{path}.{key}", key, "give one of the dates in days")
    days = []
    for day in dates:
        key = day.isoformat()
        own = key in shifts
        shift = _span(f"shifts.{key}" if own else "shift", shifts[key] if own else found.get("shift"))
        rests = tuple(_each(f"breaks.{key}", breaks.get(key) or [], _span))
        days.append(Day(day, *shift, breaks=rests))
    return tuple(days)


def _visit(path: str, data: object) -> VisitRequest:
    found = _mapping(path, data)
    days = found.get("days")
    return VisitRequest(
        id=_id(f"{path}.id", found.get("id")),
        minutes=_whole(f"{path}.minutes", found.get("minutes")),
        value=_whole(f"{path}.value", found.get("value")),
        place=_place(path, found),
        days=None if days is None else frozenset(_each(f"{path}.days", days, _date)),
        windows=tuple(_each(f"{path}.windows", found.get("windows") or [], _span)),
        fixed=_appointment(f"{path}.fixed", found.get("fixed")),
        required=_flag(f"{path}.required", found.get("required")),
        group=None if found.get("group") is None else _id(f"{path}.group", found["group"]),
        turn=0 if found.get("turn") is None else _whole(f"{path}.turn", found["turn"]),
    )


def _appointment(path: str, data: object) -> Appointment | None:
    if data is None:
        return None
    found = _mapping(path, data)
    return Appointment(
        day=_date(f"{path}.day", found.get("day")), start=_whole(f"{path}.start", found.get("start"))
    )


def _kept(path: str, data: object) -> Kept:
    found = _mapping(path, data)
    return Kept(id=_id(f"{path}.id", found.get("id")), day=_date(f"{path}.day", found.get("day")))


def _travel_rule(found: Found) -> TravelRule:
    """The travel formula's parameters that are given, over the usual ones."""
    usual = TravelRule()
    given: dict[str, Any] = {}
    for each in fields(TravelRule):
        if found.get(each.name) is not None:
            whole = isinstance(getattr(usual, each.name), int)
            read = _whole if whole else _positive
            given[each.name] = read(f"travel.{each.name}", found[each.name])
    return TravelRule(**given)


def _matrix(data: object) -> Matrix:
    return tuple(
        tuple(_each(f"travel.matrix[{index}]", row, _whole))
        for index, row in enumerate(_sequence("travel.matrix", data))
    )


def _place(path: str, found: object) -> Place | None:
    """Coordinates where both are given; none where neither is."""
    where = _mapping(path, found)
    if where.get("lat") is None and where.get("lon") is None:
        return None
    return Place(
        lat=_degrees(f"{path}.lat", where.get("lat"), 90),
        lon=_degrees(f"{path}.lon", where.get("lon"), 180),
    )


def _each(path: str, data: object, read: Callable[[str, object], T]) -> Iterable[T]:
    return (read(f"{path}[{index}]", item) for index, item in enumerate(_sequence(path, data)))


def _mapping(path: str, data: object) -> Found:
    if not isinstance(data, Mapping):
        raise ProblemError(path, data, "give an object in braces")
    return cast(Found, data)


def _sequence(path: str, data: object) -> Sequence[object]:
    if not isinstance(data, (list, tuple)):
        raise ProblemError(path, data, "give a list in brackets")
    return data


def _span(path: str, data: object) -> Span:
    ends = _sequence(path, data)
    if len(ends) != 2:
        raise ProblemError(path, data, "give [from, to] in seconds of the day")
    return _whole(f"{path}[0]", ends[0]), _whole(f"{path}[1]", ends[1])


def _date(path: str, data: object) -> date:
    remedy = 'give a date like "2026-11-23"'
    try:
        day = date.fromisoformat(data) if isinstance(data, str) else None
    except ValueError as error:
        raise ProblemError(path, data, remedy) from error
    if day is None or day.isoformat() != data:
        raise ProblemError(path, data, remedy)
    return day


def _id(path: str, data: object) -> VisitId:
    if isinstance(data, bool) or not isinstance(data, (int, str)) or data == "":
        raise ProblemError(path, data, "give a whole number or a text")
    if isinstance(data, str) and not data.isascii() and any("\ud800" <= sign <= "\udfff" for sign in data):
        raise ProblemError(path, data, "give a text without half characters")
    return data


def _flag(path: str, data: object) -> bool:
    if data is None or isinstance(data, bool):
        return bool(data)
    raise ProblemError(path, data, "give true or false")


def _number(data: object) -> float | None:
    """A finite number, else nothing."""
    if isinstance(data, bool) or not isinstance(data, (int, float)):
        return None
    return data if isinstance(data, int) or math.isfinite(data) else None


def _whole(path: str, data: object) -> int:
    number = _number(data)
    if number is None or number != int(number) or not 0 <= number <= 10**9:
        raise ProblemError(path, data, "give a whole number, 0 or more")
    return int(number)


def _positive(path: str, data: object) -> float:
    number = _number(data)
    if number is None or not 0 < number <= 10**6:
        raise ProblemError(path, data, "give a number above 0")
    return float(number)


def _degrees(path: str, data: object, limit: int) -> float:
    number = _number(data)
    if number is None or abs(number) > limit:
        raise ProblemError(path, data, f"give degrees between -{limit} and {limit}, or leave both out")
    return float(number)
