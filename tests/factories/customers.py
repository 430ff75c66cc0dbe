"""Factories of the customer file. They write rows; services are what tests call to write well."""

from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from crm.customers.choices import AddressKind, CustomerKind, FieldType
from crm.customers.models import Address, Contact, Customer, CustomField, Industry, PrivateDetails
from crm.customers.services import prepare, prepare_contact
from crm.customers.services.match_keys import renew_keys
from tests.factories.people import UserFactory


class IndustryFactory(DjangoModelFactory[Industry]):
    class Meta:
        model = Industry

    name = factory.Sequence(lambda n: f"Industry {n}")


class CustomerFactory(DjangoModelFactory[Customer]):
    """An organisation in the team of its owner, searchable and with its completeness."""

    class Meta:
        model = Customer

    number = factory.Sequence(lambda n: f"K-{n + 1000}")
    name = factory.Faker("company")
    owner = factory.SubFactory(UserFactory)
    team = factory.SelfAttribute("owner.team")
    street = factory.Faker("street_address")
    city = factory.Faker("city")
    phone = factory.Sequence(lambda n: f"+49 30 55{n:05d}")

    @classmethod
    def _create(cls, model_class: type[Customer], *args: Any, **kwargs: Any) -> Customer:
        customer = prepare(model_class(*args, **kwargs))
        customer.save()
        renew_keys([customer.pk])
        return customer


class IndividualFactory(CustomerFactory):
    kind = CustomerKind.INDIVIDUAL
    name = factory.Faker("name")


class ContactFactory(DjangoModelFactory[Contact]):
    class Meta:
        model = Contact

    customer = factory.SubFactory(CustomerFactory)
    name = factory.Faker("name")
    phone = factory.Sequence(lambda n: f"+49 40 66{n:05d}")

    @classmethod
    def _create(cls, model_class: type[Contact], *args: Any, **kwargs: Any) -> Contact:
        contact = prepare_contact(model_class(*args, **kwargs))
        contact.save()
        renew_keys([contact.customer_id])
        return contact


class AddressFactory(DjangoModelFactory[Address]):
    class Meta:
        model = Address

    customer = factory.SubFactory(CustomerFactory)
    kind = AddressKind.DELIVERY
    street = factory.Faker("street_address")
    city = factory.Faker("city")


class CustomFieldFactory(DjangoModelFactory[CustomField]):
    class Meta:
        model = CustomField

    key = factory.Sequence(lambda n: f"field_{n}")
    label = factory.Sequence(lambda n: f"Field {n}")
    type = FieldType.TEXT


class PrivateDetailsFactory(DjangoModelFactory[PrivateDetails]):
    class Meta:
        model = PrivateDetails

    customer = factory.SubFactory(CustomerFactory)
