"""Files of imports go after the time that an admin sets; what came of them stays."""

from datetime import timedelta
from pathlib import Path

import pytest
from constance.test import override_config
from django.core.files.base import ContentFile
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from crm.exchange.jobs import KEEPING
from crm.exchange.models import Import, ImportState
from crm.jobs.models import Job
from crm.jobs.schedules import ensure_schedules
from crm.jobs.services import enqueue, run_due

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
QUOTED = {"created": 1, "errors": [{"value": "Ann"}], "likely": [{"name": "Ann"}], "notes": ["Well."]}


@pytest.fixture
def imported(settings, tmp_path):
    """An import that ended so many days ago, with its two files."""
    settings.MEDIA_ROOT = tmp_path

    def make(days, state=ImportState.DONE):
        one = Import(kind="products", file_name="a.csv", state=state, result=QUOTED)
        one.file.save("a.csv", ContentFile(b"a"), save=False)
        one.bad_rows.save("b.csv", ContentFile(b"b"), save=False)
        one.save()
        day = timezone.now() - timedelta(days=days)
        Import.objects.filter(pk=one.pk).update(created_at=day, finished_at=day)
        return one

    return make


def swept():
    job = enqueue(kind=KEEPING)
    run_due()
    job.refresh_from_db()
    return job.result["deleted"]


@override_config(EXCHANGE_KEEP_DAYS=30)
def test_old_files_go_with_what_is_quoted_of_them(imported):
    old, young = imported(31), imported(29)

    assert (swept(), swept()) == (1, 0)

    for one in (old, young):
        one.refresh_from_db()
    assert (old.file.name, old.bad_rows.name, old.result) == ("", "", {"created": 1, "notes": ["Well."]})
    assert (bool(young.file), young.result) == (True, QUOTED)
    kept = sorted(Path(young.file.path).parent.iterdir())
    assert kept == sorted([Path(young.file.path), Path(young.bad_rows.path)])


def test_a_file_at_work_stays(imported):
    imported(1_000, ImportState.RUNNING)

    assert swept() == 0


def test_a_file_that_is_gone_already_stops_nothing(imported):
    Path(imported(1_000).file.path).unlink()

    assert swept() == 1


def test_many_go_batch_by_batch(imported, monkeypatch):
    monkeypatch.setattr("crm.exchange.services.keeping.BATCH", 2)
    for _each in range(3):
        imported(1_000)

    assert swept() == 3


def test_an_import_whose_job_is_gone_is_not_at_work(client, cast):
    client.force_login(cast.owner)
    one = Import.objects.create(kind="customers", file_name="a.csv", state=ImportState.RUNNING, by=cast.owner)

    client.get(f"/imports/{one.pk}/")

    one.refresh_from_db()
    assert one.state == ImportState.FAILED


@pytest.mark.parametrize(
    ("name", "hour", "minute"),
    [
        ("Delete old files of imports", "3", "30"),
        ("Delete old background work", "3", "40"),
        ("Delete old answers of the API", "3", "50"),
    ],
)
def test_it_runs_every_night(name, hour, minute):
    ensure_schedules()
    crontab = PeriodicTask.objects.get(name=name).crontab
    assert (crontab.hour, crontab.minute, crontab.day_of_week) == (hour, minute, "*")


def test_deleted_work_leaves_its_import(imported, cast):
    one = imported(1)
    job = Job.objects.create(kind="exchange.run", done_at=timezone.now() - timedelta(days=400))
    Import.objects.filter(pk=one.pk).update(job=job)
    enqueue(kind="jobs.keeping")
    run_due()

    one.refresh_from_db()
    assert (one.job, one.state) == (None, ImportState.DONE)
