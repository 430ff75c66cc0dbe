"""Background work as rows."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from crm.jobs import registry
from crm.jobs.models import Job, JobState
from crm.jobs.services import LeaseLostError, claim_next, enqueue, finishing, renew_lease, run, run_due
from crm.jobs.services import _wake as wake
from crm.shell.errors import Refused

CALM = "Something went wrong here. Try again later; an admin finds the reason among the jobs."


@pytest.fixture
def handlers(monkeypatch):
    """An empty registry of handlers, filled by the test."""
    table = {}
    monkeypatch.setattr(registry, "_handlers", table)
    return table


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    monkeypatch.setattr("crm.jobs.services._wake", lambda: None)


def test_a_job_is_run_once_and_keeps_its_result(db, handlers):
    calls = []
    handlers["count"] = lambda job: calls.append(job.payload) or {"seen": 1}
    job = enqueue(kind="count", payload={"a": 1})
    assert (run_due(), run_due()) == (1, 0)
    job.refresh_from_db()
    assert (calls, job.state, job.result) == ([{"a": 1}], JobState.DONE, {"seen": 1})


def test_the_same_key_is_queued_once_while_open(db, handlers):
    handlers["rank"] = lambda job: {}
    first = enqueue(kind="rank", key="2026-11")
    assert enqueue(kind="rank", key="2026-11") == first
    run_due()
    assert enqueue(kind="rank", key="2026-11") != first


def test_a_claimed_job_is_not_claimed_again_before_its_lease_ends(db, handlers):
    enqueue(kind="x")
    job = claim_next()
    assert job is not None
    assert claim_next() is None
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert claim_next() == job


def test_work_of_a_worker_taken_for_dead_is_not_kept(db, handlers):
    enqueue(kind="x")
    slow = claim_next()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    quick = claim_next()
    with pytest.raises(LeaseLostError), finishing(slow) as result:
        result["by"] = "slow"
    with pytest.raises(LeaseLostError):
        renew_lease(slow)
    with finishing(quick) as result:
        result["by"] = "quick"
    assert Job.objects.get().result == {"by": "quick"}


def test_effect_and_finish_are_one(db, handlers):
    enqueue(kind="x")
    job = claim_next()
    with pytest.raises(RuntimeError), finishing(job):
        enqueue(kind="effect")
        raise RuntimeError
    assert (Job.objects.filter(kind="effect").count(), Job.objects.get(kind="x").done_at) == (0, None)


def test_a_failure_is_kept_tried_again_and_given_up_in_the_end(db, handlers):
    def fail(job):
        raise ValueError("no such file")

    handlers["x"] = fail
    enqueue(kind="x")
    states = []
    for _ in range(5):
        Job.objects.update(due_at=timezone.now())
        run_due()
        job = Job.objects.get()
        states.append((job.state, job.message, job.detail))
    why = "ValueError: no such file"
    assert states == [(JobState.WAITING, "", why)] * 4 + [(JobState.FAILED, CALM, why)]


def test_what_a_service_refuses_ends_the_job_at_once_with_its_words(db, handlers):
    def refuse(job):
        with finishing(job):
            enqueue(kind="effect")
            raise Refused("The week is over.")

    handlers["x"] = refuse
    enqueue(kind="x")
    assert run_due() == 1
    job = Job.objects.get()
    assert (job.state, job.message, job.detail, job.attempts) == (JobState.FAILED, "The week is over.", "", 1)
    assert run_due() == 0


def test_whoever_asks_for_work_that_is_queued_joins_it(cast, handlers):
    job = enqueue(kind="x", key="1", by=cast.owner)
    for person in (cast.owner, cast.mate, cast.mate):
        enqueue(kind="x", key="1", by=person)
    assert list(job.watchers.all()) == [cast.mate]
    seen = {name for name, user in cast.named().items() if Job.objects.visible_to(user).exists()}
    assert seen == {"owner", "mate", "admin"}


def test_a_job_nobody_handles_says_so(db, handlers):
    enqueue(kind="unheard-of")
    job = claim_next()
    run(job)
    job.refresh_from_db()
    assert job.detail == "LookupError: No job handler for kind 'unheard-of'."


def test_a_job_that_kills_its_workers_is_given_up(db, handlers):
    enqueue(kind="deadly")
    enqueue(kind="harmless", due_at=timezone.now() + timedelta(hours=1))
    for _ in range(5):
        assert claim_next().kind == "deadly"
        Job.objects.filter(kind="deadly").update(lease_until=timezone.now() - timedelta(seconds=1))
    assert claim_next() is None
    deadly = Job.objects.get(kind="deadly")
    assert (deadly.state, deadly.detail) == (JobState.FAILED, "The worker stopped at every attempt.")
    assert deadly.message == CALM
    assert Job.objects.get(kind="harmless").state == JobState.WAITING


def test_a_job_done_just_when_its_key_is_asked_for_again_makes_room(db, handlers, monkeypatch):
    save, refused = Job.save, []

    def save_beside_another_that_ends_then(self, **kwargs):
        if not refused:
            refused.append(self)
            raise IntegrityError("job_open_once")
        save(self, **kwargs)

    monkeypatch.setattr(Job, "save", save_beside_another_that_ends_then)
    job = enqueue(kind="rank", key="2026-11")
    assert Job.objects.get() == job


@pytest.mark.parametrize("error", [OSError("no folder"), BrokerError("connection refused")])
def test_work_is_queued_though_the_broker_is_gone(monkeypatch, caplog, error):
    def unreachable():
        raise error

    monkeypatch.setattr("crm.jobs.tasks.sweep.delay", unreachable)
    wake()
    assert "The broker cannot be reached; the next sweep will find the work." in caplog.messages
