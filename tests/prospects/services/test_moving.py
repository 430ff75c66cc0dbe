"""Many prospects move to one stage and step, each by itself."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from crm.jobs.models import Job
from crm.jobs.services import claim_next, run
from prospects.bulk_stage import moved_words
from prospects.choices import Stage
from prospects.models import Prospect, Step
from prospects.places import Place
from prospects.services import moving
from prospects.services.moving import move_many
from tests.cast import Cast
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory, StepFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def step() -> Step:
    return StepFactory(stage=Stage.LIKELY, name="Offer out")


def place(step: Step) -> Place:
    return Place(Stage.LIKELY, step.pk)


def of(cast: Cast, **values: object) -> Prospect:
    return ProspectFactory(customer=CustomerFactory(owner=cast.owner), **values)


def test_each_is_moved_or_said_why_not(cast: Cast, step: Step) -> None:
    fresh, there = of(cast), of(cast, stage=Stage.LIKELY, step=step)
    won, lost = of(cast, won=True), of(cast, given_up=True)
    foreign = ProspectFactory(customer=CustomerFactory(owner=cast.stranger))
    keys = [one.pk for one in (fresh, there, won, lost, foreign)]
    reports: list[tuple[int, int]] = []
    result = move_many(
        prospects=keys, place=place(step), by=cast.owner, report=lambda *done: reports.append(done)
    )
    assert (result.moved, result.standing, result.refused.total()) == (1, 1, 2)
    assert reports == [(4, 4)]
    fresh.refresh_from_db()
    foreign.refresh_from_db()
    assert (fresh.stage, fresh.step) == (Stage.LIKELY, step)
    assert foreign.step != step
    assert moved_words(result) == (
        "1 prospect was moved. 1 stood there already."
        " 1 was not moved: This prospect is won: it is an account."
        " 1 was not moved: This prospect was given up. Take it up again first."
    )
    again = move_many(prospects=keys, place=place(step), by=cast.owner)
    assert (again.moved, again.standing) == (0, 2)


def test_the_list_moves_what_is_ticked(client: Client, cast: Cast, step: Step) -> None:
    chosen, other = of(cast), of(cast)
    client.force_login(cast.owner)
    data = {"action": "stage", "pk": [chosen.pk], "confirmed": "1", "to": str(place(step))}
    answer = client.post(reverse("prospects:list"), data, follow=True)
    assert "1 prospect was moved." in answer.content.decode()
    assert list(Prospect.objects.filter(step=step)) == [chosen]
    answer = client.post(reverse("prospects:list"), {**data, "to": "won"})
    assert "Select a valid choice" in answer.content.decode()
    assert other.step != step


def test_a_long_list_is_moved_in_the_background(
    client: Client, cast: Cast, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prospects.bulk_stage.AT_ONCE", 1)
    for _ in range(3):
        of(cast)
    client.force_login(cast.owner)
    data = {"action": "stage", "all": "1", "confirmed": "1", "to": str(place(step))}
    answer = client.post(reverse("prospects:list"), data, follow=True)
    assert "3 prospects are being moved." in answer.content.decode()
    assert not Prospect.objects.filter(step=step).exists()
    job = claim_next()
    assert job is not None
    run(job)
    assert Prospect.objects.filter(step=step).count() == 3
    kept = Job.objects.get(kind=moving.MOVING)
    assert kept.result["words"] == "3 prospects were moved."
    page = client.get(reverse("jobs:job", args=[kept.pk])).content.decode()
    assert "3 prospects were moved." in page
