"""When beat starts which job; apps declare theirs in ``jobs.py``, admins change them in the admin.

::

    schedule("accounts.rank", name="Rank accounts", cron="0 2 1 * *")
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.conf import settings

SWEEP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Schedule:
    """Start a job of *kind* by *cron* (minute hour day month weekday, in the company's time zone)."""

    kind: str
    name: str
    cron: str


_schedules: dict[str, Schedule] = {}


def schedule(kind: str, *, name: str, cron: str) -> None:
    """Declare when jobs of *kind* start, until an admin says otherwise."""
    _schedules[kind] = Schedule(kind, name, cron)


def ensure_schedules() -> None:
    """Create the declared schedules that are missing; what an admin changed stays as it is."""
    from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

    sweep, _created = IntervalSchedule.objects.get_or_create(
        every=SWEEP_SECONDS, period=IntervalSchedule.SECONDS
    )
    PeriodicTask.objects.get_or_create(
        name="Sweep background work",
        defaults={"task": "crm.jobs.tasks.sweep", "interval": sweep, "expire_seconds": SWEEP_SECONDS},
    )
    for declared in _schedules.values():
        if PeriodicTask.objects.filter(name=declared.name).exists():
            continue
        minute, hour, day, month, weekday = declared.cron.split()
        crontab, _created = CrontabSchedule.objects.get_or_create(
            minute=minute,
            hour=hour,
            day_of_month=day,
            month_of_year=month,
            day_of_week=weekday,
            timezone=settings.TIME_ZONE,
        )
        PeriodicTask.objects.create(
            name=declared.name,
            task="crm.jobs.tasks.start",
            kwargs=json.dumps({"kind": declared.kind}),
            crontab=crontab,
        )
