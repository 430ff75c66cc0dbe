"""One tap to call or to write: the card's own ways, else a contact's."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.customers.calling import Reach, reach_of
from crm.customers.models import Customer
from tests.factories.customers import ContactFactory, CustomerFactory

pytestmark = pytest.mark.django_db


def reach(customer: Customer) -> Reach:
    return reach_of([customer])[customer.pk]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"phone": "030 1", "mobile": "0170 (2) 3"}, Reach("0170 (2) 3", "sms:017023")),
        ({"phone": "030 1"}, Reach("030 1", "")),
        ({"phone": "030 1", "email": "a@b.example"}, Reach("030 1", "mailto:a@b.example")),
        ({"phone": "", "messenger": "https://t.me/alba"}, Reach("", "https://t.me/alba")),
        ({"phone": "", "messenger": "alba77"}, Reach("", "")),
        ({"phone": "", "messenger": "javascript:alert(1)"}, Reach("", "")),
    ],
)
def test_the_ways_of_the_card(facts: dict[str, Any], found: Reach) -> None:
    assert reach(CustomerFactory(**facts)) == found


def test_what_the_card_lacks_comes_from_its_oldest_contact_that_has_it() -> None:
    customer = CustomerFactory(phone="")
    ContactFactory(customer=customer, phone="", email="")
    ContactFactory(customer=customer, phone="030 5", email="first@b.example")
    ContactFactory(customer=customer, phone="030 6", mobile="0170 6", email="")
    assert reach(customer) == Reach("030 5", "mailto:first@b.example")


def test_one_question_for_many_and_none_for_who_says_it_all() -> None:
    cards = [CustomerFactory(phone="") for _ in range(3)]
    for card in cards:
        ContactFactory(customer=card)
    with CaptureQueriesContext(connection) as caught:
        reach_of(cards)
    assert len(caught) == 1
    with CaptureQueriesContext(connection) as caught:
        reach_of([CustomerFactory.build(pk=1, owner=None, team=None, phone="1", email="a@b.example")])
    assert len(caught) == 0
