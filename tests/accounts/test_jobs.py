"""The monthly ranking and the nightly sweep, as jobs."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from accounts import jobs
from accounts.models import Account, TierOverride, TierRun
from crm.jobs import progress
from crm.jobs.models import Job, JobState
from crm.jobs.schedules import ensure_schedules
from crm.jobs.services import enqueue, run_due
from crm.jobs.tasks import start
from tests.cast import Cast
from tests.factories.accounts import AccountFactory, OrderFactory, TierOverrideFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.jobs.services._wake", lambda: None)


def test_ranking_shows_progress_and_leads_to_its_result(cast: Cast) -> None:
    OrderFactory(net=Decimal(50))
    job = enqueue(kind=jobs.RANK, by=cast.manager)
    assert run_due() == 1
    job.refresh_from_db()
    run = TierRun.objects.get()
    assert (job.state, run.by) == (JobState.DONE, cast.manager)
    assert job.result == {"run": run.pk, "url": f"{reverse('accounts:pareto')}?run={run.pk}"}
    assert progress.progress_of(job.pk).percent == 100


def test_repeated_messages_leave_one_run() -> None:
    OrderFactory()
    start(jobs.RANK)
    start(jobs.RANK)
    assert Job.objects.count() == 1
    run_due()
    start(jobs.RANK)
    run_due()
    assert TierRun.objects.count() == 1


def test_a_fault_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    OrderFactory()

    def fault(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no disk")

    monkeypatch.setattr("accounts.services.tier_store.renew_copies", fault)
    job = enqueue(kind=jobs.RANK)
    run_due()
    job.refresh_from_db()
    assert (job.done_at, job.error, job.detail) == (None, "", "RuntimeError: no disk")
    assert not TierRun.objects.exists()


def test_the_night_ends_overrides_and_measures() -> None:
    account = AccountFactory(tier="A", computed_tier="B")
    TierOverrideFactory(account=account, expires_on=timezone.localdate() - timedelta(days=1))
    for _ in range(2):
        start(jobs.NIGHT)
        run_due()
    assert Account.objects.get().tier == "B"
    assert TierOverride.objects.get().ended_at is not None


def test_both_are_scheduled_and_admins_may_change_when() -> None:
    ensure_schedules()
    task = PeriodicTask.objects.get(name="Rank accounts")
    crontab = task.crontab
    assert crontab is not None
    assert (crontab.minute, crontab.hour, crontab.day_of_month) == ("0", "2", "1")
    crontab.hour = "4"
    crontab.save()
    ensure_schedules()
    assert PeriodicTask.objects.filter(name="Rank accounts", crontab__hour="4").count() == 1
