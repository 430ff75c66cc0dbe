"""The journal writes, remembers as JSON, and goes back without overwriting what came since."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from crm.customers.merging.journal import Journal
from crm.customers.merging.relations import Relation
from crm.customers.models import Contact, Customer, Industry
from crm.shell.errors import Refused
from tests.factories.customers import ContactFactory, CustomerFactory, IndustryFactory

CONTACTS = Relation(Contact, "customer")


@pytest.fixture
def journal(cast):
    return Journal(by=cast.owner, reason="a test")


def kept(journal, cast):
    """Return the journal as it comes back from the database."""
    return Journal(by=cast.owner, reason="back", steps=json.loads(json.dumps(journal.steps)))


def again(card):
    return Customer.objects.get(pk=card.pk)


def test_every_kind_of_value_comes_back_as_it_was(cast, journal):
    before = {
        "annual_turnover": Decimal("12.50"),
        "birth_date": date(1990, 2, 28),
        "archived_at": datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC),
        "has_storage": None,
        "employees": 7,
        "latitude": 47.1,
        "industry": IndustryFactory(),
    }
    card = CustomerFactory(**before)
    journal.set(
        again(card), annual_turnover=Decimal(3), birth_date=None, archived_at=None, has_storage=True,
        employees=None, latitude=None, industry=None,
    )  # fmt: skip
    assert again(card).employees is None
    kept(journal, cast).undo()
    assert {name: getattr(again(card), name) for name in before} == before


def test_what_does_not_differ_is_not_written(cast, journal):
    card = CustomerFactory(name="Alba")
    assert journal.set(card, name="Alba") == []
    assert journal.steps == []
    assert Customer.history.filter(id=card.pk).count() == 1


def test_a_later_word_counts_more(cast, journal):
    card = CustomerFactory(name="Alba", phone="123", brand="B")
    journal.set(card, name="Albatros", phone="456", brand="C")
    Customer.objects.filter(pk=card.pk).update(phone="0456")
    kept(journal, cast).undo()
    assert (again(card).name, again(card).phone, again(card).brand) == ("Alba", "0456", "B")


def test_dictionaries_go_back_key_by_key(cast, journal):
    card = CustomerFactory(custom={"tank": "5", "grade": "A", "dock": True})
    journal.set(card, custom={"tank": "7", "grade": "B", "new": "x"})
    Customer.objects.filter(pk=card.pk).update(custom={"tank": "9", "grade": "B", "new": "x", "since": "y"})
    kept(journal, cast).undo()
    assert again(card).custom == {"tank": "9", "grade": "A", "dock": True, "since": "y"}


def test_rows_move_with_their_history_and_back(cast, journal):
    one, other = CustomerFactory(), CustomerFactory()
    contact = ContactFactory(customer=one)
    journal.move(CONTACTS, CONTACTS.rows(one), to=other)
    assert list(other.contacts.all()) == [contact]
    kept(journal, cast).undo()
    assert list(one.contacts.all()) == [contact]
    reasons = Contact.history.filter(id=contact.pk).values_list("history_change_reason", flat=True)
    assert list(reasons) == ["back", "a test", None]


def test_a_row_that_belongs_elsewhere_by_now_is_named(cast, journal):
    one, other, third = (CustomerFactory() for _ in range(3))
    contact = ContactFactory(customer=one, name="Eva Frey")
    journal.move(CONTACTS, CONTACTS.rows(one), to=other)
    Contact.objects.filter(pk=contact.pk).update(customer=third)
    with pytest.raises(Refused, match="contact “Eva Frey”") as refused:
        kept(journal, cast).undo()
    assert refused.value.code == "elsewhere"


def test_a_row_removed_since_stays_removed(cast, journal):
    one, other = CustomerFactory(), CustomerFactory()
    contact = ContactFactory(customer=one)
    journal.move(CONTACTS, CONTACTS.rows(one), to=other)
    journal.set(contact, name="Eva")
    contact.delete()
    kept(journal, cast).undo()
    assert Contact.objects.count() == 0


def test_what_was_made_is_taken_away_unless_it_is_in_use(cast, journal):
    industry = Industry(name="Oil")
    journal.create(industry)
    card = CustomerFactory(industry=industry)
    with pytest.raises(Refused) as refused:
        kept(journal, cast).undo()
    assert refused.value.code == "in_use"
    Customer.objects.filter(pk=card.pk).update(industry=None)
    kept(journal, cast).undo()
    kept(journal, cast).undo()
    assert Industry.objects.count() == 0
