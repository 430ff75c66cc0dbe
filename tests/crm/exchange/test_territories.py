"""Territories of customers in files: by number, among those the person sees, out and in again."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.management import call_command

from crm.customers.models import Customer
from crm.people.models import Territory
from tests.factories.customers import CustomerFactory
from tests.factories.people import TerritoryFactory

pytestmark = pytest.mark.django_db
HEAD = "number,name,phone,territory\n"


@pytest.fixture
def docks(cast) -> Territory:
    """The owner's beat."""
    return TerritoryFactory(number="T-1", team=cast.harbour, rep=cast.owner)


def territories() -> list[Territory | None]:
    return [card.territory for card in Customer.objects.order_by("number")]


@pytest.mark.parametrize("kind", ["customers", "prospects"])
def test_a_territory_goes_in_and_comes_out(load, cast, docks, kind):
    as_owner = f"--as={cast.owner.email}"
    assert load(kind, HEAD + "K1,Alba,1,T-1\nK2,Brenner,2,\n", as_owner)["code"] == 0
    assert territories() == [docks, None]
    out = io.StringIO()
    call_command("export", kind, as_owner, stdout=out)
    rows = csv.DictReader(io.StringIO(out.getvalue()))
    assert {row["number"]: row["territory"] for row in rows} == {"K1": "T-1", "K2": ""}
    assert load(kind, out.getvalue(), as_owner)["unchanged"] == 2
    assert load(kind, "number,territory\nK1,\n", as_owner, "--clear-blanks")["updated"] == 1
    assert territories() == [None, None]


def test_one_that_the_person_does_not_see_is_refused_but_may_stay(load, cast):
    hidden = TerritoryFactory(number="T-9", team=cast.stranger.team, rep=cast.stranger)
    CustomerFactory(number="K1", owner=cast.owner, territory=hidden)
    CustomerFactory(number="K2", owner=cast.owner)
    (error,) = load("customers", "number,territory\nK1,T-9\nK2,T-9\n", f"--as={cast.owner.email}")["errors"]
    assert (error["row"], error["field"]) == (3, "territory")
    assert error["message"] == "You see no territory with the number “T-9”."
    assert load("customers", "number,territory\nK2,T-9\n")["updated"] == 1
    assert territories() == [hidden, hidden]
