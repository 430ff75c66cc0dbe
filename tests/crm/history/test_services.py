"""What services write into the history beside the record."""

import pytest

from crm.history.services import LONGEST_REASON, bulk_create_as, bulk_update_as, delete_as, save_as
from tests.factories.customers import ContactFactory, CustomerFactory

pytestmark = pytest.mark.django_db
LONG = "The customer asked to be visited by somebody who knows hydraulic oils, " * 5
KEPT = LONG[: LONGEST_REASON - 1] + "…"


def reasons(record):
    rows = type(record).history.filter(id=record.pk).order_by("history_id")
    return list(rows.values_list("history_change_reason", flat=True))


def test_a_long_reason_is_cut_to_what_the_history_has_room_for(cast):
    contact = ContactFactory(customer=CustomerFactory(owner=cast.owner))
    before = reasons(contact)
    save_as(contact, by=cast.owner, reason=LONG)
    bulk_update_as([contact], ["name"], by=cast.owner, reason=LONG)
    key = contact.pk
    delete_as(contact, by=cast.owner, reason=LONG)
    contact.pk = key
    assert reasons(contact) == [*before, KEPT, KEPT, KEPT]
    assert type(contact).history.model._meta.get_field("history_change_reason").max_length == len(KEPT)


def test_a_short_reason_stays_and_none_is_none(cast):
    made = CustomerFactory.build(owner=cast.owner, team=cast.harbour)
    [customer] = bulk_create_as([made], by=cast.owner, reason="Swap")
    save_as(customer, by=cast.owner)
    assert reasons(customer) == ["Swap", None]
