"""Which days people work, and when: weekdays, public holidays, special days and leave.

The rule is a pure function over plain data; `workdays_of` loads what it needs for any number of
people with a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from crm.people.models.calendar import CalendarDay, Leave, WorkingCalendar

if TYPE_CHECKING:
    import holidays

    from crm.people.models import User


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours of a week: `weekdays` with Monday = 0, and the hours of each working day."""

    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    starts: time = time(9, 0)
    ends: time = time(17, 0)
    rest: tuple[time, time] | None = None


@dataclass(frozen=True, slots=True)
class Workday:
    """A day that is worked; times are local to the person. `rest` is the lunch break."""

    date: date
    starts: time
    ends: time
    rest: tuple[time, time] | None = None


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day that would be worked but for `name`: a holiday's name, or the kind of leave."""

    date: date
    name: str
    leave: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Some days of one person: those worked and those that are off for a reason worth telling."""

    worked: tuple[Workday, ...]
    off: tuple[DayOff, ...]


def split_days(
    hours: Hours,
    first: date,
    last: date,
    *,
    public_holidays: Mapping[date, str],
    extra_workdays: Collection[date] = frozenset(),
    special_days: Mapping[date, tuple[str, bool]],
    leave: Iterable[tuple[date, date, str]],
) -> Span:
    """Sort the days from *first* to *last*, both included, into worked days and days off.

    *special_days* (name, is worked) win over *public_holidays*; *extra_workdays* are the weekend days
    that a country works instead of a bridge day; *leave* (first, last, kind) wins over all of them.
    """
    leaves = list(leave)
    worked: list[Workday] = []
    off: list[DayOff] = []
    for day in _days(first, last):
        name, works = _plan_of(day, hours, public_holidays, extra_workdays, special_days)
        away = next((kind for begins, ends, kind in leaves if begins <= day <= ends), None)
        if works and away is None:
            worked.append(Workday(day, hours.starts, hours.ends, hours.rest))
        elif works and away is not None:
            off.append(DayOff(day, away, leave=True))
        elif name:
            off.append(DayOff(day, name))
    return Span(tuple(worked), tuple(off))


def _plan_of(
    day: date,
    hours: Hours,
    public_holidays: Mapping[date, str],
    extra_workdays: Collection[date],
    special_days: Mapping[date, tuple[str, bool]],
) -> tuple[str, bool]:
    """The name a day has beyond its weekday (may be empty), and whether it is worked."""
    if day in special_days:
        return special_days[day]
    if day.weekday() not in hours.weekdays:
        return "", day in extra_workdays
    if day in public_holidays:
        return public_holidays[day], False
    return "", True


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


# Our languages as the package of holidays calls them.
_LANGUAGES = {"en": "en_US", "zh-hans": "zh_CN", "zh-hant": "zh_TW", "ko": "ko"}


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The public holidays of one country in some years, and the weekend days worked for them."""

    names: Mapping[date, str]
    extra_workdays: frozenset[date]


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int, language: str = "") -> PublicHolidays:
    """Return the holidays of *country* (ISO 3166, "DE") and *subdivision* ("BY") in *year*.

    Their names are in *language* (one of ours), or in the country's own where nobody has translated them.
    An unknown subdivision counts as the whole country, an unknown country as one without holidays: a typing
    mistake in a calendar must not stop anybody's planning.
    """
    found = _look_up(country.strip().upper(), subdivision.strip().upper() or None, year, None)
    if found is None:
        return PublicHolidays({}, frozenset())
    wanted = _LANGUAGES.get(language)
    spoken = wanted if wanted in found.supported_languages else found.default_language
    if spoken:  # without a word from us the machine's own language would decide
        found = _look_up(found.country, found.subdiv, year, spoken) or found
    return PublicHolidays(dict(found.items()), frozenset(found.weekend_workdays))


def _look_up(
    country: str, subdivision: str | None, year: int, language: str | None
) -> holidays.HolidayBase | None:
    if not country:
        return None
    import holidays  # here, as only planning and the boards of visits need its 4 MiB

    try:
        return holidays.country_holidays(country, subdiv=subdivision, years=year, language=language)
    except NotImplementedError:
        return _look_up(country, None, year, language) if subdivision else None


def workdays_of(people: Sequence[User], first: date, last: date) -> dict[int, Span]:
    """Return the days of each of *people* from *first* to *last* by their primary key: 3 queries at most.

    Holidays are named in the language of who reads them.

    Somebody without a calendar works from Monday to Friday, 9 to 17, without public holidays.
    """
    calendars = WorkingCalendar.objects.in_bulk({p.calendar_id for p in people if p.calendar_id})
    special: dict[int, dict[date, tuple[str, bool]]] = {}
    for row in CalendarDay.objects.filter(calendar__in=calendars, date__gte=first, date__lte=last):
        special.setdefault(row.calendar_id, {})[row.date] = (row.name, row.working)
    away: dict[int, list[tuple[date, date, str]]] = {}
    leaves = Leave.objects.filter(person__in=people, starts_on__lte=last, ends_on__gte=first)
    for leave in leaves.order_by("starts_on", "id"):
        away.setdefault(leave.person_id, []).append((leave.starts_on, leave.ends_on, leave.kind))
    return {
        person.pk: _span_of(
            calendars.get(person.calendar_id or 0),
            first,
            last,
            special.get(person.calendar_id or 0, {}),
            away.get(person.pk, ()),
        )
        for person in people
    }


def _span_of(
    calendar: WorkingCalendar | None,
    first: date,
    last: date,
    special_days: Mapping[date, tuple[str, bool]],
    leave: Iterable[tuple[date, date, str]],
) -> Span:
    names: dict[date, str] = {}
    extra: set[date] = set()
    if calendar is not None:
        for year in range(first.year, last.year + 1):
            found = public_holidays(calendar.country, calendar.subdivision, year, get_language() or "")
            names.update(found.names)
            extra.update(found.extra_workdays)
    return split_days(
        hours_of(calendar),
        first,
        last,
        public_holidays=names,
        extra_workdays=extra,
        special_days=special_days,
        leave=leave,
    )


def hours_of(calendar: WorkingCalendar | None) -> Hours:
    """Return the working hours that *calendar* stands for; the usual ones without a calendar."""
    if calendar is None:
        return Hours()
    begins, ends = calendar.break_starts, calendar.break_ends
    rest = (begins, ends) if begins is not None and ends is not None and begins < ends else None
    weekdays = frozenset(int(digit) for digit in calendar.weekdays if digit in "0123456")
    return Hours(weekdays, calendar.starts, calendar.ends, rest)
