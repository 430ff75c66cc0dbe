"""`manage.py plan_file PROBLEM.json`: plan one rep from a file, without any database."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from visits.planner import ENGINES, Problem, ProblemError, plan
from visits.planner.engine import ROUNDS
from visits.planner.output import plan_json
from visits.planner.parse import parse_problem, unknown_keys


class Command(BaseCommand):
    """Reads a planning problem and writes the plan to stdout; exit 1 with a message if it cannot."""

    help = "Plan the visits of a problem file (format: docs/planner.md); the plan goes to stdout as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("problem", metavar="PROBLEM.json", type=Path)
        parser.add_argument("--engine", choices=sorted(ENGINES), default="recreate")
        parser.add_argument("--rounds", type=_rounds, default=ROUNDS, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        problem = self._problem(options["problem"])
        result = plan(problem, engine=options["engine"], rounds=options["rounds"])
        if result.fallback:
            self.stderr.write("The engine broke a rule; this is the greedy plan.")
        self.stdout.write(plan_json(result), ending="")

    def _problem(self, path: Path) -> Problem:
        try:
            data = json.loads(path.read_bytes())
            problem = parse_problem(data)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except (ValueError, RecursionError) as error:
            fault = str(error) if isinstance(error, ProblemError) else f"not a JSON file ({error})"
            raise CommandError(f"{path}: {fault}") from error
        if unknown := unknown_keys(data):
            self.stderr.write(f"{path}: not used: {', '.join(unknown[:10])}")
        return problem


def _rounds(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r}: give a number of rounds, 0 or more")
    return int(text)
