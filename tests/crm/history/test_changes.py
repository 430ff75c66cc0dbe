"""The field-level history in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.admin.sites import site
from django.test import RequestFactory
from django.utils import translation

from crm.customers.choices import CustomerKind, FieldType
from crm.customers.models import Contact, Customer
from crm.customers.services import add_contact, change_owner, create_customer, remove_contact, update_customer
from crm.history.changes import Tracked, changes_of, revisions
from crm.history.models import Event
from tests.factories.customers import CustomFieldFactory, IndustryFactory


@pytest.fixture
def alba(cast) -> Customer:
    return create_customer(by=cast.owner, values={"name": "Alba Oil", "phone": "1"})


def latest(customer: Customer) -> dict[str, tuple[str, str]]:
    """Return the newest write as label → (old, new)."""
    changes = changes_of(customer)
    return {str(one.label): (one.old, one.new) for one in changes if one.at == changes[0].at}


def test_who_when_from_and_to(cast, alba):
    update_customer(customer=alba, by=cast.manager, values={"city": "Bern"})
    change = changes_of(alba)[0]
    assert (change.by, str(change.label), change.old, change.new) == ("Max Manager", "city", "–", "Bern")
    assert change.at == alba.history.first().history_date


def test_values_are_written_as_people_read_them(cast, alba):
    industry = IndustryFactory(name="Fuel")
    values = {
        "industry": industry,
        "incumbent_loyalty": "low",
        "has_storage": True,
        "annual_turnover": Decimal("1234567.50"),
        "birth_date": date(1980, 2, 29),
        "kind": CustomerKind.INDIVIDUAL,
    }
    update_customer(customer=alba, by=cast.owner, values=values)
    with translation.override("en"):
        found = latest(alba)
    assert found["industry"] == ("–", "Fuel")
    assert found["loyalty to that supplier"] == ("–", "Low")
    assert found["own storage"] == ("–", "yes")
    assert found["annual turnover"] == ("–", "1,234,567.5")
    assert found["date of birth"] == ("–", "Feb 29, 1980")
    assert found["kind"] == ("Organisation", "Individual")


def test_custom_values_are_told_apart_by_their_labels(cast, alba):
    CustomFieldFactory(key="tanks", label="Tanks", type=FieldType.NUMBER)
    CustomFieldFactory(key="colour", label="Colour")
    update_customer(customer=alba, by=cast.owner, values={"custom": {"tanks": 2, "colour": "red"}})
    update_customer(customer=alba, by=cast.owner, values={"custom": {"tanks": 3}})
    tracked = Tracked(model=Customer, where={"id": alba.pk}, labels={"custom": {"tanks": "Tanks"}})
    found, _rest = revisions([tracked], limit=1)
    assert [(one.label, one.old, one.new) for one in found[0].changes] == [("Tanks", "2", "3")]


def test_names_the_reader_may_not_see_stay_hidden(cast, alba):
    change_owner(customers=Customer.objects.all(), owner=cast.mate, by=cast.manager)
    tracked = Tracked(model=Customer, where={"id": alba.pk}, names={"owner": type(cast.mate).objects.none()})
    found, _rest = revisions([tracked], limit=1)
    assert found[0].changes[0].new == f"#{cast.mate.pk}"


def test_several_records_come_in_one_order(cast, alba):
    contact = add_contact(customer=alba, by=cast.owner, values={"name": "Ann"})
    update_customer(customer=alba, by=cast.owner, values={"city": "Bern"})
    remove_contact(contact=contact, by=cast.owner)
    tracked = [
        Tracked(model=Customer, where={"id": alba.pk}),
        Tracked(model=Contact, where={"customer_id": alba.pk}, subject="Contact", subject_field="name"),
    ]
    found, rest = revisions(tracked)
    assert [(one.subject, one.kind) for one in found] == [
        ("Contact Ann", "-"),
        ("", "~"),
        ("Contact Ann", "+"),
        ("", "+"),
    ]
    assert rest is None
    first, rest = revisions(tracked, limit=3)
    second, end = revisions(tracked, before=rest, limit=3)
    assert [*first, *second] == found
    assert end is None


@pytest.mark.parametrize("writes", [1, 6])
def test_the_queries_do_not_grow_with_the_writes(cast, alba, writes, django_assert_num_queries):
    for at in range(writes):
        update_customer(
            customer=alba, by=cast.owner, values={"industry": IndustryFactory(), "city": f"City {at}"}
        )
    with django_assert_num_queries(4):  # rows, and the names of industry, owner and team
        changes_of(alba)


def test_markup_in_values_is_escaped(cast, alba):
    update_customer(customer=alba, by=cast.owner, values={"brand": "<b>x</b>"})
    assert changes_of(alba)[0].new == "&lt;b&gt;x&lt;/b&gt;"


@pytest.mark.parametrize("model", [Event, Customer])
def test_not_even_admins_change_history_in_the_admin(cast, alba, model, client):
    request = RequestFactory().get("/")
    request.user = cast.admin
    page = site.get_model_admin(model)
    record = model.objects.first()
    assert page.has_view_permission(request, record)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request, record)
    assert not page.has_delete_permission(request, record)
    client.force_login(cast.admin)
    name = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    assert client.get(name).status_code == 200
    assert client.get(f"{name}{record.pk}/change/").status_code == 200
    assert client.post(f"{name}{record.pk}/delete/", {"post": "yes"}).status_code == 403
