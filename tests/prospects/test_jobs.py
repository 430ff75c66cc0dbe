"""The nights of prospecting: the pool, the campaigns and the scores, as jobs."""

from datetime import timedelta

import pytest
from constance import config
from constance.test import override_config
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from crm.jobs.models import Job, JobState
from crm.jobs.schedules import ensure_schedules
from crm.jobs.services import enqueue, run_due
from prospects import jobs
from prospects.choices import CampaignState
from prospects.models import PoolMove, Prospect
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import CampaignDayFactory, ProspectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    monkeypatch.setattr("crm.jobs.services._wake", lambda: None)


def run(kind):
    enqueue(kind=kind)
    assert run_due() == 1
    job = Job.objects.first()
    assert job.state == JobState.DONE, job.error
    return job.result


@pytest.fixture
def silent(cast):
    customer = CustomerFactory(owner=cast.owner, team=cast.harbour)
    return ProspectFactory(customer=customer, held_since=timezone.localdate() - timedelta(days=61))


def test_the_silent_return_and_a_second_message_finds_none(silent):
    assert run(jobs.POOL) == {"returned": 1}
    assert run(jobs.POOL) == {"returned": 0}
    assert PoolMove.objects.count() == 1


def test_a_fault_half_way_leaves_everything_where_it_was(silent, monkeypatch):
    def fault(**kwargs):
        raise RuntimeError("no disk")

    monkeypatch.setattr("prospects.services.pool.record_event", fault)
    job = enqueue(kind=jobs.POOL)
    run_due()
    job.refresh_from_db()
    silent.refresh_from_db()
    assert (job.done_at, silent.customer.owner is None) == (None, False)
    assert not PoolMove.objects.exists()


def test_campaigns_start_on_their_first_day():
    campaign = CampaignDayFactory(date=timezone.localdate()).campaign
    assert run(jobs.CAMPAIGNS) == {"started": 1}
    assert run(jobs.CAMPAIGNS) == {"started": 0}
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.RUNNING


@pytest.mark.parametrize(
    ("name", "hour", "minute"),
    [
        ("Return silent prospects to the pool", "1", "15"),
        ("Start development campaigns", "0", "5"),
        ("Qualify prospects again", "1", "45"),
    ],
)
def test_all_run_every_night_until_an_admin_says_otherwise(name, hour, minute):
    ensure_schedules()
    crontab = PeriodicTask.objects.get(name=name).crontab
    assert (crontab.hour, crontab.minute, crontab.day_of_week) == (hour, minute, "*")


def test_new_weights_bring_new_scores_batch_by_batch(cast, monkeypatch):
    monkeypatch.setattr("prospects.services.qualifying.BATCH", 2)
    ProspectFactory.create_batch(5, need=3, score=0)
    changed = {"PROSPECTS_WEIGHT_NEED": 100} | {
        f"PROSPECTS_WEIGHT_{part}": 0 for part in ("BUDGET", "AUTHORITY", "TIMING", "LOYALTY", "VOLUME")
    }
    with override_config(**changed):
        assert run(jobs.QUALIFY) == {"changed": 5}
        assert run(jobs.QUALIFY) == {"changed": 0}
    assert set(Prospect.objects.values_list("score", flat=True)) == {100}


def test_a_weight_that_an_admin_changes_queues_the_scores_once():
    assert (config.PROSPECTS_WEIGHT_NEED, config.PROSPECTS_LIVE_MOST) == (20, 30)
    config.PROSPECTS_LIVE_MOST = 40
    config.PROSPECTS_WEIGHT_NEED = 20
    assert not Job.objects.exists()
    config.PROSPECTS_WEIGHT_NEED = 30
    config.PROSPECTS_WEIGHT_BUDGET = 5
    assert [job.kind for job in Job.objects.all()] == [jobs.QUALIFY]
