"""The command, the format it reads and writes, and what it says about bad files."""

from __future__ import annotations

import copy
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from visits.planner import ProblemError, check, fingerprint, plan
from visits.planner.output import plan_dict
from visits.planner.parse import parse_problem, unknown_keys

MONDAY, TUESDAY = "2026-11-23", "2026-11-24"
GOOD: dict[str, Any] = {
    "days": [MONDAY, TUESDAY],
    "shift": [32400, 61200],
    "max_visits": 8,
    "base": {"lat": 50.0, "lon": 10.0},
    "travel": {"detour": 1.3},
    "visits": [
        {"id": 1, "lat": 50.02, "lon": 10.0, "minutes": 60, "value": 240, "days": None,
         "windows": [[32400, 43200]], "fixed": None, "required": True, "group": None},
        {"id": "two", "lat": 50.0, "lon": 10.03, "minutes": 30, "value": 60, "days": [TUESDAY],
         "windows": [], "fixed": {"day": TUESDAY, "start": 36000}, "required": False, "group": "g"},
        {"id": 3, "minutes": 30, "value": 90, "group": "g"},
    ],
    "previous": [{"id": 1, "day": TUESDAY}],
}  # fmt: skip


def with_value(path: list[str | int], value: object) -> dict[str, Any]:
    """The good problem with one thing changed."""
    data = copy.deepcopy(GOOD)
    target: Any = data
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    return data


def run(tmp_path: Path, text: str | bytes, *options: str) -> str:
    """What the command writes for a file."""
    file = tmp_path / "problem.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    out = StringIO()
    call_command("plan_file", str(file), *options, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.mark.parametrize("options", [(), ("--engine", "greedy"), ("--rounds", "10"), ("--rounds", "0")])
def test_writes_the_agreed_format_the_same_bytes_each_time(tmp_path: Path, options: tuple[str, ...]) -> None:
    text = run(tmp_path, json.dumps(GOOD), *options)
    assert text == run(tmp_path, json.dumps(GOOD), *options)
    result = json.loads(text)
    assert list(result) == ["days", "left_out", "value", "travel"]
    assert [list(day) for day in result["days"]] == [["date", "visits", "travel"]] * 2
    stops = {stop["id"]: stop for stop in result["days"][1]["visits"]}
    assert list(stops["two"].items())[2:] == [("start", 36000), ("leave", 37800)]
    assert list(stops["two"])[:2] == ["id", "arrive"]
    assert [left["id"] for left in result["left_out"]] == [3]
    assert set(result["left_out"][0]) == {"id", "reason", "detail"}
    assert result["value"] == 300


def test_the_written_plan_is_the_checked_plan(tmp_path: Path) -> None:
    problem = parse_problem(GOOD)
    result = plan(problem)
    assert check(problem, result) == []
    assert json.loads(run(tmp_path, json.dumps(GOOD))) == plan_dict(result)


def test_days_may_have_their_own_shift_and_breaks() -> None:
    problem = parse_problem(
        {**GOOD, "shifts": {TUESDAY: [28800, 43200]}, "breaks": {MONDAY: [[43200, 46800]]}}
    )
    assert [(day.start, day.end, day.breaks) for day in problem.days] == [
        (32400, 61200, ((43200, 46800),)),
        (28800, 43200, ()),
    ]


def test_coordinates_of_the_base_may_be_missing_where_a_matrix_is_given() -> None:
    matrix = [[0, 60, 60, 60], [60, 0, 60, 60], [60, 60, 0, 60], [60, 60, 60, 0]]
    problem = parse_problem({**GOOD, "base": None, "travel": {"matrix": matrix}})
    assert problem.base is None
    assert plan(problem).travel == 180


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (["days"], "monday", "days"),
        (["days"], None, "days"),
        (["days", 0], "23.11.2026", "days[0]"),
        (["days", 0], "2026-W48-1", "days[0]"),
        (["days", 1], MONDAY, "days[1]"),
        (["shift"], [32400], "shift"),
        (["shift"], None, "shift"),
        (["shift"], [61200, 32400], "days[0].shift"),
        (["shift", 0], "09:00", "shift[0]"),
        (["shifts"], {"2026-11-30": [1, 2]}, "shifts.2026-11-30"),
        (["breaks"], {MONDAY: [[5]]}, "breaks.2026-11-23[0]"),
        (["max_visits"], -1, "max_visits"),
        (["max_visits"], True, "max_visits"),
        (["base"], {"lat": 95, "lon": 10}, "base.lat"),
        (["base"], {"lat": 50}, "base.lon"),
        (["base"], [50, 10], "base"),
        (["travel"], [], None),
        (["travel"], 5, "travel"),
        (["travel", "detour"], 0, "travel.detour"),
        (["travel", "detour"], float("nan"), "travel.detour"),
        (["travel", "matrix"], [[0]], "travel.matrix"),
        (["travel", "matrix"], [[0, 1, 2, 3], [0, 1], [], []], "travel.matrix[1]"),
        (["travel", "matrix"], [[0, -1, 2, 3]] * 4, "travel.matrix[0][1]"),
        (["travel", "matrix"], [[0, 1.5, 2, 3]] * 4, "travel.matrix[0][1]"),
        (["visits"], {}, "visits"),
        (["visits"], None, "visits"),
        (["visits", 1], "two", "visits[1]"),
        (["visits", 1, "id"], None, "visits[1].id"),
        (["visits", 1, "id"], "", "visits[1].id"),
        (["visits", 1, "id"], 1, "visits[1].id"),
        (["visits", 1, "id"], "\ud800", "visits[1].id"),
        (["visits", 1, "lat"], "50,02", "visits[1].lat"),
        (["visits", 1, "minutes"], -30, "visits[1].minutes"),
        (["visits", 1, "minutes"], None, "visits[1].minutes"),
        (["visits", 1, "value"], 0.5, "visits[1].value"),
        (["visits", 1, "value"], 10**400, "visits[1].value"),
        (["visits", 1, "value"], float("inf"), "visits[1].value"),
        (["visits", 1, "days"], MONDAY, "visits[1].days"),
        (["visits", 1, "days", 0], 5, "visits[1].days[0]"),
        (["visits", 0, "windows"], [[5, 4]], "visits[0].windows[0]"),
        (["visits", 0, "windows"], [5], "visits[0].windows[0]"),
        (["visits", 1, "fixed"], "noon", "visits[1].fixed"),
        (["visits", 1, "fixed", "start"], "10:00", "visits[1].fixed.start"),
        (["visits", 1, "required"], "yes", "visits[1].required"),
        (["visits", 1, "group"], [], "visits[1].group"),
        (["previous"], [{"id": 1}], "previous[0].day"),
        (["previous"], [{"id": 1, "day": MONDAY}] * 2, "previous[1].id"),
    ],
)
def test_a_bad_value_is_named_with_its_remedy(
    path: list[str | int], value: object, named: str | None
) -> None:
    data = with_value(path, value)
    if named is None:
        parse_problem(data)
        return
    with pytest.raises(ProblemError) as caught:
        parse_problem(data)
    assert caught.value.path == named
    assert caught.value.remedy.startswith("give")
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{", "nothing", b"\xff\xfe\x00", b"\x89PNG\r\n", "[" * 100_000, '{"days": []}']
)
def test_a_file_that_is_no_problem_is_refused_in_words(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(CommandError, match=r"problem\.json: "):
        run(tmp_path, text)


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("plan_file", str(tmp_path / "none.json"))


def test_keys_that_mean_nothing_are_told() -> None:
    data = with_value(["visits", 0, "requierd"], True)
    data["travel"]["speed"] = 5
    assert unknown_keys(data) == ["travel.speed", "visits[0].requierd"]
    assert unknown_keys(GOOD) == []


def test_a_problem_without_days_or_visits_has_an_empty_plan() -> None:
    assert plan_dict(plan(parse_problem({"days": [], "visits": []}))) == {
        "days": [],
        "left_out": [],
        "value": 0,
        "travel": 0,
    }


def test_the_fingerprint_changes_with_the_problem_only() -> None:
    same = parse_problem(json.loads(json.dumps(GOOD)))
    assert fingerprint(parse_problem(GOOD)) == fingerprint(same)
    assert len(fingerprint(same)) == 64
    for path, value in ((["visits", 0, "value"], 241), (["previous"], None), (["shift", 1], 61201)):
        assert fingerprint(parse_problem(with_value(path, value))) != fingerprint(same)
    assert fingerprint(same, engine="greedy") != fingerprint(same, engine="recreate")
