"""Which days people work."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from crm.people.calendars import Hours, hours_of, public_holidays, split_days, workdays_of
from crm.people.choices import LeaveKind
from crm.people.models import CalendarDay
from tests.factories.people import LeaveFactory, UserFactory, WorkingCalendarFactory

MONDAY = date(2026, 11, 23)
SUNDAY = MONDAY + timedelta(days=6)


def worked(country: str = "", first: date = MONDAY, last: date = SUNDAY, subdivision: str = "") -> list[date]:
    """The days somebody works with the usual week and the holidays of a country."""
    holidays = public_holidays(country, subdivision, first.year)
    span = split_days(
        Hours(),
        first,
        last,
        public_holidays=holidays.names,
        extra_workdays=holidays.extra_workdays,
        special_days={},
        leave=(),
    )
    return [day.date for day in span.worked]


def test_a_usual_week_is_monday_to_friday() -> None:
    assert worked() == [MONDAY + timedelta(days=offset) for offset in range(5)]


@pytest.mark.parametrize(
    ("country", "subdivision", "holiday"),
    [
        ("DE", "", date(2026, 12, 25)),
        ("DE", "BY", date(2026, 1, 6)),
        ("US", "", date(2026, 11, 26)),
        ("KR", "", date(2026, 2, 17)),
        ("KR", "", date(2026, 9, 25)),
        ("CN", "", date(2026, 10, 1)),
        ("CN", "", date(2026, 2, 17)),
    ],
)
def test_public_holidays_are_off(country: str, subdivision: str, holiday: date) -> None:
    assert worked("", holiday, holiday) == [holiday]
    assert worked(country, holiday, holiday, subdivision) == []


def test_a_holiday_of_one_state_is_worked_in_the_others() -> None:
    epiphany = date(2026, 1, 6)
    assert worked("DE", epiphany, epiphany) == [epiphany]
    assert worked("DE", epiphany, epiphany, "BE") == [epiphany]


def test_china_works_some_sundays_for_a_bridge_day() -> None:
    sunday = date(2026, 9, 20)
    assert worked("CN", sunday, sunday) == [sunday]


@pytest.mark.parametrize(("country", "subdivision"), [("XX", ""), ("", "BY"), ("DE", "ZZ"), (" de ", "")])
def test_a_mistake_in_a_calendar_stops_nobody(country: str, subdivision: str) -> None:
    assert len(worked(country, MONDAY, SUNDAY, subdivision)) == 5


def test_an_unknown_state_keeps_the_countrys_holidays() -> None:
    christmas = date(2026, 12, 25)
    assert worked("DE", christmas, christmas, "ZZ") == []


@pytest.mark.django_db
def test_special_days_win_over_holidays_and_leave_over_both() -> None:
    calendar = WorkingCalendarFactory(country="US")
    thanksgiving = date(2026, 11, 26)
    CalendarDay.objects.create(calendar=calendar, date=thanksgiving, name="Inventory", working=True)
    CalendarDay.objects.create(calendar=calendar, date=MONDAY, name="Founders' day", working=False)
    CalendarDay.objects.create(calendar=calendar, date=SUNDAY, name="Open day", working=True)
    person = UserFactory(calendar=calendar)
    LeaveFactory(person=person, starts_on=SUNDAY, ends_on=SUNDAY, kind=LeaveKind.SICK)
    span = workdays_of([person], MONDAY, SUNDAY)[person.pk]
    assert [day.date.weekday() for day in span.worked] == [1, 2, 3, 4]
    assert [(day.date, day.name, day.leave) for day in span.off] == [
        (MONDAY, "Founders' day", False),
        (SUNDAY, "sick", True),
    ]


@pytest.mark.django_db
def test_leave_on_a_weekend_is_not_worth_telling() -> None:
    person = UserFactory(calendar=None)
    LeaveFactory(person=person, starts_on=MONDAY - timedelta(days=2), ends_on=SUNDAY)
    span = workdays_of([person], MONDAY, SUNDAY)[person.pk]
    assert span.worked == ()
    assert len(span.off) == 5


@pytest.mark.django_db
def test_leave_of_others_does_not_count() -> None:
    person = UserFactory()
    LeaveFactory(starts_on=MONDAY, ends_on=SUNDAY)
    assert len(workdays_of([person], MONDAY, SUNDAY)[person.pk].worked) == 5


@pytest.mark.django_db
def test_hours_and_break_come_from_the_calendar() -> None:
    calendar = WorkingCalendarFactory(
        weekdays="15", starts=time(8), ends=time(18), break_starts=time(12), break_ends=time(13)
    )
    person = UserFactory(calendar=calendar)
    tuesday, saturday = workdays_of([person], MONDAY, SUNDAY)[person.pk].worked
    assert (tuesday.date.weekday(), saturday.date.weekday()) == (1, 5)
    assert (tuesday.starts, tuesday.ends, tuesday.rest) == (time(8), time(18), (time(12), time(13)))


def test_half_a_break_is_none() -> None:
    assert hours_of(WorkingCalendarFactory.build(break_starts=time(12))).rest is None
    assert hours_of(WorkingCalendarFactory.build(break_starts=time(13), break_ends=time(12))).rest is None


@pytest.mark.django_db
def test_a_week_over_new_year_knows_the_holidays_of_both_years() -> None:
    person = UserFactory(calendar=WorkingCalendarFactory(country="DE"))
    span = workdays_of([person], date(2026, 12, 21), date(2027, 1, 3))[person.pk]
    assert [day.date.isoformat() for day in span.off] == ["2026-12-25", "2027-01-01"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "country", "name"),
    [
        ("en", "DE", "Christmas Day"),
        ("ko", "DE", "Erster Weihnachtstag"),  # nobody has translated them: the country's own
        ("ko", "KR", "기독탄신일"),
        ("en", "KR", "Christmas Day"),
    ],
)
def test_holidays_are_named_in_the_readers_language(language: str, country: str, name: str) -> None:
    christmas = date(2026, 12, 25)
    person = UserFactory(calendar=WorkingCalendarFactory(country=country))
    with override(language):
        span = workdays_of([person], christmas, christmas)[person.pk]
    assert [day.name for day in span.off] == [name]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_people(count: int) -> None:
    people = [UserFactory(calendar=WorkingCalendarFactory(country="DE")) for _ in range(count)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        workdays_of(people, MONDAY, SUNDAY)
    assert len(queries) == 3


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"weekdays": "0123"}, []),
        ({"weekdays": "abc"}, ["weekdays"]),
        ({"weekdays": "011"}, ["weekdays"]),
        ({"weekdays": "01\n"}, ["weekdays"]),
        ({"weekdays": ""}, ["weekdays"]),
        ({"break_starts": time(12), "break_ends": time(13)}, []),
        ({"break_starts": time(13), "break_ends": time(12)}, ["break_ends"]),
        ({"break_starts": time(13)}, ["break_ends"]),
        ({"break_starts": time(16), "break_ends": time(18)}, ["break_ends"]),
    ],
)
def test_a_calendar_is_what_people_can_work_by(db: None, facts: dict[str, object], wrong: list[str]) -> None:
    calendar = WorkingCalendarFactory.build(**facts)
    if not wrong:
        calendar.full_clean()
        return
    with pytest.raises(ValidationError) as refused:
        calendar.full_clean()
    assert list(refused.value.message_dict) == wrong
