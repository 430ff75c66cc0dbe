"""POST twice with one Idempotency-Key: one effect."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate

from crm.api.jobs import KEEPING
from crm.api.models import IdempotentRequest
from crm.api.viewsets import OnceMixin
from crm.jobs.models import Job
from crm.jobs.services import enqueue, run_due
from crm.people.models import Team
from crm.shell.errors import Refused
from tests.cast import make_cast


class MakeTeam(OnceMixin):
    def post(self, request):
        if request.data["name"] == "bad":
            Team.objects.create(name="half-written")
            raise Refused("No such name.", field="name")
        if request.data["name"] == "worse":
            raise serializers.ValidationError({"name": ["No."]})
        return Response(
            {"id": Team.objects.create(name=request.data["name"]).pk}, status=status.HTTP_201_CREATED
        )


@pytest.fixture
def post(cast):
    def send(name, key=None, user=cast.owner):
        headers = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
        request = APIRequestFactory().post("/teams/", {"name": name}, format="json", **headers)
        force_authenticate(request, user)
        return MakeTeam.as_view()(request)

    return send


def made(name):
    return Team.objects.filter(name=name).count()


def test_the_same_key_answers_the_same_and_acts_once(post):
    first, second = post("New", "k1"), post("New", "k1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.data == second.data
    assert second.headers["Idempotent-Replay"] == "true"
    assert made("New") == 1


def test_without_a_key_every_post_acts(post):
    post("New"), post("New")
    assert made("New") == 2


def test_a_key_is_the_persons_own(post, cast):
    post("New", "k1"), post("New", "k1", user=cast.mate)
    assert made("New") == 2


def test_a_key_used_for_something_else_is_refused(post):
    post("New", "k1")
    assert post("Other", "k1").status_code == 422
    assert made("Other") == 0


@pytest.mark.parametrize("name", ["bad", "worse"])
def test_a_refused_request_leaves_nothing_and_frees_its_key(post, name):
    response = post(name, "k1")
    assert (response.status_code, [error["field"] for error in response.data["errors"]]) == (400, ["name"])
    assert (made("half-written"), IdempotentRequest.objects.count()) == (0, 0)
    assert post("New", "k1").status_code == 201


def test_a_key_too_long_is_named(post):
    assert post("New", "k" * 201).status_code == 400


def test_answers_older_than_a_day_are_deleted_every_night(post):
    post("Old", "k1")
    IdempotentRequest.objects.update(created_at=timezone.now() - timedelta(days=1, seconds=1))
    enqueue(kind=KEEPING)
    run_due()

    assert Job.objects.get(kind=KEEPING).result == {"deleted": 1}
    assert not IdempotentRequest.objects.exists()


def test_answers_of_today_are_kept(post):
    post("New", "k1")
    enqueue(kind=KEEPING)
    run_due()

    assert post("New", "k1").headers["Idempotent-Replay"] == "true"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_moment_acts_once():
    owner = make_cast().owner
    ready = Barrier(4)

    def send(_):
        try:
            request = APIRequestFactory().post(
                "/teams/", {"name": "New"}, format="json", HTTP_IDEMPOTENCY_KEY="k1"
            )
            force_authenticate(request, owner)
            ready.wait()
            return MakeTeam.as_view()(request)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        responses = list(threads.map(send, range(4)))
    assert {response.status_code for response in responses} == {201}
    assert len({response.data["id"] for response in responses}) == 1
    assert made("New") == 1
