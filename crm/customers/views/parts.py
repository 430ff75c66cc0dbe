"""Contacts and further addresses: added, changed and removed on small pages of their own."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers.fields import ADDRESS_FIELDS, CONTACT_FIELDS
from crm.customers.forms import AddressForm, ContactForm
from crm.customers.forms.parts import initial_of
from crm.customers.models import Address, Contact, Customer
from crm.customers.services import (
    add_address,
    add_contact,
    remove_address,
    remove_contact,
    update_address,
    update_contact,
)
from crm.customers.services.parts import GONE, gone
from crm.shell.access import VisibleMixin
from crm.shell.errors import Refused
from crm.shell.forms import ServiceFormPage


class _PartPage(VisibleMixin, ServiceFormPage):
    """A form about one part of a card; afterwards the card's tab of such parts."""

    tab: str

    @cached_property
    def record(self) -> Any:
        return self.get_record()

    @property
    def customer(self) -> Customer:
        found: Customer = self.record if isinstance(self.record, Customer) else self.record.customer
        return found

    @property
    def crumbs(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]
        return ((self.customer.name, self.tab_url),)

    @property
    def tab_url(self) -> str:
        return f"{self.customer.get_absolute_url()}?tab={self.tab}"

    def get_cancel_url(self) -> str:
        return self.tab_url

    def done_url(self, result: Any) -> str:
        return self.tab_url


class _PartEdit(_PartPage):
    names: tuple[str, ...]

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("customer")

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.record, self.names)


class ContactAdd(_PartPage):
    model = Customer
    title, form_class, tab = gettext_lazy("New contact"), ContactForm, "contacts"

    def perform(self, form: Any) -> Contact:
        return add_contact(customer=self.customer, by=self.viewer, values=form.cleaned_data)

    def done_message(self, result: Any) -> str:
        return _("%(name)s is on the card.") % {"name": result}


class ContactEdit(_PartEdit):
    model = Contact
    title, form_class, tab = gettext_lazy("Contact"), ContactForm, "contacts"
    names = CONTACT_FIELDS

    def get_title(self) -> str:
        return str(self.record)

    def perform(self, form: Any) -> Contact:
        return update_contact(contact=self.record, by=self.viewer, values=form.cleaned_data)

    def done_message(self, result: Any) -> str:
        return _("%(name)s is saved.") % {"name": result}


class AddressAdd(_PartPage):
    model = Customer
    title, form_class, tab = gettext_lazy("New address"), AddressForm, "addresses"

    def perform(self, form: Any) -> Address:
        return add_address(customer=self.customer, by=self.viewer, values=form.cleaned_data)

    def done_message(self, result: Any) -> str:
        return _("The address is on the card.")


class AddressEdit(_PartEdit):
    model = Address
    title, form_class, tab = gettext_lazy("Address"), AddressForm, "addresses"
    names = ADDRESS_FIELDS

    def perform(self, form: Any) -> Address:
        return update_address(address=self.record, by=self.viewer, values=form.cleaned_data)

    def done_message(self, result: Any) -> str:
        return _("The address is saved.")


class _PartRemove(VisibleMixin):
    """Takes a part off its card. A second press finds it gone, and ends on the same tab as the first."""

    http_method_names = ["post"]
    tab: str

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("customer")

    def remove(self, record: Any) -> None:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if removed := self._removed():
            messages.info(request, str(gone(removed)))
            return self._to_tab(removed.customer)
        record = self.get_record()
        try:
            self.remove(record)
        except Refused as refused:
            tell = messages.info if refused.code == GONE else messages.error
            tell(request, str(refused))
        else:
            messages.success(request, _("“%(name)s” is off the card.") % {"name": record})
        return self._to_tab(record.customer)

    def _removed(self) -> Any:
        """Return the part of the address as it was, if it was taken off a card that the person sees."""
        model: Any = self.model
        last = model.history.filter(id=self.kwargs["pk"]).order_by("-history_id").first()
        if last is None or last.history_type != "-":
            return None
        seen = Customer.objects.visible_to(self.viewer).filter(pk=last.customer_id)
        return last.instance if seen.exists() else None

    def _to_tab(self, customer: Customer) -> HttpResponseRedirect:
        return HttpResponseRedirect(f"{customer.get_absolute_url()}?tab={self.tab}")


class ContactRemove(_PartRemove):
    model = Contact
    tab = "contacts"

    def remove(self, record: Any) -> None:
        remove_contact(contact=record, by=self.viewer)


class AddressRemove(_PartRemove):
    model = Address
    tab = "addresses"

    def remove(self, record: Any) -> None:
        remove_address(address=record, by=self.viewer)
