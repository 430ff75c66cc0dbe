"""Finished work is kept for a while."""

from datetime import timedelta

import pytest
from constance.test import override_config
from django.utils import timezone

from crm.jobs.jobs import KEEPING
from crm.jobs.models import Job
from crm.jobs.services import enqueue, run_due

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@override_config(JOBS_KEEP_DAYS=30)
def test_old_work_goes_and_open_work_stays(cast, monkeypatch):
    now = timezone.now()
    old, failed, young, waiting = (
        Job.objects.create(kind="x", done_at=now - timedelta(days=31)),
        Job.objects.create(kind="x", done_at=now - timedelta(days=31), failed=True),
        Job.objects.create(kind="x", done_at=now - timedelta(days=29)),
        Job.objects.create(kind="x", due_at=now + timedelta(days=1)),
    )
    old.watchers.add(cast.owner)
    Job.objects.filter(pk=waiting.pk).update(created_at=now - timedelta(days=400))

    job = enqueue(kind=KEEPING)
    run_due()

    job.refresh_from_db()
    assert job.result == {"deleted": 2}
    assert set(Job.objects.values_list("pk", flat=True)) == {young.pk, waiting.pk, job.pk}
    assert not Job.objects.filter(pk=failed.pk).exists()
