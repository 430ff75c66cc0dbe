"""The pages of likely duplicates: those of a scan, and those of one card."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.customers.models import Customer, DuplicatePair, NotDuplicate
from crm.customers.services.duplicates import dismiss_pair
from crm.jobs.models import Job
from crm.jobs.services import run_due
from tests.factories.customers import CustomerFactory, IndividualFactory

URL = "/customers/duplicates/"
ADDRESS = {"street": "Hafenstr. 12", "city": "Bern", "phone": "+41 31 555 12 12"}


@pytest.fixture
def twins(cast, alba):
    """Alba Oil twice, and once a company that is like none."""
    Customer.objects.filter(pk=alba.pk).update(**ADDRESS)
    twin = CustomerFactory(owner=cast.owner, team=cast.harbour, name="ALBA OIL Ltd", number="K-2", **ADDRESS)
    CustomerFactory(owner=cast.owner, team=cast.harbour, name="Zenith Gas", city="Basel")
    return Customer.objects.get(pk=alba.pk), twin


def pair(one, other, score=90, **values):
    a, b = sorted((one, other), key=lambda card: card.pk)
    reasons = [{"code": "phone.same", "points": 50, "percent": 100}]
    return DuplicatePair.objects.create(a=a, b=b, score=score, reasons=reasons, **values)


def test_a_scan_is_started_followed_and_shown(cast, twins, as_):
    client = as_(cast.owner)
    answer = client.post(reverse("customers:scan"))
    job = Job.objects.get()
    assert answer.url == reverse("jobs:job", args=[job.pk])
    run_due()
    assert client.get(reverse("jobs:progress", args=[job.pk])).json()["url"] == URL
    page = client.get(URL).content.decode()
    kept, gone = twins
    for words in ("Alba Oil", "ALBA OIL Ltd", "The names are the same", "They share a phone number"):
        assert words in page
    assert "Zenith" not in page
    assert reverse("customers:told-apart", args=[kept.pk, gone.pk]) in page


def test_the_list_holds_pairs_of_which_one_sees_both(cast, twins, as_):
    foreign = CustomerFactory(owner=cast.stranger, name="Alba Oil South")
    pair(*twins)
    pair(twins[0], foreign)
    shown = {}
    for name, user in cast.named().items():
        page = as_(user).get(URL).content.decode()
        shown[name] = (page.count("ALBA OIL Ltd") > 0, "Alba Oil South" in page)
    both, none = (True, False), (False, False)
    assert shown == {
        "owner": both,
        "manager": both,
        "regional": both,
        "admin": (True, True),
        "mate": none,
        "other_manager": none,
        "stranger": none,
    }


def test_the_fuller_card_is_offered_as_the_one_that_stays(cast, twins, as_):
    kept, gone = twins
    pair(*twins)
    Customer.objects.filter(pk=gone.pk).update(completeness=80)
    page = as_(cast.owner).get(URL).content.decode()
    assert reverse("customers:merge", args=[gone.pk, kept.pk]) in page


def test_pairs_are_filtered_by_kind_and_score(cast, twins, as_):
    people = [IndividualFactory(owner=cast.owner, name=f"Anna Berg {n}") for n in range(2)]
    pair(*twins, score=95)
    pair(*people, score=75)
    client = as_(cast.owner)
    found = {
        query: [name in client.get(f"{URL}?{query}").content.decode() for name in ("ALBA OIL", "Anna Berg")]
        for query in ("kind=individual", "kind=organisation", "score=90", "score=70")
    }
    assert found == {
        "kind=individual": [False, True],
        "kind=organisation": [True, False],
        "score=90": [True, False],
        "score=70": [True, True],
    }


def test_archived_cards_and_those_told_apart_are_no_pairs(cast, twins, as_):
    one, other = twins
    third = CustomerFactory(owner=cast.owner, name="Third", archived_at="2026-01-01T00:00:00Z")
    pair(one, other)
    pair(one, third)
    NotDuplicate.objects.create(a=one, b=other, by=cast.owner)
    assert "No likely duplicates" in as_(cast.owner).get(URL).content.decode()


def test_pairs_are_told_apart_one_by_one_and_many_at_once(cast, twins, as_):
    one, other = twins
    third = CustomerFactory(owner=cast.owner)
    first, second = pair(one, other), pair(one, third)
    client = as_(cast.owner)
    answer = client.post(reverse("customers:told-apart", args=[other.pk, one.pk]))
    assert (answer.url, list(NotDuplicate.objects.values_list("a", "b"))) == (URL, [(one.pk, other.pk)])
    client.post(URL, {"action": "apart", "pk": [second.pk], "confirmed": "1"})
    assert NotDuplicate.objects.count() == 2
    assert not DuplicatePair.objects.filter(pk__in=[first.pk, second.pk]).exists()


APART = "/customers/duplicates/apart/"


def test_what_was_said_is_listed_and_taken_back(cast, twins, as_):
    one, other = twins
    told = dismiss_pair(pair=pair(one, other), by=cast.owner, note="Father and son")
    client = as_(cast.owner)
    page = client.get(APART).content.decode()
    undo = reverse("customers:apart-undo", args=[told.pk])
    assert [words in page for words in ("ALBA OIL Ltd", "Father and son", undo)] == [True, True, True]
    assert "ALBA OIL Ltd" not in as_(cast.mate).get(APART).content.decode()
    page = client.post(undo, {"next": APART}, follow=True).content.decode()
    assert ("Taken back" in page, "No cards have been told apart" in page) == (True, True)
    assert [(found.a, found.b) for found in DuplicatePair.objects.open()] == [(one, other)]
    assert client.post(undo).status_code == 404


def test_many_are_taken_back_at_once(cast, twins, as_):
    one, _other = twins
    cards = [CustomerFactory(owner=cast.owner, name=name) for name in ("Quarry North", "Zoo South")]
    told = [NotDuplicate.objects.create(a=one, b=card, by=cast.owner) for card in cards]
    data = {"action": "back", "pk": [row.pk for row in told], "confirmed": "1"}
    page = as_(cast.owner).post(APART, data, follow=True).content.decode()
    assert "2 pairs taken back." in page
    # They are like nobody: only those alike are offered again.
    assert (NotDuplicate.objects.count(), DuplicatePair.objects.count()) == (0, 0)


def test_the_list_of_those_told_apart_asks_the_same_questions_for_any_number(cast, twins, as_):
    client = as_(cast.owner)
    counts = []
    for number in range(2):
        for other in range(2 * number + 1):
            card = CustomerFactory(owner=cast.owner, name=f"Alba {number} {other}")
            NotDuplicate.objects.create(a=twins[0], b=card, by=cast.owner)
        client.get(APART)
        with CaptureQueriesContext(connection) as queries:
            client.get(APART)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_telling_apart_twice_is_said_not_crashed(cast, twins, as_):
    url = reverse("customers:told-apart", args=[card.pk for card in twins])
    client = as_(cast.owner)
    client.post(url)
    assert "told these two apart already" in client.post(url, follow=True).content.decode()


def test_a_card_is_not_told_apart_from_itself(cast, alba, as_):
    url = reverse("customers:told-apart", args=[alba.pk, alba.pk])
    assert as_(cast.owner).post(url).status_code == 404


def test_the_list_asks_the_same_questions_for_any_number_of_pairs(cast, twins, as_):
    client = as_(cast.owner)
    pair(*twins)
    counts = []
    for _ in range(2):
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counts.append(len(queries))
        for number in range(2):
            pair(twins[0], CustomerFactory(owner=cast.owner, name=f"Alba {number}"))
    assert counts[0] == counts[1] <= 8


# Of one card --------------------------------------------------------------------------------------------


def test_the_duplicates_of_a_card_are_found_at_once(cast, twins, as_):
    kept, gone = twins
    page = as_(cast.owner).get(reverse("customers:duplicates-of", args=[gone.pk])).content.decode()
    assert "Alba Oil" in page
    assert "The names are the same" in page
    assert reverse("customers:merge", args=[kept.pk, gone.pk]) in page
    assert "Zenith" not in page


def test_of_a_colleagues_card_only_whom_to_ask_is_told(cast, twins, as_):
    kept, _ = twins
    secret = CustomerFactory(owner=cast.mate, team=cast.harbour, name="Alba Oil", number="S-1", **ADDRESS)
    page = as_(cast.owner).get(reverse("customers:duplicates-of", args=[kept.pk])).content.decode()
    assert "ask Max Manager" in page
    assert secret.number not in page


def test_who_was_told_apart_is_not_offered_again(cast, twins, as_):
    one, other = twins
    NotDuplicate.objects.create(a=one, b=other, by=cast.owner)
    page = as_(cast.owner).get(reverse("customers:duplicates-of", args=[one.pk])).content.decode()
    assert "No card is like this one" in page


def test_an_archived_card_is_not_looked_up(cast, as_):
    gone = CustomerFactory(owner=cast.owner, archived_at="2026-01-01T00:00:00Z")
    url = reverse("customers:duplicates-of", args=[gone.pk])
    assert as_(cast.owner).get(url).status_code == 403
