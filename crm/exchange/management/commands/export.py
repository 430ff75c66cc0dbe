"""`manage.py export KIND`: write the records of a kind to a file or to the terminal."""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from crm.exchange.commandline import files_told, person_called
from crm.exchange.exporting import Format, export_fields, stream_text, write_export
from crm.exchange.kinds import kind_named


class Command(BaseCommand):
    help = "Export records of a kind as CSV, XLSX or JSON, to a file or to standard output."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "kind",
            help="users, customers, contacts, prospects, methods, methods-report, products, orders, "
            "order-lines, accounts, tiers, visits, …",
        )
        parser.add_argument(
            "--format", choices=[each.value for each in Format], help="else by the name of the file, or csv"
        )
        parser.add_argument(
            "--as", dest="person", metavar="USER", help="only what this person (e-mail or number) may see"
        )
        parser.add_argument("-o", "--output", type=Path, metavar="FILE")
        parser.add_argument(
            "--private", action="store_true", help="with private details, where this person may see them"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kind = kind_named(options["kind"])
        except LookupError as error:
            raise CommandError(str(error)) from None
        by = person_called(options["person"])
        if not kind.may_export(by):
            raise CommandError(_("%(kind)s cannot be exported by this person.") % {"kind": kind.name})
        path: Path | None = options["output"]
        fields = export_fields(kind, by, private=options["private"])
        file_format = self._format(options["format"], path)
        if path is not None:
            with files_told(), path.open("wb") as stream:
                write_export(kind, by, fields, file_format, stream)
            return
        # Whoever reads only the first lines (head) has what they want.
        with contextlib.suppress(BrokenPipeError):
            if file_format is Format.XLSX:
                write_export(kind, by, fields, file_format, sys.stdout.buffer)
                return
            for text in stream_text(kind, by, fields, file_format):
                self.stdout.write(text, ending="")

    def _format(self, chosen: str | None, path: Path | None) -> Format:
        if chosen:
            return Format(chosen)
        suffix = path.suffix.lower().removeprefix(".") if path else ""
        return Format(suffix) if suffix in set(Format) else Format.CSV
