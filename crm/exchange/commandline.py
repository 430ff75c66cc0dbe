"""What the two commands have in common: people by e-mail or number, options about the file."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import CommandError
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.exchange.reading.dates import DateOrder
from crm.exchange.reading.encodings import ENCODINGS
from crm.exchange.reading.source import ReadSettings
from crm.people.models import User

DELIMITER_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


def person_called(name: str | None) -> User | None:
    """The person with this e-mail address or number; None for no name, CommandError for an unknown one."""
    if not name:
        return None
    people = User.objects.filter(Q(email=name.strip().lower()) | Q(number=name.strip()), is_active=True)
    person = people.first()
    if person is None:
        raise CommandError(_("There is nobody with the e-mail address or number %(name)s.") % {"name": name})
    return person


def reading_options(parser: argparse.ArgumentParser) -> None:
    """Options that replace what is detected about a file."""
    group = parser.add_argument_group("reading", "Detected when not given.")
    group.add_argument("--encoding", choices=list(ENCODINGS), metavar="NAME", help=", ".join(ENCODINGS))
    group.add_argument("--delimiter", help="comma, semicolon, tab, pipe, or the sign itself")
    group.add_argument("--sheet", help="the sheet of a workbook")
    group.add_argument("--header-row", type=int, metavar="N", help="the row that holds the column names")
    group.add_argument("--date-order", choices=[order.value for order in DateOrder])
    group.add_argument("--decimal-mark", choices=[".", ","])
    parser.set_defaults(settings_from=settings_from)


def settings_from(options: dict[str, Any]) -> ReadSettings:
    """The reading options as settings."""
    delimiter = options["delimiter"]
    return ReadSettings(
        encoding=options["encoding"],
        delimiter=DELIMITER_NAMES.get(delimiter, delimiter),
        sheet=options["sheet"],
        header_row=options["header_row"],
        date_order=options["date_order"],
        decimal_mark=options["decimal_mark"],
    )
