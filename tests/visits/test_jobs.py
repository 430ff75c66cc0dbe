"""Planning in the background and by beat."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django_celery_beat.models import PeriodicTask

from crm.jobs.models import Job
from crm.jobs.progress import progress_of
from crm.jobs.services import enqueue, run_due
from crm.people.models import User
from crm.shell.errors import Refused
from tests.api import program_of
from tests.factories.people import UserFactory
from tests.visits.conftest import MONDAY, Around, account_of
from visits.models import VisitPlan
from visits.services.planning import BrokenPlanError
from visits.services.requests import reps_to_plan, request_planning

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def friday_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Friday, 18:00 in London, before the week of MONDAY."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 20, 18, 0, tzinfo=UTC))


def test_beat_starts_it_on_friday_evening() -> None:
    crontab = PeriodicTask.objects.get(name="Plan next week's visits").crontab
    assert (crontab.minute, crontab.hour, crontab.day_of_week) == ("0", "18", "5")


def test_a_scheduled_job_plans_next_week_for_everybody_with_customers(rep: User, cast) -> None:
    account_of(rep)
    account_of(cast.owner)
    job = enqueue(kind="visits.plan", key="scheduled")
    run_due()
    job.refresh_from_db()
    assert job.error == ""
    assert set(VisitPlan.objects.values_list("rep", "week")) == {(rep.pk, MONDAY), (cast.owner.pk, MONDAY)}
    assert (job.result["plans"], job.result["week"]) == (2, "2026-11-23")
    assert progress_of(job.pk).percent == 100


def test_it_is_the_week_after_the_request_even_if_it_runs_on_monday(
    rep: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    account_of(rep)
    enqueue(kind="visits.plan", key="scheduled")
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, 5, 0, tzinfo=UTC))
    run_due()
    assert VisitPlan.objects.get().week == MONDAY


def test_who_asks_for_a_planning_that_is_queued_already_may_watch_it(client, cast) -> None:
    account_of(cast.owner)
    first = request_planning(week=MONDAY, reps=[cast.owner], by=cast.owner)
    program = program_of(cast.manager)
    answer = program.post("/api/v1/visit-plans/", {"week": "2026-W48", "rep": cast.owner.pk}, format="json")
    assert (answer.status_code, answer.json()["id"]) == (202, first.pk)
    assert program.get(f"/api/v1/jobs/{first.pk}/").status_code == 200

    client.force_login(cast.manager)
    assert client.get(reverse("jobs:job", args=[first.pk])).status_code == 200
    assert client.get(reverse("jobs:progress", args=[first.pk])).json()["state"] == "queued"
    week = client.get(reverse("visits:week"), {"week": "2026-W48", "rep": cast.owner.pk, "job": first.pk})
    assert reverse("jobs:progress", args=[first.pk]) in week.content.decode()

    client.force_login(cast.regional)
    assert client.get(reverse("jobs:job", args=[first.pk])).status_code == 404
    assert program_of(cast.regional).get(f"/api/v1/jobs/{first.pk}/").status_code == 404


def test_requests_for_many_people_are_told_apart_by_all_of_them() -> None:
    people = [UserFactory() for _ in range(90)]
    first = request_planning(week=MONDAY, reps=people, by=None)
    assert request_planning(week=MONDAY, reps=people[::-1], by=None) == first
    assert request_planning(week=MONDAY, reps=people[:-1], by=None) != first


def test_a_request_of_one_week_is_queued_once(rep: User, around: Around) -> None:
    around(2)
    first = request_planning(week=date(2026, 11, 25), reps=[rep], by=rep)
    assert request_planning(week=MONDAY, reps=[rep], by=rep) == first
    run_due()
    first.refresh_from_db()
    assert first.result["url"] == f"/week/?week=2026-W48&rep={rep.pk}"
    assert VisitPlan.objects.get().rep == rep


def test_running_again_after_a_crash_changes_nothing_more(rep: User, around: Around) -> None:
    around(3)
    request_planning(week=MONDAY, reps=[rep], by=rep)
    run_due()
    plan = VisitPlan.objects.get()
    request_planning(week=MONDAY, reps=[rep], by=rep)
    run_due()
    assert VisitPlan.objects.get().planned_at == plan.planned_at
    assert VisitPlan.history.count() == 2


@pytest.mark.parametrize("error", [BrokenPlanError("window"), OverflowError("date value out of range")])
def test_one_reps_trouble_does_not_cost_the_others_their_plans(rep: User, cast, monkeypatch, error) -> None:
    account_of(rep)
    account_of(cast.owner)
    from visits import jobs

    real = jobs.plan_week

    def sometimes(**kwargs):
        if kwargs["rep"] == cast.owner:
            raise error
        return real(**kwargs)

    monkeypatch.setattr(jobs, "plan_week", sometimes)
    request_planning(week=MONDAY, by=None)
    run_due()
    assert VisitPlan.objects.get().rep == rep
    assert Job.objects.get().result["refused"] == {
        cast.owner.email: "No plan could be made. An admin finds the reason in the log."
    }


def test_trouble_of_the_database_is_tried_again(rep: User, monkeypatch) -> None:
    account_of(rep)

    def locked(**kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("visits.jobs.plan_week", locked)
    job = request_planning(week=MONDAY, reps=[rep], by=rep)
    run_due()
    job.refresh_from_db()
    assert (job.done_at, job.attempts) == (None, 1)


def test_what_kept_a_week_from_being_planned_is_said_on_its_page(client, rep: User, monkeypatch) -> None:
    account_of(rep)

    def refused(**kwargs):
        raise Refused("The calendar is upside down.")

    monkeypatch.setattr("visits.jobs.plan_week", refused)
    job = request_planning(week=MONDAY, reps=[rep], by=rep)
    client.force_login(rep)
    address = reverse("visits:week")
    asked = {"week": "2026-W48", "job": job.pk}
    assert reverse("jobs:progress", args=[job.pk]) in client.get(address, asked).content.decode()
    run_due()
    page = client.get(address, asked).content.decode()
    assert "The calendar is upside down." in page
    assert reverse("jobs:progress", args=[job.pk]) not in page
    assert "upside down" not in client.get(address, {"week": "2026-W48"}).content.decode()
    Job.objects.update(failed=True, error="No room at all.")
    assert "This did not work: No room at all." in client.get(address, asked).content.decode()


def test_the_result_speaks_the_language_of_who_has_asked(rep: User) -> None:
    account_of(rep)
    User.objects.filter(pk=rep.pk).update(language="ko")
    job = request_planning(week=MONDAY - timedelta(weeks=2), reps=[rep], by=User.objects.get(pk=rep.pk))
    run_due()
    job.refresh_from_db()
    with override("ko"):
        expected = gettext("Week %(week)s is over. Choose this week or a later one.") % {"week": "2026-W46"}
    assert job.result["refused"] == {rep.email: expected}
    assert expected[0] != "W"


def test_who_is_planned(rep: User, cast) -> None:
    account_of(rep)
    account_of(cast.manager)
    account_of(cast.mate, closed_on=MONDAY)
    leaver = account_of(cast.stranger).customer.owner
    leaver.is_active = False
    leaver.save()
    assert set(reps_to_plan()) == {rep, cast.manager}
