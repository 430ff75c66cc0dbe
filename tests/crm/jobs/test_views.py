"""A job is its owner's: nobody else's page or bar knows of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.jobs import progress
from crm.jobs.models import Job
from tests.api import program_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SEES = {"owner": 200, "admin": 200}


def job(cast: Cast, **fields: Any) -> Job:
    return Job.objects.create(kind="tests.none", by=cast.owner, **fields)


@pytest.mark.parametrize("name", ["owner", "mate", "manager", "stranger", "regional", "admin"])
@pytest.mark.parametrize("shown_as", ["job", "progress"])
def test_only_the_owner_and_admins_see_it(client: Client, cast: Cast, name: str, shown_as: str) -> None:
    client.force_login(cast.named()[name])
    address = reverse(f"jobs:{shown_as}", args=[job(cast).pk])
    assert client.get(address).status_code == SEES.get(name, 404)


def test_scheduled_work_is_the_admins(client: Client, cast: Cast) -> None:
    scheduled = Job.objects.create(kind="tests.none")
    for person, status in ((cast.admin, 200), (cast.owner, 404)):
        client.force_login(person)
        assert client.get(reverse("jobs:progress", args=[scheduled.pk])).status_code == status


def test_nobody_logged_in_sees_nothing(client: Client, cast: Cast) -> None:
    assert client.get(reverse("jobs:progress", args=[job(cast).pk])).status_code == 302


def answer(client: Client, cast: Cast, asked: Job) -> dict[str, Any]:
    client.force_login(cast.owner)
    found: dict[str, Any] = client.get(reverse("jobs:progress", args=[asked.pk])).json()
    return found


def test_bar_of_a_running_job(client: Client, cast: Cast) -> None:
    running = job(cast, attempts=1, lease_until=timezone.now())
    progress.report(running.pk, done=2, total=4, note="Halfway")
    assert answer(client, cast, running) == {
        "state": "running",
        "done": 2,
        "total": 4,
        "text": "Halfway",
        "url": "",
    }


def test_bar_of_a_job_that_is_done_goes_on_to_its_result(client: Client, cast: Cast) -> None:
    found = answer(client, cast, job(cast, done_at=timezone.now(), result={"url": "/pareto/"}))
    assert (found["state"], found["url"]) == ("done", "/pareto/")


def test_bar_of_a_failed_job_says_why(client: Client, cast: Cast) -> None:
    found = answer(client, cast, job(cast, done_at=timezone.now(), failed=True, error="No disk"))
    assert found["state"] == "failed"
    assert "No disk" in found["text"]


def test_nobody_reads_an_exception(client: Client, cast: Cast) -> None:
    broken = job(cast, done_at=timezone.now(), failed=True, detail="KeyError: 'x'")
    shown = [answer(client, cast, broken)["text"]]
    client.force_login(cast.owner)
    shown.append(client.get(reverse("jobs:job", args=[broken.pk])).content.decode())
    shown.append(program_of(cast.owner).get(f"/api/v1/jobs/{broken.pk}/").content.decode())
    assert [("KeyError" in text, "Something went wrong here." in text) for text in shown] == [
        (False, True)
    ] * 3


def test_an_admin_finds_what_went_wrong(client: Client, cast: Cast) -> None:
    job(cast, done_at=timezone.now(), failed=True, detail="KeyError: 'x'")
    client.force_login(cast.admin)
    page = client.get(reverse("admin:jobs_job_changelist"))
    assert (page.status_code, "KeyError" in page.content.decode()) == (200, True)


def test_page_shows_the_bar(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    waiting = job(cast)
    page = client.get(reverse("jobs:job", args=[waiting.pk])).content.decode()
    assert f'data-progress="{reverse("jobs:progress", args=[waiting.pk])}"' in page
