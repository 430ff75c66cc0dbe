"""Schedules of background work."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from crm.jobs import schedules
from crm.jobs.models import Job
from crm.jobs.schedules import ensure_schedules, schedule
from crm.jobs.tasks import start


@pytest.fixture
def declared(db, monkeypatch, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    monkeypatch.setattr(schedules, "_schedules", {})
    schedule("accounts.rank", name="Rank in tests", cron="0 2 1 * *")


def test_a_declared_schedule_is_created_in_the_companys_time_zone(declared):
    ensure_schedules()
    task = PeriodicTask.objects.get(name="Rank in tests")
    crontab = task.crontab
    assert (crontab.minute, crontab.hour, crontab.day_of_month) == ("0", "2", "1")
    assert str(crontab.timezone) == "Europe/Berlin"
    assert json.loads(task.kwargs) == {"kind": "accounts.rank"}


def test_what_an_admin_changed_stays(declared):
    ensure_schedules()
    PeriodicTask.objects.filter(name="Rank in tests").update(enabled=False)
    ensure_schedules()
    assert list(PeriodicTask.objects.filter(name="Rank in tests").values_list("enabled", flat=True)) == [
        False
    ]


def test_a_message_that_comes_after_the_job_is_done_starts_no_second_one(db, monkeypatch):
    monkeypatch.setattr("crm.jobs.services._wake", lambda: None)
    start("accounts.rank")
    Job.objects.update(done_at=timezone.now())
    start("accounts.rank")
    assert Job.objects.filter(kind="accounts.rank").count() == 1
    Job.objects.update(created_at=timezone.now() - timedelta(hours=1))
    start("accounts.rank")
    assert Job.objects.filter(kind="accounts.rank").count() == 2


def test_beats_message_twice_queues_one_job(db, monkeypatch):
    monkeypatch.setattr("crm.jobs.services._wake", lambda: None)
    start("accounts.rank")
    start("accounts.rank")
    assert Job.objects.filter(kind="accounts.rank").count() == 1
