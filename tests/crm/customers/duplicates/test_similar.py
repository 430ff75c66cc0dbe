"""What is like a card being added, and how little is told of a colleague's."""

from __future__ import annotations

import pytest
from constance.test import override_config

from crm.customers.duplicates import blocks
from crm.customers.duplicates.similar import find_similar
from crm.customers.matching import CardFacts, PlaceFacts
from crm.customers.models import Customer
from crm.customers.services import archive_customers, change_private
from crm.customers.services.private import tax_digest
from crm.people.models import User
from tests.factories.customers import ContactFactory, CustomerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PHONE = "+41 31 123 45 67"
BERN = {"street": "Marktgasse 12", "city": "Bern", "postcode": "3011"}


def firm(name: str = "Alba Oil Ltd", phone: str = "031 1234567", **place: str) -> CardFacts:
    places = (PlaceFacts(**place),) if place else ()
    return CardFacts(kind="organisation", name=name, phones=(phone,), places=places)


@pytest.fixture
def alba(cast) -> Customer:
    return CustomerFactory(name="Alba Oil AG", owner=cast.owner, phone=PHONE, **BERN)


def test_a_visible_card_comes_with_score_and_reasons(cast, alba):
    (found,) = find_similar(firm(), viewer=cast.owner)
    assert (found.customer, found.score, found.ask) == (alba, 100, None)
    assert [(reason.code, reason.points) for reason in found.reasons] == [
        ("name.same", 50),
        ("phone.same", 50),
    ]


def test_the_surest_comes_first_and_no_more_than_asked(cast, alba):
    branch = CustomerFactory(
        name="Alba Oil",
        owner=cast.owner,
        phone="031 999 99 99",
        street="Aarestr. 3",
        city="Bern",
        postcode="3011",
    )
    other = CustomerFactory(name="Alba Oel", owner=cast.owner, phone=PHONE, street="", city="")
    CustomerFactory(name="Nova Energy", owner=cast.owner)
    found = find_similar(firm(**BERN), viewer=cast.owner)
    assert [one.customer for one in found] == [alba, other, branch]
    assert [one.customer for one in find_similar(firm(**BERN), viewer=cast.owner, limit=2)] == [alba, other]
    left = find_similar(firm(**BERN), viewer=cast.owner, exclude=[alba.pk])
    assert [one.customer for one in left] == [other, branch]


def test_a_contact_counts_as_a_way_to_reach_the_card(cast, alba):
    ContactFactory(customer=alba, name="Ann Frey", phone="079 555 44 33")
    (found,) = find_similar(firm(phone="+41795554433"), viewer=cast.owner)
    assert (found.customer, found.score) == (alba, 100)


def test_of_a_hidden_card_only_whom_to_ask_is_told(cast, alba):
    asked: dict[str, User | None] = {}
    for name, user in cast.named().items():
        (found,) = find_similar(firm(), viewer=user)
        if found.customer is None:
            assert (found.score, found.reasons) == (0, ())
            asked[name] = found.ask
    assert asked == {"mate": cast.manager, "other_manager": cast.manager, "stranger": cast.manager}


def test_without_a_manager_the_next_above_is_asked(cast, alba):
    cast.manager.is_active = False
    cast.manager.save()
    (found,) = find_similar(firm(), viewer=cast.stranger)
    assert found.ask == cast.regional
    cast.regional.is_active = False
    cast.regional.save()
    (found,) = find_similar(firm(), viewer=cast.stranger)
    assert found.ask == cast.admin


def test_a_hidden_card_is_told_of_once_and_only_when_it_is_sure(cast, alba):
    CustomerFactory(name="Alba Oil", owner=cast.mate, phone=PHONE)
    assert [one.ask for one in find_similar(firm(), viewer=cast.stranger)] == [cast.manager]
    # The phone number alone is worth a look at one's own cards, and tells nothing of others'.
    by_phone = firm(name="Nova Energy")
    assert len(find_similar(by_phone, viewer=cast.manager)) == 2
    assert find_similar(by_phone, viewer=cast.stranger) == []


def test_the_operator_sees_all_and_the_archive_is_left_out(cast, alba):
    assert [one.customer for one in find_similar(firm(), viewer=None)] == [alba]
    archive_customers(customers=Customer.objects.all(), by=cast.owner)
    assert find_similar(firm(), viewer=None) == []


def test_the_settings_say_from_when_a_card_is_similar(cast, alba):
    by_phone = firm(name="Nova Energy")
    assert len(find_similar(by_phone, viewer=cast.owner)) == 1
    with override_config(CUSTOMERS_SIMILAR_SCORE=40):
        assert find_similar(by_phone, viewer=cast.owner) == []
    nearly = firm(name="Alba Oel")
    assert [one.ask for one in find_similar(nearly, viewer=cast.stranger)] == [cast.manager]
    with override_config(CUSTOMERS_DUPLICATE_SCORE=100):
        assert find_similar(nearly, viewer=cast.stranger) == []


def test_tax_numbers_count_only_while_private_details_are_kept(cast, alba):
    with override_config(CUSTOMERS_PRIVATE_FIELDS=True):
        change_private(customer=alba, by=cast.owner, values={"tax_number": "CHE-123.456.789"})
    asked = CardFacts(kind="organisation", name="Nova", tax_ids=(tax_digest("che 123456789"),))
    assert find_similar(asked, viewer=cast.owner) == []
    with override_config(CUSTOMERS_PRIVATE_FIELDS=True, CUSTOMERS_SIMILAR_SCORE=45):
        (found,) = find_similar(asked, viewer=cast.owner)
    assert [reason.code for reason in found.reasons] == ["tax.same", "name.other"]


def test_a_key_that_too_many_have_is_passed_over(cast, alba, monkeypatch):
    monkeypatch.setattr(blocks, "MOST_PER_KEY", 2)
    same_name = CardFacts(kind="organisation", name="Alba Oil")
    assert len(find_similar(same_name, viewer=cast.owner)) == 1
    for number in range(2):
        CustomerFactory(name="Alba Oil", owner=cast.owner, phone=f"061 765 43 2{number}", city="Basel")
    assert find_similar(same_name, viewer=cast.owner) == []
    assert [one.customer for one in find_similar(firm(), viewer=cast.owner)] == [alba]


def test_the_number_of_questions_is_fixed(cast, alba, django_assert_num_queries):
    find_similar(firm(), viewer=cast.owner)  # from here on the settings are remembered
    cast.owner.__dict__.pop("_scope", None)
    questions = 6  # candidates, cards, people, places, whom the person stands in for, the rows shown
    with django_assert_num_queries(questions):
        find_similar(firm(), viewer=cast.owner)
    for _more in range(3):
        CustomerFactory(name="Alba Oil", owner=cast.owner, phone=PHONE)
    cast.owner.__dict__.pop("_scope", None)
    with django_assert_num_queries(questions):
        assert len(find_similar(firm(), viewer=cast.owner)) == 4


def test_a_card_without_anything_is_like_none(cast, alba):
    assert find_similar(CardFacts(kind="organisation", name=""), viewer=cast.owner) == []
