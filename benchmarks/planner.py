"""Engines side by side on made-up rep-weeks: `python -m benchmarks.planner [--weeks 4] [--quick]`.

Per size and engine: the net worth lost against the best of all runs (long ones of both planners among
them), CPU seconds per week, and their ratio to our default engine. Every plan of ours passes the checker,
every plan of the referee is feasible, or it is counted as failed. Then stability: how many visits keep
their day when a week is planned again after a small change.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import mean

from benchmarks.planner_instances import FOLDER, periodic, solomon
from benchmarks.planner_referee import referee
from benchmarks.planner_weeks import MONDAY, rep_week
from visits.planner import Appointment, Kept, Plan, Problem, check, plan

SIZES = (30, 60, 120, 300)
Method = Callable[[Problem], int | None]


@dataclass
class Run:
    """Net worth in seconds (None: no valid plan) and CPU seconds."""

    worth: int | None
    seconds: float


def ours(engine: str, rounds: int) -> Method:
    """Net worth of a plan by one of our engines."""

    def method(problem: Problem) -> int | None:
        result = plan(problem, engine, rounds)
        return None if result.fallback or check(problem, result) else worth_of(result)

    return method


def theirs(iterations: int) -> Method:
    """Net worth of the referee's plan."""
    return lambda problem: referee(problem, iterations)


DEFAULT = "recreate, 4,000 rounds"
METHODS: dict[str, Method] = {
    "greedy": ours("greedy", 0),
    "recreate, 1,500 rounds": ours("recreate", 1_500),
    DEFAULT: ours("recreate", 4_000),
    "PyVRP, 500 iterations": theirs(500),
    "PyVRP, 2,000 iterations": theirs(2_000),
}
LONG: dict[str, Method] = {
    "recreate, 40,000 rounds": ours("recreate", 40_000),
    "PyVRP, 10,000 iterations": theirs(10_000),
}


def worth_of(result: Plan) -> int:
    """What an engine makes as large as it can, without any bonus for staying."""
    return result.value * 60 - result.travel


def timed(method: Method, problem: Problem) -> Run:
    start = time.process_time()
    worth = method(problem)
    return Run(worth, time.process_time() - start)


def compare(weeks: int, methods: dict[str, Method]) -> None:
    """The table of engines, a line per size and engine."""
    print("| candidates | engine | gap, mean | gap, worst | CPU s | × default | failed |")
    print("|---|---|---|---|---|---|---|")
    for size in SIZES:
        problems = [rep_week(size, number) for number in range(weeks)]
        runs = {name: [timed(method, problem) for problem in problems] for name, method in methods.items()}
        best = [max(run.worth or 0 for run in column) for column in zip(*runs.values(), strict=True)]
        usual = mean(run.seconds for run in runs[DEFAULT])
        for name, row in runs.items():
            gaps = [100 * (1 - run.worth / top) for run, top in zip(row, best, strict=True) if run.worth]
            seconds = mean(run.seconds for run in row)
            print(
                f"| {size} | {name} | {mean(gaps):.2f}% | {max(gaps):.2f}% "
                f"| {seconds:.2f} | {seconds / usual:.2f} | {len(row) - len(gaps)} |",
                flush=True,
            )


def stability(weeks: int) -> None:
    """The table of small changes: visits that keep their day, from the old plan and from nothing."""
    print("\n| change | days kept | moved | from nothing | worth lost |\n|---|---|---|---|---|")
    for name, change in CHANGES.items():
        kept, moved, anew, lost = [], [], [], []
        for number in range(weeks):
            week = rep_week(120, number)
            before = plan(week)
            previous = tuple(Kept(visit, day) for visit, day in before.day_of().items())
            changed = change(week, before)
            again = plan(replace(changed, previous=previous), rounds=1_500)
            scratch = plan(replace(changed, seed="another"))
            kept.append(same_days(changed, before, again))
            moved.append(other_days(before, again))
            anew.append(same_days(changed, before, scratch))
            lost.append(1 - worth_of(again) / max(worth_of(scratch), worth_of(again)))
        kept_moved = f"{mean(kept):.1%} | {mean(moved):.1%}"
        print(f"| {name} | {kept_moved} | {mean(anew):.1%} | {mean(lost):.2%} |", flush=True)


def nothing(week: Problem, before: Plan) -> Problem:
    return week


def one_gone(week: Problem, before: Plan) -> Problem:
    """A visit planned for Wednesday is not wanted any more."""
    fixed = {visit.id for visit in week.visits if visit.fixed is not None}
    gone = next(stop.id for stop in before.days[2].visits if stop.id not in fixed)
    return replace(week, visits=tuple(visit for visit in week.visits if visit.id != gone))


def one_more(week: Problem, before: Plan) -> Problem:
    """A new A account near the base, any day, in the morning."""
    model = next(visit for visit in week.visits if visit.windows)
    return replace(
        week, visits=(*week.visits, replace(model, id="new", place=week.base, days=None, value=480))
    )


def new_appointment(week: Problem, before: Plan) -> Problem:
    """Someone who was left out makes an appointment for Tuesday, 13:00."""
    name = before.left_out[0].id
    appointment = Appointment(MONDAY.replace(day=MONDAY.day + 1), 13 * 3_600)
    visits = [
        replace(visit, fixed=appointment, days=None, windows=()) if visit.id == name else visit
        for visit in week.visits
        if visit.fixed is None or visit.fixed.day != appointment.day
    ]
    return replace(week, visits=tuple(visits))


CHANGES = {
    "none": nothing,
    "a visit gone": one_gone,
    "a new A account": one_more,
    "a new appointment": new_appointment,
}


def same_days(asked: Problem, before: Plan, after: Plan) -> float:
    """The share of the visits made before, and still asked for, that keep their day."""
    ids = {visit.id for visit in asked.visits if visit.fixed is None}
    then, now = before.day_of(), after.day_of()
    still = [visit for visit in then if visit in ids]
    return sum(now.get(visit) == then[visit] for visit in still) / len(still)


def other_days(before: Plan, after: Plan) -> float:
    """The share of the visits in both plans that change their day."""
    then, now = before.day_of(), after.day_of()
    both = then.keys() & now.keys()
    return sum(now[visit] != then[visit] for visit in both) / len(both)


def published() -> None:
    """The table of published instances: travel against the best known solution."""
    print("\n| instance | visits | greedy | recreate, 4,000 rounds | CPU s |\n|---|---|---|---|---|")
    instances = {
        "c103": solomon("c103.txt", best_known=828.06),
        "p14": periodic("p14"),
        "p02": periodic("p02"),
    }
    for name, instance in instances.items():
        quick = plan(instance.problem, "greedy").travel / instance.best_known
        start = time.process_time()
        ratio = plan(instance.problem).travel / instance.best_known
        seconds = time.process_time() - start
        print(f"| {name} | {len(instance.problem.visits)} | {quick:.3f} | {ratio:.3f} | {seconds:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weeks", type=int, default=4, help="weeks per size")
    parser.add_argument("--quick", action="store_true", help="without the long runs")
    options = parser.parse_args()
    compare(options.weeks, METHODS if options.quick else {**METHODS, **LONG})
    stability(options.weeks)
    if FOLDER.is_dir():
        published()


if __name__ == "__main__":
    main()
