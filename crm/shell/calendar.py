"""Days a person can have meant."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from crm.shell.errors import Refused

# The same years that an import takes.
FIRST_YEAR, LAST_YEAR = 1850, 2200


def check_year(day: date, *, field: str) -> None:
    """Refuse the day when its year was mistyped: date inputs make the year 26 out of a typed 26."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(
            _("The year %(year)s is out of range (%(first)s–%(last)s).")
            % {"year": day.year, "first": FIRST_YEAR, "last": LAST_YEAR},
            field=field,
            code="mistyped",
        )
