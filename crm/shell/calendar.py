"""Days a person can have meant."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from crm.shell.errors import Refused
from crm.shell.formats import day as day_words

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


def check_near(day: date, *, today: date, field: str, years_back: int = 0, years_ahead: int) -> None:
    """Refuse a day that nobody plans or enters *today*: further off than these whole years."""
    first, last = date(today.year - years_back, 1, 1), date(today.year + years_ahead, 12, 31)
    if not first <= day <= last:
        raise Refused(
            _("%(day)s is too far off. Choose a day from %(first)s to %(last)s.")
            % {"day": day_words(day), "first": day_words(first), "last": day_words(last)},
            field=field,
            code="too_far",
        )
