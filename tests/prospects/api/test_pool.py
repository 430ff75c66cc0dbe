"""The pool in the API: rows, claims, giving out."""

from datetime import timedelta

import pytest
from constance.test import override_config
from django.utils import timezone

from prospects.choices import PoolMoveKind
from prospects.models import PoolMove
from tests.api import program_of, wrong
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/pool/"


@pytest.fixture
def pooled(cast):
    customer = CustomerFactory(owner=None, team=cast.harbour, name="Ash Mill", city="Bern")
    return ProspectFactory(customer=customer, added_by=None)


def test_a_row_holds_what_the_team_sees_and_no_more(cast, pooled):
    [row] = program_of(cast.mate).get(URL).json()["results"]
    assert (row["name"], row["city"], row["team"], row["veto"]) == ("Ash Mill", "Bern", cast.harbour.pk, "")
    assert not {"customer", "phone", "email", "method"} & set(row)
    assert program_of(cast.mate).get(f"/api/v1/prospects/{pooled.pk}/").status_code == 404


def test_why_a_row_cannot_be_claimed(cast, pooled):
    PoolMove.objects.create(
        customer=pooled.customer, team=cast.harbour, rep=cast.owner, kind=PoolMoveKind.RETURNED
    )
    [row] = program_of(cast.owner).get(URL).json()["results"]
    month_on = (timezone.localdate() + timedelta(days=30)).isoformat()
    assert (row["veto"], row["may_claim_on"], row["last_holder"]) == ("wait", month_on, "Olga Owner")
    assert program_of(cast.admin).get(URL).json()["results"][0]["veto"] == "other_team"
    with override_config(PROSPECTS_LIVE_LEAST=0, PROSPECTS_LIVE_MOST=0):
        assert program_of(cast.mate).get(URL).json()["results"][0]["veto"] == "ceiling"


def test_claimed_and_who_comes_second_is_told(cast, pooled):
    answer = program_of(cast.mate).post(f"{URL}{pooled.pk}/claim/")
    assert (answer.status_code, answer.json()["owner"]) == (200, cast.mate.pk)
    assert wrong(program_of(cast.owner).post(f"{URL}{pooled.pk}/claim/")) == {None: "gone"}
    assert program_of(cast.owner).get(URL).json()["results"] == []


def test_given_out_to_a_rep_of_the_team(cast, pooled):
    manager = program_of(cast.manager)
    assert wrong(manager.post(f"{URL}{pooled.pk}/give/", {"rep": cast.stranger.pk}, format="json")) == {
        "rep": "does_not_exist"
    }
    answer = manager.post(f"{URL}{pooled.pk}/give/", {"rep": cast.mate.pk}, format="json")
    assert (answer.status_code, answer.json()["owner"]) == (200, cast.mate.pk)
    assert manager.post(f"{URL}{pooled.pk}/give/", {"rep": cast.mate.pk}, format="json").status_code == 404


def test_filters_of_the_page(cast, pooled):
    program = program_of(cast.mate)
    assert len(program.get(f"{URL}?name=ash").json()["results"]) == 1
    assert program.get(f"{URL}?city=chur").json()["results"] == []
    assert wrong(program.get(f"{URL}?phone=1")) == {"phone": "invalid"}
