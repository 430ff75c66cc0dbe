"""Plan a week of visits from the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.people.models import User
from crm.shell.errors import Refused
from visits.clock import iso_week, next_week, parse_week
from visits.models import VisitPlan
from visits.report import plan_report
from visits.services.planning import BrokenPlanError, plan_week
from visits.services.requests import reps_to_plan


class Command(BaseCommand):
    help = "Plan a week of visits for every rep with customers; planning again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--week", help="ISO week such as 2026-W48, or a date in it (default: next week)")
        parser.add_argument(
            "--rep", action="append", default=[], metavar="EMAIL", help="only this rep; repeatable"
        )
        parser.add_argument("--json", action="store_true", help="print the plans as JSON (docs/visits.md)")

    def handle(self, *args: Any, **options: Any) -> None:
        monday = self._week(options["week"])
        documents, broken = [], 0
        for rep in self._reps(options["rep"]):
            before = (
                VisitPlan.objects.filter(rep=rep, week=monday).values_list("planned_at", flat=True).first()
            )
            try:
                plan = plan_week(rep=rep, week=monday, by=None)
            except Refused as refusal:
                raise CommandError(str(refusal)) from None
            except BrokenPlanError as error:
                self.stderr.write(f"{rep.email}: no plan could be made ({error}).")
                broken += 1
                continue
            document = plan_report(plan, changed=plan.planned_at != before)
            documents.append(document)
            if not options["json"]:
                self.stdout.write(_line(document))
        if options["json"]:
            self.stdout.write(
                json.dumps({"week": iso_week(monday), "plans": documents}, ensure_ascii=False, indent=1)
            )
        elif not documents and not broken:
            self.stdout.write("Nobody has customers: nothing to plan.")
        if broken:
            raise CommandError(f"Without a plan: {broken} of {broken + len(documents)}.")

    def _week(self, text: str | None) -> date:
        if text is None:
            return next_week(timezone.localdate())
        try:
            return parse_week(text)
        except ValueError:
            raise CommandError(
                f"--week {text}: write an ISO week such as 2026-W48, or a date in it."
            ) from None

    def _reps(self, emails: list[str]) -> list[User]:
        if not emails:
            return list(reps_to_plan())
        people = User.objects.active().select_related("team", "calendar")
        found = {
            person.email: person for person in people.filter(email__in=[e.strip().lower() for e in emails])
        }
        for email in emails:
            if email.strip().lower() not in found:
                raise CommandError(f"--rep {email}: nobody active logs in with this address.")
        return sorted(found.values(), key=lambda person: person.pk)


def _line(document: dict[str, Any]) -> str:
    visits = sum(len(day["visits"]) for day in document["days"])
    return (
        f"{document['rep']} {document['week']}: {visits} visits, {len(document['left_out'])} left out, "
        f"{document['travel'] // 60} min travel" + ("" if document["changed"] else ", unchanged")
    )
