"""Whose visits a page shows, and which week or day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.functional import cached_property

from crm.people.choices import Role
from crm.people.models import User
from crm.shell.access import AllowedMixin
from crm.shell.keys import key_of
from visits.clock import YEARS, parse_week, today_of
from visits.models import Visit
from visits.rules import leads_people


class RepPage(AllowedMixin):
    """A page about one rep: the person logged in, or with ``?rep=`` one whose records they may see."""

    request: HttpRequest

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    @cached_property
    def rep(self) -> User:
        """The rep; a leader without visits of their own starts with the first of their people."""
        asked = self.request.GET.get("rep") or self.request.POST.get("rep")
        if asked:
            return find_rep(self.user, asked)
        if self.choices and not Visit.objects.filter(rep=self.user).exists():
            return next((person for person in self.choices if person.role == Role.REP), self.user)
        return self.user

    @cached_property
    def choices(self) -> list[User]:
        """Whom the person may look at, by name; nobody for a rep, who only looks at their own."""
        if not leads_people(self.user):
            return []
        people = User.objects.visible_to(self.user).active().select_related("team")
        return list(people.order_by("name", "pk"))

    def picker(self) -> dict[str, Any]:
        """What the rep picker of the page needs."""
        return {"rep": self.rep, "choices": self.choices, "is_own": self.rep.pk == self.user.pk}


SATURDAY = 5


def find_rep(user: User, asked: str) -> User:
    """Return the person with this primary key, if *user* may see their records; else 404."""
    rep = User.objects.visible_to(user).active().select_related("team").filter(pk=key_of(asked)).first()
    if rep is None:
        raise Http404
    return rep


def asked_week(request: HttpRequest, rep: User) -> date:
    """Return the Monday of ``?week=2026-W48``; 404 for what is no week.

    The default is this week, at the weekend the next: what lies ahead is what is looked for.
    """
    today = today_of(rep)
    ahead = today + timedelta(days=2) if today.weekday() >= SATURDAY else today
    text = request.GET.get("week") or request.POST.get("week") or ahead.isoformat()
    return _within_calendar(parse_week, text)


def asked_day(request: HttpRequest, rep: User) -> date:
    """Return ``?date=``, by default today; 404 for what is no date."""
    text = request.GET.get("date") or today_of(rep).isoformat()
    return _within_calendar(date.fromisoformat, text)


def _within_calendar(parse: Callable[[str], date], text: str) -> date:
    """Return the day; 404 for no day, and at the ends of the calendar, where none lies before or after."""
    try:
        day = parse(text)
    except (ValueError, OverflowError):
        raise Http404 from None
    if day.year not in YEARS:
        raise Http404
    return day
