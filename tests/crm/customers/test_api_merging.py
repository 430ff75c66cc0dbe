"""Duplicates and merges in the API."""

from __future__ import annotations

import pytest

from crm.customers.models import Customer, DuplicatePair, Merge, NotDuplicate
from crm.history.models import Event
from crm.jobs.services import run_due
from tests.api import program_of, wrong
from tests.factories.customers import ContactFactory, CustomerFactory

URL = "/api/v1/"


@pytest.fixture
def owner(cast):
    return program_of(cast.owner)


@pytest.fixture
def pair(cast):
    twins = {"name": "Alba Oil", "phone": "+41 31 555 12 12", "city": "Bern"}
    one, other = (CustomerFactory(owner=cast.owner, team=cast.harbour, **twins) for _ in range(2))
    ContactFactory(customer=other)
    return one, other


def test_a_scan_finds_and_a_pair_is_dismissed(owner, pair):
    job = owner.post(f"{URL}duplicates/scan/")
    assert job.status_code == 202
    run_due()
    found = owner.get(f"{URL}duplicates/?score=60").json()["results"]
    assert [(row["a"]["id"], row["b"]["id"]) for row in found] == [tuple(card.pk for card in pair)]
    assert {"name.same", "phone.same"} <= {reason["code"] for reason in found[0]["reasons"]}
    assert all(reason["text"] for reason in found[0]["reasons"])
    key = found[0]["id"]
    answer = owner.post(f"{URL}duplicates/{key}/dismiss/", {"note": "Two branches"}, format="json")
    assert answer.status_code == 204
    assert NotDuplicate.objects.get().note == "Two branches"
    assert owner.get(f"{URL}duplicates/").json()["results"] == []


def test_that_two_are_different_is_taken_back(owner, pair, cast):
    one, other = pair
    told = NotDuplicate.objects.create(a=one, b=other, by=cast.owner, note="Two branches")
    row = owner.get(f"{URL}told-apart/").json()["results"][0]
    assert (row["a"]["id"], row["b"]["id"], row["note"]) == (one.pk, other.pk, "Two branches")
    answer = owner.post(f"{URL}told-apart/{told.pk}/undo/")
    assert (answer.status_code, answer.content) == (204, b"")
    assert owner.get(f"{URL}told-apart/").json()["results"] == []
    found = owner.get(f"{URL}duplicates/").json()["results"]
    assert [(row["a"]["id"], row["b"]["id"]) for row in found] == [(one.pk, other.pk)]
    events = Event.objects.filter(verb="customer.reconsidered").order_by("customer")
    assert [(event.customer, event.by) for event in events] == [(one, cast.owner), (other, cast.owner)]


def test_a_told_apart_pair_of_which_one_card_is_hidden_does_not_exist(owner, pair, cast):
    foreign = CustomerFactory(owner=cast.stranger)
    told = NotDuplicate.objects.create(a=pair[0], b=foreign, by=cast.admin)
    assert owner.post(f"{URL}told-apart/{told.pk}/undo/").status_code == 404
    assert NotDuplicate.objects.get() == told


def test_cards_are_merged_with_choices_and_undone(owner, pair, cast):
    kept, gone = pair
    Customer.objects.filter(pk=gone.pk).update(brand="Albatros", website="https://alba.example")
    body = {"kept": kept.pk, "gone": gone.pk, "choices": {"brand": "kept"}}
    answer = owner.post(f"{URL}merges/", body, format="json")
    assert answer.status_code == 201, answer.content
    merge = answer.json()
    assert (merge["kept"]["id"], merge["gone"]["id"], merge["by"]) == (kept.pk, gone.pk, cast.owner.pk)
    assert merge["choices"]["brand"] == "kept"
    assert merge["moved"] == {"contact": 1}
    card = owner.get(f"{URL}customers/{kept.pk}/").json()
    assert (card["brand"], card["website"], card["merged_into"]) == ("", "https://alba.example", None)
    assert owner.get(f"{URL}customers/{gone.pk}/").json()["merged_into"] == kept.pk
    undone = owner.post(f"{URL}merges/{merge['id']}/undo/").json()
    assert undone["undone_by"] == cast.owner.pk
    assert owner.get(f"{URL}customers/{gone.pk}/").json()["merged_into"] is None
    assert owner.get(f"{URL}merges/?undone=true").json()["results"][0]["id"] == merge["id"]


def test_what_is_wrong_is_named(owner, pair, cast):
    kept, gone = pair
    foreign = CustomerFactory(owner=cast.stranger)

    def merge(**values):
        return owner.post(f"{URL}merges/", {"kept": kept.pk, "gone": gone.pk, **values}, format="json")

    assert wrong(merge(gone=foreign.pk)) == {"gone": "does_not_exist"}
    assert wrong(merge(gone=kept.pk)) == {None: "same"}
    assert wrong(merge(choices={"phone": "both"})) == {"choices.phone": "invalid_choice"}
    assert wrong(merge(choices={"nonsense": "kept"})) == {"choices": "choice"}
    assert Merge.objects.count() == 0


def test_sent_twice_with_one_key_it_is_done_once(owner, pair):
    body = {"kept": pair[0].pk, "gone": pair[1].pk}
    answers = [
        owner.post(f"{URL}merges/", body, format="json", headers={"Idempotency-Key": "m-1"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Merge.objects.count() == 1


def test_a_pair_of_which_one_card_is_hidden_does_not_exist(owner, pair, cast):
    foreign = CustomerFactory(owner=cast.stranger)
    hidden = DuplicatePair.objects.create(a=pair[0], b=foreign, score=90)
    assert owner.post(f"{URL}duplicates/{hidden.pk}/dismiss/").status_code == 404
