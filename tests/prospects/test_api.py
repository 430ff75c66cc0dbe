"""Prospects in the API: what is read, taken and refused."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import Account
from crm.customers.models import Customer
from prospects.choices import Answer, Disposition, Newcomer, Stage
from prospects.models import LedgerEntry, PoolMove, Prospect
from tests.api import program_of, wrong
from tests.factories.accounts import ProductFactory, ProductFamilyFactory
from tests.factories.customers import CustomerFactory, CustomFieldFactory
from tests.factories.prospects import MethodFactory, ProspectFactory, StepFactory

URL = "/api/v1/prospects/"
CARD = {"name": "Kieswerk Gausmann", "phone": "+49 251 77001"}


@pytest.fixture
def owner(cast):
    return program_of(cast.owner)


@pytest.fixture
def prospect(cast):
    customer = CustomerFactory(owner=cast.owner, team=cast.harbour, incumbent_loyalty="low")
    return ProspectFactory(customer=customer, method=MethodFactory())


def names(response):
    assert response.status_code == 200, response.content
    return [row["customer_name"] for row in response.json()["results"]]


def deed(client, prospect, name, **body):
    return client.post(f"{URL}{prospect.pk}/{name}/", body, format="json")


# Read -------------------------------------------------------------------------------------------


def test_a_score_is_explained_by_its_parts(owner, prospect):
    prospect.need, prospect.expected_value = Answer.STRONG, Decimal(50_000)
    prospect.save()
    shown = owner.get(f"{URL}{prospect.pk}/").json()
    parts = {part["code"]: (part["earned"], part["most"]) for part in shown["score_parts"]}
    assert parts["need"] == ("20.00", "20.00")
    assert parts["loyalty"] == ("15.00", "15.00")
    assert parts["volume"] == ("7.50", "15.00")
    assert sum(Decimal(most) for _earned, most in parts.values()) == 100


def test_what_is_expected_is_weighed_by_the_step(owner, prospect):
    step = StepFactory(probability=40)
    Prospect.objects.filter(pk=prospect.pk).update(step=step, expected_value=1_000)
    shown = owner.get(f"{URL}{prospect.pk}/").json()
    assert (shown["win_probability"], shown["weighted_expectation"]) == (40, "400.00")
    assert (shown["place"], shown["colour"]) == (f"potential-{step.pk}", "green")


def test_lists_hold_open_prospects_the_best_first_unless_a_state_is_asked_for(owner, cast):
    def one(name, **values):
        customer = CustomerFactory(name=name, owner=cast.owner, team=cast.harbour)
        return ProspectFactory(customer=customer, **values)

    one("fair", score=50), one("best", score=90)
    one("won", won=True, score=99), one("struck", given_up=True)
    assert names(owner.get(URL)) == ["best", "fair"]
    assert names(owner.get(URL + "?state=won")) == ["won"]
    assert names(owner.get(URL + "?state=given_up")) == ["struck"]
    assert names(owner.get(URL + "?state=all&ordering=name")) == ["best", "fair", "struck", "won"]
    assert wrong(owner.get(URL + "?state=lost")) == {"state": "invalid_choice"}


def test_filters_of_the_effort_and_of_the_card_narrow_alike(owner, cast):
    for name, city, need in (("Adler", "Greven", 3), ("Bussard", "Greven", 0), ("Falke", "Ahlen", 3)):
        customer = CustomerFactory(name=name, city=city, owner=cast.owner)
        ProspectFactory(customer=customer, need=need, score=20 * need)
    assert names(owner.get(URL + "?city=greven&score_min=30")) == ["Adler"]
    assert names(owner.get(URL + "?q=falk")) == ["Falke"]
    bussard = Customer.objects.get(name="Bussard")
    assert names(owner.get(URL + f"?customer={bussard.pk}")) == ["Bussard"]
    assert names(owner.get(URL + f"?owner={cast.owner.pk}&ordering=name")) == ["Adler", "Bussard", "Falke"]


def test_an_open_prospect_of_an_archived_card_is_not_on_the_list(owner, prospect):
    Customer.objects.update(archived_at=timezone.now())
    assert names(owner.get(URL)) == []
    assert owner.get(f"{URL}{prospect.pk}/").status_code == 200


# Create -----------------------------------------------------------------------------------------


def test_a_card_and_its_effort_come_in_one_request(owner, cast):
    method, line, product = MethodFactory(), ProductFamilyFactory(), ProductFactory()
    body = {
        "card": {**CARD, "contacts": [{"name": "Petra Nolte"}]},
        "method": method.pk,
        "line": line.pk,
        "need": 2,
        "products": [product.pk],
    }
    response = owner.post(URL, body, format="json")
    assert response.status_code == 201, response.content
    prospect = Prospect.objects.get()
    assert (prospect.customer.name, prospect.customer.owner) == ("Kieswerk Gausmann", cast.owner)
    assert [contact.name for contact in prospect.customer.contacts.all()] == ["Petra Nolte"]
    assert (prospect.method, prospect.line, prospect.need) == (method, line, 2)
    assert response.json()["products"] == [product.pk]


def test_what_a_manager_adds_without_an_owner_lies_in_their_teams_pool(cast):
    manager = program_of(cast.manager)
    made = manager.post(URL, {"card": CARD}, format="json").json()
    assert (made["owner"], made["team"]) == (None, cast.harbour.pk)
    assert names(manager.get(URL + "?state=pool")) == [CARD["name"]]


def test_a_required_field_of_the_card_may_follow(owner):
    CustomFieldFactory(key="tank", label="Tank size", required=True)
    made = owner.post(URL, {"card": CARD}, format="json").json()
    card = f"/api/v1/customers/{made['customer']}/"
    assert owner.get(f"{card}completeness/").json()["missing"][-1] == "Tank size"
    owner.patch(card, {"custom": {"tank": "3 t"}}, format="json")
    assert "Tank size" not in owner.get(f"{card}completeness/").json()["missing"]


def test_a_likely_duplicate_is_named_until_it_is_confirmed(owner, cast):
    known = CustomerFactory(name="Kieswerk Gausmann GmbH", phone="0251 77001", owner=cast.owner)
    key = {"HTTP_IDEMPOTENCY_KEY": "one"}
    refused = owner.post(URL, {"card": CARD}, format="json", **key)
    assert (refused.status_code, refused.json()["code"]) == (409, "likely_duplicates")
    duplicate = refused.json()["duplicates"][0]
    assert (duplicate["customer"], duplicate["number"], duplicate["ask"]) == (known.pk, known.number, None)
    assert duplicate["score"] > 80
    assert "They share a phone number (+50)" in duplicate["reasons"]
    assert not Prospect.objects.exists()
    confirmed = owner.post(URL, {"card": CARD, "confirm_duplicates": True}, format="json", **key)
    assert confirmed.status_code == 201
    assert Customer.objects.count() == 2


def test_of_a_duplicate_that_one_may_not_see_only_whom_to_ask_is_told(owner, cast):
    CustomerFactory(name=CARD["name"], phone=CARD["phone"], owner=cast.mate, team=cast.harbour)
    refused = owner.post(URL, {"card": CARD}, format="json")
    [duplicate] = refused.json()["duplicates"]
    hidden = {"customer": None, "number": "", "name": "", "city": "", "score": 0, "reasons": []}
    assert duplicate == {**hidden, "ask": cast.manager.pk}


def test_what_is_wrong_with_the_card_is_named_below_card(owner):
    assert wrong(owner.post(URL, {"card": {"name": "Nobody"}}, format="json")) == {
        "card.phone": "unreachable"
    }
    assert not Customer.objects.exists()


@pytest.mark.parametrize("both", [True, False])
def test_either_a_customer_or_a_card(owner, prospect, both):
    body = {"card": CARD, "customer": prospect.customer_id} if both else {}
    assert wrong(owner.post(URL, body, format="json")) == {"customer": "invalid"}


def test_a_second_open_effort_for_a_line_is_refused(owner, prospect):
    body = {"customer": prospect.customer_id}
    assert wrong(owner.post(URL, body, format="json")) == {"line": "open"}
    other = {**body, "line": ProductFamilyFactory().pk, "newcomer": Newcomer.OTHER_PRODUCT}
    assert owner.post(URL, other, format="json").status_code == 201


def test_sent_twice_a_prospect_is_added_once(owner):
    first, second = (
        owner.post(URL, {"card": CARD}, format="json", HTTP_IDEMPOTENCY_KEY="k") for _ in range(2)
    )
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replay"] == "true"
    assert Prospect.objects.count() == 1


def test_a_method_out_of_use_and_a_hesitation_without_a_reason_are_refused(owner, prospect):
    old = MethodFactory(code="old", active=False)
    body = {"method": old.pk, "newcomer": Newcomer.HESITATING}
    assert wrong(owner.patch(f"{URL}{prospect.pk}/", body, format="json")) == {"method": "out_of_use"}
    body.pop("method")
    assert wrong(owner.patch(f"{URL}{prospect.pk}/", body, format="json")) == {"hesitation": "required"}
    Prospect.objects.update(method=old)
    assert owner.patch(f"{URL}{prospect.pk}/", {"method": old.pk}, format="json").status_code == 200


# Change and deeds -------------------------------------------------------------------------------


def test_a_change_over_that_of_somebody_else_is_refused(owner, prospect):
    before = owner.get(f"{URL}{prospect.pk}/").json()["updated_at"]
    one = {"expected_value": "12000", "unchanged_since": before}
    changed = owner.patch(f"{URL}{prospect.pk}/", one, format="json")
    assert (changed.status_code, changed.json()["expected_value"]) == (200, "12000.00")
    assert wrong(owner.patch(f"{URL}{prospect.pk}/", one, format="json")) == {None: "changed_meanwhile"}


def test_it_is_moved_from_where_it_was_seen(owner, prospect):
    step = StepFactory(stage=Stage.LIKELY)
    moved = deed(owner, prospect, "stage", stage="likely", step=step.pk, seen="potential")
    assert (moved.status_code, moved.json()["place"]) == (200, f"likely-{step.pk}")
    late = deed(owner, prospect, "stage", stage="potential", seen="potential")
    assert wrong(late) == {None: "changed_meanwhile"}
    assert wrong(deed(owner, prospect, "stage", stage="likely", seen="nowhere")) == {"seen": "invalid"}
    assert wrong(deed(owner, prospect, "stage", stage="won")) == {"stage": "invalid_choice"}


def test_decided_given_up_and_taken_up_again(owner, prospect):
    assert deed(owner, prospect, "disposition", disposition="keep_warm").json()["disposition"] == "keep_warm"
    assert wrong(deed(owner, prospect, "give-up", reason="price")) == {"note": "early"}
    struck = deed(owner, prospect, "give-up", reason="price", note="Much too dear.").json()
    assert (struck["colour"], struck["given_up_early"]) == ("grey", True)
    assert wrong(deed(owner, prospect, "convert")) == {None: "given_up"}
    assert deed(owner, prospect, "revive").json()["disposition"] == Disposition.CONTINUE
    assert list(LedgerEntry.objects.order_by("pk").values_list("change", flat=True)) == [2, -2]


def test_won_it_names_its_account(owner, prospect):
    won = deed(owner, prospect, "convert")
    assert won.json()["account"] == Account.objects.get().pk
    assert (won.json()["colour"], won.json()["won_on"]) == ("red", timezone.localdate().isoformat())
    assert wrong(deed(owner, prospect, "convert")) == {None: "won"}


def test_the_days_of_opening_and_winning_can_be_told(owner, prospect):
    today = timezone.localdate()
    days = [(today - timedelta(days=ago)).isoformat() for ago in (20, 10, -1)]
    opened = owner.patch(f"{URL}{prospect.pk}/", {"opened_on": days[0]}, format="json")
    assert opened.json()["opened_on"] == days[0]
    assert wrong(deed(owner, prospect, "convert", won_on=days[2])) == {"won_on": "future"}
    assert deed(owner, prospect, "convert", won_on=days[1]).json()["won_on"] == days[1]


def test_given_to_the_pool_it_is_the_reps_no_more(owner, cast, prospect):
    assert deed(owner, prospect, "to-pool").status_code == 204
    assert owner.get(f"{URL}{prospect.pk}/").status_code == 404
    assert PoolMove.objects.get().rep == cast.owner
    manager = program_of(cast.manager)
    assert names(manager.get(URL + "?state=pool")) == [prospect.customer.name]
    assert wrong(deed(manager, prospect, "to-pool")) == {None: "not_held"}


def test_a_strangers_customer_does_not_exist(cast, prospect):
    stranger = program_of(cast.stranger)
    assert wrong(stranger.post(URL, {"customer": prospect.customer_id}, format="json")) == {
        "customer": "does_not_exist"
    }


# Catalogues -------------------------------------------------------------------------------------


def test_catalogues_are_read_only(owner):
    method, step = MethodFactory(), StepFactory(probability=35)
    shown = owner.get(f"/api/v1/acquisition-methods/{method.pk}/").json()
    assert (shown["code"], shown["group"]) == ("trade-fair", "canvassing")
    assert owner.get(f"/api/v1/steps/{step.pk}/").json()["probability"] == 35
    assert owner.post("/api/v1/steps/", {}, format="json").status_code == 405


def test_changed_since_is_for_programs_that_keep_a_copy(owner, prospect):
    now = timezone.now()
    Prospect.objects.update(updated_at=now - timedelta(hours=1))
    moment = (now - timedelta(minutes=1)).isoformat().replace("+", "%2B")
    assert names(owner.get(f"{URL}?changed_since={moment}")) == []
