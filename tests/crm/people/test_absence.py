"""Leave and deputies."""

from datetime import date

import pytest
from django.utils import timezone

from crm.people.models import Deputy, Leave
from crm.people.services.absence import cancel_leave, end_deputy, enter_leave, name_deputy
from crm.shell.errors import Refused

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)


@pytest.fixture(autouse=True)
def in_november(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_args: date(2026, 11, 20))


def test_leave_is_entered_with_its_history(cast):
    leave = enter_leave(person=cast.owner, starts_on=MONDAY, ends_on=FRIDAY, by=cast.manager)
    assert (leave.starts_on, leave.ends_on, leave.history.get().history_user) == (
        MONDAY,
        FRIDAY,
        cast.manager,
    )


def test_leave_cannot_end_before_it_starts(cast):
    with pytest.raises(Refused) as refusal:
        enter_leave(person=cast.owner, starts_on=FRIDAY, ends_on=MONDAY, by=cast.owner)
    assert refusal.value.field == "ends_on"
    assert not Leave.objects.exists()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [
        (date(26, 11, 23), FRIDAY, "starts_on"),
        (date(1900, 1, 1), FRIDAY, "starts_on"),
        (MONDAY, date(2032, 1, 1), "ends_on"),
        (MONDAY, date(9999, 12, 31), "ends_on"),
    ],
)
def test_leave_in_a_mistyped_year_is_refused(cast, starts_on, ends_on, field):
    with pytest.raises(Refused) as refusal:
        enter_leave(person=cast.owner, starts_on=starts_on, ends_on=ends_on, by=cast.owner)
    assert (refusal.value.field, refusal.value.code) == (field, "too_far")
    assert "Choose a day from Jan 1, 2021 to Dec 31, 2031." in str(refusal.value)


def test_leave_does_not_overlap(cast):
    enter_leave(person=cast.owner, starts_on=MONDAY, ends_on=FRIDAY, by=cast.owner)
    with pytest.raises(Refused, match="already"):
        enter_leave(person=cast.owner, starts_on=FRIDAY, ends_on=FRIDAY, by=cast.owner)
    enter_leave(person=cast.mate, starts_on=FRIDAY, ends_on=FRIDAY, by=cast.mate)
    assert Leave.objects.count() == 2


def test_cancelled_leave_stays_in_history(cast):
    leave = enter_leave(person=cast.owner, starts_on=MONDAY, ends_on=FRIDAY, by=cast.owner)
    cancel_leave(leave=leave, by=cast.manager)
    assert not Leave.objects.exists()
    assert list(Leave.history.values_list("history_type", "history_user")) == [
        ("-", cast.manager.pk),
        ("+", cast.owner.pk),
    ]


def test_a_deputy_is_named_and_ended(cast):
    deputy = name_deputy(
        principal=cast.owner, deputy=cast.mate, starts_on=MONDAY, ends_on=FRIDAY, by=cast.owner
    )
    assert Deputy.objects.get() == deputy
    end_deputy(deputy=deputy, by=cast.owner)
    assert not Deputy.objects.exists()


@pytest.mark.parametrize(("principal", "deputy"), [("owner", "owner"), ("admin", "owner")])
def test_who_cannot_stand_in(cast, principal, deputy):
    people = cast.named()
    with pytest.raises(Refused):
        name_deputy(
            principal=people[principal],
            deputy=people[deputy],
            starts_on=MONDAY,
            ends_on=FRIDAY,
            by=cast.admin,
        )
