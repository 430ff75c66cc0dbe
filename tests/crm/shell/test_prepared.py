"""A prepared question answers for every key as the queryset itself does, and is put together once."""

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from crm.customers.models import Contact, Customer
from crm.history.models import Event
from crm.shell.prepared import Prepared
from tests.factories.customers import ContactFactory, CustomerFactory

pytestmark = pytest.mark.django_db

QUESTIONS = {
    "records": lambda key: Contact.objects.filter(customer=key).order_by("name"),
    "with related ones": lambda key: Contact.objects.filter(customer=key).select_related("customer__owner"),
    "some columns": lambda key: Contact.objects.filter(customer=key).only("name"),
    "dictionaries": lambda key: Contact.objects.filter(customer=key).values("name", "customer__name"),
    "tuples": lambda key: Contact.objects.filter(customer=key).values_list("pk", "customer__owner__name"),
    "moments and documents": lambda key: Event.objects.filter(customer=key).values("at", "data"),
}


@pytest.fixture
def customers(cast):
    made = [CustomerFactory(owner=cast.owner) for _ in range(2)]
    for customer in made:
        ContactFactory(customer=customer)
        ContactFactory(customer=customer)
        Event.objects.create(customer=customer, verb="customer.changed", data={"fields": ["phone"]})
    return made


@pytest.mark.parametrize("name", QUESTIONS)
def test_it_answers_as_the_queryset_does(customers, name):
    build = QUESTIONS[name]
    prepared = Prepared(build)
    for customer in customers:
        assert prepared.rows(customer.pk) == list(build(customer.pk)) != []
    assert prepared.rows(0) == []


def test_related_records_and_deferred_columns_come_along(customers):
    related = Prepared(QUESTIONS["with related ones"]).rows(customers[0].pk)
    with CaptureQueriesContext(connection) as queries:
        assert [one.customer.owner.name for one in related] == ["Olga Owner"] * 2
    assert len(queries) == 0
    (some, _) = Prepared(QUESTIONS["some columns"]).rows(customers[0].pk)
    assert "phone" in some.get_deferred_fields()


def test_the_sql_is_worked_out_once(customers, monkeypatch):
    prepared = Prepared(QUESTIONS["records"])
    prepared.rows(customers[0].pk)
    monkeypatch.setattr(SQLCompiler, "as_sql", None)
    with CaptureQueriesContext(connection) as queries:
        assert len(prepared.rows(customers[1].pk)) == 2
    assert len(queries) == 1


def test_the_first_row_or_none(customers):
    prepared = Prepared(lambda key: Customer.objects.filter(pk=key))
    assert prepared.first(customers[1].pk) == customers[1]
    assert prepared.first(0) is None


def test_a_relation_is_filled_as_if_it_were_prefetched(customers):
    customer = customers[0]
    Prepared(QUESTIONS["records"]).fill(customer, "contacts")
    with CaptureQueriesContext(connection) as queries:
        assert len(customer.contacts.all()) == 2
    assert len(queries) == 0


def test_a_question_without_the_key_is_refused(customers):
    with pytest.raises(AssertionError):
        Prepared(lambda key: Customer.objects.all()).rows(customers[0].pk)
