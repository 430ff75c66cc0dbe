"""Leave, and who stands in meanwhile."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.history.services import delete_as, save_as
from crm.people.choices import LeaveKind
from crm.people.models import Deputy, Leave, User
from crm.people.rules import may_stand_in
from crm.shell.calendar import check_near
from crm.shell.errors import Refused

YEARS = 5
"""Leave and deputies are entered so many years back and ahead: beyond, a year was mistyped."""


@transaction.atomic
def enter_leave(
    *, person: User, starts_on: date, ends_on: date, by: User, kind: str = LeaveKind.HOLIDAY, note: str = ""
) -> Leave:
    """Enter whole days of leave; Refused when they end before they start or meet other leave."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    _check_period(starts_on, ends_on)
    if Leave.objects.filter(person=person, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise Refused(_("Leave is entered for some of these days already."), field="starts_on")
    leave = Leave(person=person, kind=kind, starts_on=starts_on, ends_on=ends_on, note=note)
    return save_as(leave, by=by)


@transaction.atomic
def cancel_leave(*, leave: Leave, by: User) -> None:
    """Take entered leave back."""
    delete_as(leave, by=by)


@transaction.atomic
def name_deputy(*, principal: User, deputy: User, starts_on: date, ends_on: date, by: User) -> Deputy:
    """Let *deputy* see and do what *principal* may, for a period; Refused when they cannot stand in."""
    User.objects.select_for_update(no_key=True).get(pk=principal.pk)
    _check_period(starts_on, ends_on)
    if not may_stand_in(principal, deputy):
        raise Refused(_("%(name)s cannot stand in here.") % {"name": deputy.name}, field="deputy")
    same = Deputy.objects.filter(
        principal=principal, deputy=deputy, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    if same.exists():
        raise Refused(
            _("%(name)s stands in on some of these days already.") % {"name": deputy.name}, field="deputy"
        )
    return save_as(Deputy(principal=principal, deputy=deputy, starts_on=starts_on, ends_on=ends_on), by=by)


@transaction.atomic
def end_deputy(*, deputy: Deputy, by: User) -> None:
    """Take a deputy's standing-in back."""
    delete_as(deputy, by=by)


def _check_period(starts_on: date, ends_on: date) -> None:
    today = timezone.localdate()
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        check_near(day, today=today, field=field, years_back=YEARS, years_ahead=YEARS)
    if ends_on < starts_on:
        raise Refused(_("The last day is before the first day."), field="ends_on")
