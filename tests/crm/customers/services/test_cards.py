"""Creating and changing cards."""

from __future__ import annotations

import pytest
from django.utils import timezone

from crm.customers.choices import ContactRole, CustomerKind, FieldType
from crm.customers.models import Customer
from crm.customers.services import create_customer, update_customer
from crm.history.models import Event
from crm.shell.errors import Refused, RefusedMany
from tests.factories.customers import CustomerFactory, CustomFieldFactory, IndustryFactory

ALBA = {"name": "Alba Oil", "phone": "+41 31 123 45 67"}


def test_a_new_card_has_number_owner_team_history_and_a_line_on_its_feed(cast):
    customer = create_customer(by=cast.owner, values=ALBA)
    stored = Customer.objects.get()
    assert stored == customer
    assert stored.number == f"C{stored.pk:06d}"
    assert (stored.owner, stored.team) == (cast.owner, cast.harbour)
    assert stored.completeness > 0
    (record,) = stored.history.all()
    assert (record.history_user, record.history_type, record.number) == (cast.owner, "+", stored.number)
    (event,) = Event.objects.all()
    assert (event.customer, event.verb, event.by) == (stored, "customer.created", cast.owner)


def test_creating_takes_few_queries(cast, django_assert_num_queries):
    CustomFieldFactory()
    with django_assert_num_queries(6):  # fields, number, card, history, match keys, event
        create_customer(by=cast.owner, values=ALBA)


def test_a_manager_creates_for_their_team_or_for_a_rep(cast):
    unowned = create_customer(by=cast.manager, values=ALBA)
    assert (unowned.owner, unowned.team) == (None, cast.harbour)
    assert Customer.objects.visible_to(cast.manager).get() == unowned
    given = create_customer(by=cast.manager, values=ALBA, owner=cast.mate)
    assert (given.owner, given.team) == (cast.mate, cast.harbour)


def test_a_leader_without_a_team_keeps_the_card(cast):
    cast.manager.team = None
    cast.manager.save()
    customer = create_customer(by=cast.manager, values=ALBA)
    assert (customer.owner, customer.team) == (cast.manager, None)


def test_a_required_field_binds_a_complete_card_only(cast):
    CustomFieldFactory(key="tank", label="Tank size", required=True)
    with pytest.raises(Refused, match="Tank size is required"):
        create_customer(by=cast.owner, values=ALBA)
    assert create_customer(by=cast.owner, values=ALBA, complete=False).custom == {}


def test_a_rep_cannot_create_for_somebody_else(cast):
    with pytest.raises(Refused) as refused:
        create_customer(by=cast.owner, values=ALBA, owner=cast.mate)
    assert refused.value.field == "owner"
    assert not Customer.objects.exists()


def test_a_given_number_is_kept_and_once_only(cast):
    create_customer(by=cast.owner, values=ALBA | {"number": "K-7"})
    with pytest.raises(Refused) as refused:
        create_customer(by=cast.owner, values=ALBA | {"number": "K-7"})
    assert (refused.value.field, refused.value.code) == ("number", "number_taken")
    assert Customer.objects.count() == Event.objects.count() == 1


@pytest.mark.every_database
def test_a_number_that_somebody_gave_away_before_is_stepped_over(cast):
    first = create_customer(by=cast.owner, values=ALBA)
    for ahead in (1, 2, 3):
        create_customer(by=cast.owner, values=ALBA | {"number": f"C{first.pk + ahead + 3:06d}"})
    numbers = {create_customer(by=cast.owner, values=ALBA).number for _ in range(3)}
    assert len(numbers) == 3
    assert all(customer.pk for customer in Customer.objects.filter(number__in=numbers))


@pytest.mark.parametrize("reach", ["phone", "mobile", "email", "messenger", "street", "city", "postcode"])
def test_name_and_any_one_way_to_reach_are_enough(cast, reach):
    value = "a@b.example" if reach == "email" else "1234"
    assert create_customer(by=cast.owner, values={"name": "X", reach: value}).pk


def test_a_contact_who_can_be_reached_is_enough(cast):
    contacts = [{"name": "Ann Frey", "mobile": "0791", "roles": [ContactRole.DECISION_MAKER]}]
    customer = create_customer(by=cast.owner, values={"name": "X"}, contacts=contacts)
    (contact,) = customer.contacts.all()
    assert contact.search_text.split() == ["ann", "frey", "0791"]
    assert contact.history.get().history_user == cast.owner


def test_everything_wrong_is_named_at_once_and_nothing_is_written(cast):
    values = {"name": "", "email": "nonsense", "latitude": 91.0, "kind": "martian"}
    with pytest.raises(RefusedMany) as refused:
        create_customer(by=cast.owner, values=values)
    fields = {refusal.field for refusal in refused.value.refusals}
    assert fields >= {"name", "email", "latitude", "kind", "longitude"}
    assert not Customer.objects.exists()


def test_a_card_nobody_can_reach_is_refused(cast):
    with pytest.raises(RefusedMany) as refused:
        create_customer(by=cast.owner, values={"name": "X"}, contacts=[{"name": "Nobody"}])
    assert refused.value.refusals[0].code == "unreachable"


def test_a_change_keeps_the_rest_and_says_what_changed(cast):
    customer = create_customer(by=cast.owner, values=ALBA | {"city": "Bern"})
    industry = IndustryFactory()
    stored = update_customer(
        customer=customer, by=cast.manager, values={"city": "Basel", "industry": industry}
    )
    assert (stored.city, stored.industry, stored.phone) == ("Basel", industry, ALBA["phone"])
    assert " basel " in stored.search_text
    assert Event.objects.get(verb="customer.changed").data == {"fields": ["city", "industry"]}
    assert stored.history.first().history_user == cast.manager


def test_no_difference_writes_nothing(cast):
    customer = create_customer(by=cast.owner, values=ALBA)
    update_customer(customer=customer, by=cast.owner, values=ALBA | {"number": ""})
    assert customer.history.count() == Event.objects.count() == 1


def test_a_card_changed_meanwhile_is_refused(cast):
    customer = create_customer(by=cast.owner, values=ALBA)
    seen = customer.updated_at
    update_customer(customer=customer, by=cast.manager, values={"city": "Basel"}, unchanged_since=seen)
    with pytest.raises(Refused) as refused:
        update_customer(customer=customer, by=cast.owner, values={"city": "Bern"}, unchanged_since=seen)
    assert refused.value.code == "changed_meanwhile"
    customer.refresh_from_db()
    assert customer.city == "Basel"


def test_the_last_way_to_reach_cannot_be_emptied(cast):
    customer = create_customer(by=cast.owner, values=ALBA)
    with pytest.raises(RefusedMany):
        update_customer(customer=customer, by=cast.owner, values={"phone": ""})


def test_a_customer_cannot_have_introduced_itself(cast):
    customer = create_customer(by=cast.owner, values=ALBA)
    with pytest.raises(Refused, match="itself"):
        update_customer(customer=customer, by=cast.owner, values={"introducer": customer})


def test_a_field_nobody_knows_is_a_mistake_of_the_caller(cast):
    with pytest.raises(TypeError, match="owner"):
        create_customer(by=cast.owner, values=ALBA | {"owner": cast.mate})


def test_custom_values_are_cleaned_kept_and_told_apart(cast):
    CustomFieldFactory(key="tanks", type=FieldType.NUMBER)
    CustomFieldFactory(key="since", label="Since", type=FieldType.DATE, kind=CustomerKind.ORGANISATION)
    customer = create_customer(by=cast.owner, values=ALBA | {"custom": {"tanks": "2.50", "since": ""}})
    assert customer.custom == {"tanks": "2.5"}
    stored = update_customer(customer=customer, by=cast.owner, values={"custom": {"since": "2020-02-29"}})
    assert stored.custom == {"tanks": "2.5", "since": "2020-02-29"}
    assert Event.objects.get(verb="customer.changed").data == {
        "fields": ["custom.since"],
        "labels": {"custom.since": "Since"},
    }


def test_a_required_custom_field_is_asked_of_a_new_card_and_not_of_an_old_one_left_alone(cast):
    old = CustomerFactory()
    CustomFieldFactory(key="tanks", required=True)
    with pytest.raises(Refused) as refused:
        create_customer(by=cast.owner, values=ALBA)
    assert refused.value.field == "custom_tanks"
    assert update_customer(customer=old, by=cast.owner, values={"city": "Basel"}).city == "Basel"


def test_timestamps_are_of_now(cast):
    before = timezone.now()
    assert before <= create_customer(by=cast.owner, values=ALBA).created_at <= timezone.now()
