"""Contacts and addresses, and what they do to their card."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from crm.customers.choices import AddressKind, ContactRole, CustomerKind
from crm.customers.models import Customer
from crm.customers.services import (
    add_address,
    add_contact,
    create_customer,
    remove_address,
    remove_contact,
    update_address,
    update_contact,
)
from crm.history.changes import changes_of
from crm.history.models import Event
from crm.shell.errors import Refused, RefusedMany


@pytest.fixture
def alba(cast) -> Customer:
    return create_customer(by=cast.owner, values={"name": "Alba Oil", "phone": "1"})


def completeness(customer: Customer) -> int:
    return Customer.objects.get(pk=customer.pk).completeness


def test_a_contact_fills_its_row_and_is_on_the_feed(cast, alba):
    before = completeness(alba)
    contact = add_contact(
        customer=alba, by=cast.owner, values={"name": "Ann Frey", "roles": [ContactRole.DECISION_MAKER]}
    )
    assert completeness(alba) > before
    assert contact.search_text.strip() == "ann frey"
    assert Event.objects.get(verb="contact.added").data == {"name": "Ann Frey"}
    assert alba.history.count() == 1  # completeness is worked out, not written by anybody


def test_nobody_is_born_tomorrow(cast, alba):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(RefusedMany) as refused:
        add_contact(customer=alba, by=cast.owner, values={"name": "Ann", "birthday": tomorrow})
    assert [one.field for one in refused.value.refusals] == ["birthday"]
    with pytest.raises(RefusedMany) as refused:
        create_customer(
            by=cast.owner,
            values={"kind": CustomerKind.INDIVIDUAL, "name": "Ann", "phone": "1", "birth_date": tomorrow},
        )
    assert [one.field for one in refused.value.refusals] == ["birth_date"]


def test_a_change_of_a_contact_says_what(cast, alba):
    contact = add_contact(customer=alba, by=cast.owner, values={"name": "Ann"})
    stored = update_contact(
        contact=contact, by=cast.manager, values={"name": "Ann", "birthday": date(1980, 2, 29)}
    )
    assert stored.history.first().history_user == cast.manager
    assert Event.objects.get(verb="contact.changed").data == {"name": "Ann", "fields": ["birthday"]}
    update_contact(contact=contact, by=cast.manager, values={"name": "Ann"})
    assert Event.objects.filter(verb="contact.changed").count() == 1


def test_removing_a_contact_keeps_its_history_and_empties_its_row(cast, alba):
    before = completeness(alba)
    values = {"name": "Ann", "roles": [ContactRole.PRINCIPAL]}
    contact = add_contact(customer=alba, by=cast.owner, values=values)
    pk = contact.pk
    remove_contact(contact=contact, by=cast.owner)
    assert completeness(alba) == before
    last = type(contact).history.filter(id=pk).first()
    assert (last.history_type, last.history_user) == ("-", cast.owner)


def test_the_only_one_to_be_reached_cannot_be_removed(cast):
    customer = create_customer(by=cast.owner, values={"name": "X"}, contacts=[{"name": "Ann", "phone": "1"}])
    contact = customer.contacts.get()
    with pytest.raises(RefusedMany):
        remove_contact(contact=contact, by=cast.owner)
    with pytest.raises(RefusedMany):
        update_contact(contact=contact, by=cast.owner, values={"phone": ""})
    assert customer.contacts.get().phone == "1"


@pytest.mark.parametrize(
    "values",
    [{"name": ""}, {"name": "A", "email": "nonsense"}, {"name": "A" * 161}],
)
def test_a_wrong_contact_is_refused(cast, alba, values):
    with pytest.raises(RefusedMany):
        add_contact(customer=alba, by=cast.owner, values=values)
    assert not alba.contacts.exists()


def test_a_role_that_is_none_is_the_callers_mistake(cast, alba):
    with pytest.raises(ValueError, match="king"):
        add_contact(customer=alba, by=cast.owner, values={"name": "Ann", "roles": ["king"]})
    assert not alba.contacts.exists()


def test_one_person_is_everything_and_everything_counts(cast, alba):
    before = completeness(alba)
    roles = ["decision_maker", "principal", "handling"]
    contact = add_contact(customer=alba, by=cast.owner, values={"name": "Ann", "roles": roles})
    assert contact.roles == tuple(ContactRole)
    assert completeness(alba) == before + 3 * 100 // 24
    update_contact(contact=contact, by=cast.owner, values={"name": "Ann", "roles": list(ContactRole)})
    assert contact.history.count() == 1  # the same roles in another order: nothing changed


def test_a_change_of_roles_is_one_fact_on_the_feed_and_each_role_in_the_history(cast, alba):
    contact = add_contact(customer=alba, by=cast.owner, values={"name": "Ann", "roles": ["handling"]})
    update_contact(contact=contact, by=cast.owner, values={"roles": ["principal", "decision_maker"]})
    assert Event.objects.get(verb="contact.changed").data == {"name": "Ann", "fields": ["roles"]}
    changes = [(one.field, one.before, one.after) for one in changes_of(contact)]
    assert changes[:3] == [
        ("is_principal", False, True),
        ("is_handling", True, False),
        ("is_decision_maker", False, True),
    ]


def test_an_address_is_added_changed_and_removed(cast, alba):
    before = completeness(alba)
    address = add_address(customer=alba, by=cast.owner, values={"kind": AddressKind.SITE, "city": "Thun"})
    assert completeness(alba) > before
    update_address(address=address, by=cast.owner, values={"latitude": 46.7, "longitude": 7.6})
    remove_address(address=address, by=cast.owner)
    assert completeness(alba) == before
    verbs = Event.objects.exclude(verb="customer.created").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["address.added", "address.changed", "address.removed"]


@pytest.mark.parametrize(
    "values",
    [{"kind": "site"}, {"city": "X", "latitude": 1.0}, {"city": "X", "latitude": 91.0, "longitude": 0.0}],
)
def test_a_wrong_address_is_refused(cast, alba, values):
    with pytest.raises(RefusedMany):
        add_address(customer=alba, by=cast.owner, values=values)


@pytest.mark.parametrize(
    ("add", "update", "remove", "values"),
    [
        (add_contact, update_contact, remove_contact, {"name": "Ann"}),
        (add_address, update_address, remove_address, {"kind": AddressKind.MAILING, "street": "Quay 1"}),
    ],
)
def test_who_comes_second_is_told_that_it_is_gone(cast, alba, add, update, remove, values):
    kind = add.__name__.removeprefix("add_")
    part = add(customer=alba, by=cast.owner, values=values)
    stale = type(part).objects.get()
    remove(**{kind: part}, by=cast.owner)
    for again, more in ((remove, {}), (update, {"values": values})):
        with pytest.raises(Refused) as refused:
            again(**{kind: stale}, by=cast.owner, **more)
        assert refused.value.code == "gone"
    assert type(part).history.filter(history_type="-").count() == 1
    assert Event.objects.filter(verb=f"{kind}.removed").count() == 1
