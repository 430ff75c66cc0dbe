"""What the two commands have in common: people by e-mail or number, options about the file."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
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
    group.add_argument(
        "--delimiter", type=delimiter, metavar="SIGN", help="comma, semicolon, tab, pipe, or the sign itself"
    )
    group.add_argument("--sheet", help="the sheet of a workbook")
    group.add_argument("--header-row", type=int, metavar="N", help="the row that holds the column names")
    group.add_argument("--date-order", choices=[order.value for order in DateOrder])
    group.add_argument("--decimal-mark", choices=[".", ","])
    parser.set_defaults(settings_from=settings_from)


def delimiter(text: str) -> str:
    """The sign between two cells, by its name or itself."""
    sign = DELIMITER_NAMES.get(text, text)
    if len(sign) != 1 or sign.isalnum() or sign in "\"'" or not (sign.isprintable() or sign == "\t"):
        raise argparse.ArgumentTypeError(
            _("“%(text)s” does not part cells; write comma, semicolon, tab, pipe or one sign.")
            % {"text": text}
        )
    return sign


@contextmanager
def files_told() -> Iterator[None]:
    """Say of a file that cannot be read or written which it is, and why."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            raise
        raise CommandError(
            _("%(file)s cannot be used: %(reason)s.") % {"file": error.filename, "reason": error.strerror}
        ) from None


def settings_from(options: dict[str, Any]) -> ReadSettings:
    """The reading options as settings."""
    return ReadSettings(
        encoding=options["encoding"],
        delimiter=options["delimiter"],
        sheet=options["sheet"],
        header_row=options["header_row"],
        date_order=options["date_order"],
        decimal_mark=options["decimal_mark"],
    )
