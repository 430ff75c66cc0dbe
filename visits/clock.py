"""What day it is for a rep, and which week."""

from __future__ import annotations

import re
import zoneinfo
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from crm.people.models import User

# Years in which there is a week to look for: the day before and the week after are dates as well.
YEARS = range(1900, 2200)
_ISO_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)


def local_now(rep: User) -> datetime:
    """Return the present moment on the rep's own clock."""
    try:
        zone = zoneinfo.ZoneInfo(rep.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    return timezone.now().astimezone(zone)


def today_of(rep: User) -> date:
    """Return the date on the rep's own calendar."""
    return local_now(rep).date()


def has_begun(day: date, starts: time | None, rep: User) -> bool:
    """Whether a visit has begun by the rep's own clock; one of today without a time has not."""
    now = local_now(rep)
    return day < now.date() or (day == now.date() and starts is not None and starts <= now.time())


def monday_of(day: date) -> date:
    """Return the Monday of the week of *day*."""
    return day - timedelta(days=day.weekday())


def next_week(day: date) -> date:
    """Return the Monday after *day*."""
    return monday_of(day) + timedelta(days=7)


def parse_week(text: str) -> date:
    """Return the Monday of an ISO week ("2026-W48") or of the week of a date.

    ValueError for neither, and for a week outside `YEARS`.
    """
    found = _ISO_WEEK.fullmatch(text.strip())
    day = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else date.fromisoformat(text.strip())
    if day.year not in YEARS:
        raise ValueError(f"No week of the years {YEARS[0]} to {YEARS[-1]}: {text}")
    return monday_of(day)


def iso_week(day: date) -> str:
    """Return the week as people write it: "2026-W48"."""
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02}"
