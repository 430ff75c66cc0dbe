"""Plan 100 and the ledger in the API."""

import pytest
from django.utils import timezone

from prospects.choices import GiveUpReason
from prospects.services import add_prospect, give_up
from tests.api import program_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def struck_off(cast):
    card = {"name": "Ash Mill", "phone": "+41 31 311 00 00"}
    prospect = add_prospect(by=cast.owner, card=card)
    return give_up(prospect=prospect, by=cast.owner, reason=GiveUpReason.NO_NEED, note="They use gas.")


def test_the_figures_of_a_team(cast, struck_off):
    found = program_of(cast.manager).get(f"/api/v1/plan-100/{cast.harbour.pk}/").json()
    assert (found["names"], found["plan"], found["debt"], found["pooled"]) == (0, 100, 2, 0)
    assert (found["live_least"], found["live_most"]) == (25, 30)
    assert len(found["new_cards"]) == 13
    this_month = timezone.localdate().replace(day=1).isoformat()
    assert found["new_cards"][-1] == {"month": this_month, "new": 1}
    mate, owner = found["reps"]
    assert (mate["name"], mate["standing"], mate["struck_off"]) == ("Milo Mate", "short", 0)
    assert (owner["live"], owner["struck_off"], owner["early"]) == (0, 1, 1)


def test_a_rep_gets_their_own_figures(cast, struck_off):
    [found] = program_of(cast.mate).get("/api/v1/plan-100/").json()["results"]
    assert (found["team_name"], found["debt"]) == ("Harbour", 2)
    assert [rep["rep"] for rep in found["reps"]] == [cast.mate.pk]


def test_the_ledger_names_only_customers_one_sees(cast, struck_off):
    url = "/api/v1/ledger-entries/"
    entries = program_of(cast.owner).get(url).json()["results"]
    assert [(one["kind"], one["change"], one["debt"]) for one in entries] == [
        ("struck_off", 2, 2),
        ("new_name", 0, 0),
    ]
    assert {one["customer"] for one in entries} == {struck_off.customer_id}
    mates = program_of(cast.mate)
    assert {one["customer"] for one in mates.get(url).json()["results"]} == {None}
    of_customer = f"{url}?customer={struck_off.customer_id}"
    assert mates.get(of_customer).json()["results"] == []
    assert len(program_of(cast.owner).get(of_customer).json()["results"]) == 2
    assert len(mates.get(f"{url}?kind=struck_off&rep={cast.owner.pk}").json()["results"]) == 1
    assert program_of(cast.stranger).get(url).json()["results"] == []
