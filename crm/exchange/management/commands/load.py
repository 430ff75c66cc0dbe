"""`manage.py load KIND FILE`: import a CSV or XLSX file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.exchange.commandline import files_told, person_called, reading_options
from crm.exchange.kinds import Kind, kind_named
from crm.exchange.mapping import parse_options
from crm.exchange.policy import command_limits
from crm.exchange.reading.problems import FileProblem, MissingColumnProblem
from crm.exchange.records import Duplicates, Outcome
from crm.exchange.results import Result
from crm.exchange.running import ChangedMeanwhileError, Plan
from crm.exchange.services.direct import import_file

ERRORS_SHOWN = 20


class Command(BaseCommand):
    help = "Import records of a kind from a CSV or XLSX file. Exit code 1 if any row was refused."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "kind", help="users, customers, contacts, prospects, methods, products, orders, order-lines, …"
        )
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=COLUMN",
            dest="mapping",
            help='field=column, or "field={column} text {column}"; field= leaves it out; others are guessed',
        )
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument(
            "--skip-bad", action="store_true", help="import the good rows though others are refused"
        )
        parser.add_argument("--errors", type=Path, metavar="FILE", help="write the bad rows to this CSV file")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument("--clear-blanks", action="store_true", help="blank cells empty the stored value")
        parser.add_argument(
            "--duplicates",
            choices=[Duplicates.SKIP.value, Duplicates.UPDATE.value, Duplicates.CREATE.value],
            default=Duplicates.CREATE.value,
            help="new rows that look like a card on file or an earlier row: leave them out, change the card "
            "on file, or create them anyway (default)",
        )
        parser.add_argument(
            "--as", dest="person", metavar="USER", help="import as this person (e-mail or number)"
        )
        reading_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        kind = self._kind(options["kind"])
        path: Path = options["file"]
        by = person_called(options["person"])
        if not kind.may_import(by):
            raise CommandError(_("%(kind)s cannot be imported by this person.") % {"kind": kind.name})
        if not path.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": path})
        errors: Path | None = options["errors"]
        if errors is not None and errors.exists() and errors.samefile(path):
            raise CommandError(_("--errors names the file that is imported; it would be overwritten."))
        try:
            plan = Plan(
                mapping=parse_options(options["mapping"]),
                settings=options["settings_from"](options),
                dry_run=options["dry_run"],
                skip_bad=options["skip_bad"],
                clear_blanks=options["clear_blanks"],
                duplicates=Duplicates(options["duplicates"]),
            )
            with files_told():
                result = import_file(
                    kind=kind,
                    path=path,
                    plan=plan,
                    by=by,
                    limits=command_limits(),
                    errors_path=options["errors"],
                )
        except MissingColumnProblem as problem:
            remedy = _("Here it is chosen with --map %(field)s=COLUMN.") % {"field": problem.field}
            self._refuse_file(FileProblem(f"{problem.message} {remedy}"), options)
        except FileProblem as problem:
            self._refuse_file(problem, options)
        except ChangedMeanwhileError as changed:
            raise CommandError(changed.errors[0].message) from None
        except IntegrityError:
            raise CommandError(
                _("Somebody else wrote the same records meanwhile; nothing was written. Load it again.")
            ) from None
        else:
            self._report(result, options)
            if result.refused:
                raise SystemExit(1)

    def _kind(self, name: str) -> Kind:
        try:
            return kind_named(name)
        except LookupError as error:
            raise CommandError(str(error)) from None

    def _refuse_file(self, problem: FileProblem, options: dict[str, Any]) -> None:
        if options["json"]:
            empty = Result().as_json()
            empty["errors"] = [{"row": problem.row, "field": "", "value": "", "message": problem.message}]
            self.stdout.write(json.dumps(empty, ensure_ascii=False))
            raise SystemExit(1)
        raise CommandError(problem.message)

    def _report(self, result: Result, options: dict[str, Any]) -> None:
        if options["json"]:
            told = result.as_json() if options["dry_run"] else result.settled()
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for error in result.errors[:ERRORS_SHOWN]:
            place = f"{error.field}: " if error.field else ""
            self.stderr.write(_("Row %(row)s") % {"row": error.row} + f", {place}{error.message}")
        if len(result.errors) > ERRORS_SHOWN:
            self.stderr.write(_("… and more; --errors FILE writes all bad rows to a file."))
        for note in result.notes:
            self.stdout.write(note)
        if result.duplicates:
            self.stdout.write(_likely_words(result.duplicates, Duplicates(options["duplicates"])))
        if result.ignored:
            self.stdout.write(_("Columns not used: %(columns)s") % {"columns": ", ".join(result.ignored)})
        shown = [outcome for outcome in Outcome if outcome is not Outcome.SKIPPED or result.counts[outcome]]
        counts = ", ".join(f"{result.counts[outcome]} {outcome.value}" for outcome in shown)
        if options["dry_run"]:
            self.stdout.write(_("Nothing was written (dry run): %(counts)s") % {"counts": counts})
        elif not result.written and result.refused:
            self.stdout.write(
                _("Nothing was written, because rows were refused: %(counts)s") % {"counts": counts}
            )
        else:
            self.stdout.write(counts)


def _likely_words(count: int, treated: Duplicates) -> str:
    words = ngettext(
        "%(count)s new row looks like a card on file or like an earlier row (duplicates: %(treated)s).",
        "%(count)s new rows look like a card on file or like an earlier row (duplicates: %(treated)s).",
        count,
    )
    return words % {"count": count, "treated": treated.value}
