"""People at customers, and their further addresses."""

from __future__ import annotations

from typing import Any

from rest_framework import mixins

from crm.api.viewsets import WriteViewSet
from crm.customers.api.filters import AddressFilter, ContactFilter
from crm.customers.api.serializers import AddressSerializer, ContactSerializer
from crm.customers.models import Address, Contact
from crm.customers.services import (
    add_address,
    add_contact,
    remove_address,
    remove_contact,
    update_address,
    update_contact,
)


class ContactViewSet(WriteViewSet, mixins.DestroyModelMixin):
    """People at customers. Removing one leaves their history; the last way to reach a customer stays."""

    queryset = Contact.objects.all()
    serializer_class = ContactSerializer
    filterset_class = ContactFilter
    orderings = {"name": ("name",)}

    def write_new(self, values: dict[str, Any]) -> Contact:
        customer = values.pop("customer")
        return add_contact(customer=customer, by=self.person, values=values)

    def write_changes(self, record: Contact, values: dict[str, Any]) -> Contact:
        values.pop("customer", None)
        return update_contact(contact=record, by=self.person, values=values)

    def perform_destroy(self, instance: Contact) -> None:
        remove_contact(contact=instance, by=self.person)


class AddressViewSet(WriteViewSet, mixins.DestroyModelMixin):
    """Further addresses of customers: mailing, site, delivery, employer's. The main one is on the card."""

    queryset = Address.objects.all()
    serializer_class = AddressSerializer
    filterset_class = AddressFilter

    def write_new(self, values: dict[str, Any]) -> Address:
        customer = values.pop("customer")
        return add_address(customer=customer, by=self.person, values=values)

    def write_changes(self, record: Address, values: dict[str, Any]) -> Address:
        values.pop("customer", None)
        return update_address(address=record, by=self.person, values=values)

    def perform_destroy(self, instance: Address) -> None:
        remove_address(address=instance, by=self.person)
