"""Form fields made from the models, as every form of the customer file wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.forms.models import fields_for_model
from django.urls import reverse_lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers.custom_forms import date_input
from crm.customers.models import Contact, Customer
from crm.shell.textsearch import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crm.people.models import User


def fields_of_model(model: type[models.Model], names: Sequence[str]) -> dict[str, forms.Field]:
    """Return plain form fields for *names* of *model*: dates with a picker, long texts three lines high."""
    fields: dict[str, forms.Field] = dict(fields_for_model(model, fields=list(names)))
    for field in fields.values():
        if isinstance(field, forms.DateField):
            field.widget = date_input()
        elif isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3
    for name in {"latitude", "longitude"} & set(fields):
        fields[name].widget.attrs["step"] = "any"
    return fields


class CustomerNumberField(forms.CharField):
    """A customer, given by their number; suggestions come while typing. Cleans to the Customer.

    Whom the person may not see, the field does not find.
    """

    def __init__(self, *, list_id: str, max_length: int = 40, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.user: User | None = None
        self.widget.attrs |= {
            "list": list_id,
            "autocomplete": "off",
            "hx-get": reverse_lazy("customers:suggest"),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{list_id}",
        }

    def clean(self, value: Any) -> Customer | None:
        number = super().clean(value)
        return self.find(number) if number else None

    def find(self, number: str) -> Customer:
        """Return the customer of this number that the person may see; ValidationError when there is none."""
        assert self.user is not None
        found = Customer.objects.visible_to(self.user).filter(number=number).first()
        if found is None:
            message = _("None of your customers has the number “%(number)s”.")
            raise forms.ValidationError(message, params={"number": number})
        return found


class IntroducerField(CustomerNumberField):
    """Who introduced a card: a customer's number, or that and the name of a contact, as ``K-7 / Ann Frey``.

    Cleans to the customer and the contact, each or both None.
    """

    BETWEEN = " / "
    LIST_ID = "introducers"  # the page has a datalist of this id

    def __init__(self, **kwargs: Any) -> None:
        words = gettext_lazy("A customer or somebody there: type a name to search.")
        own = {"list_id": self.LIST_ID, "max_length": 210, "required": False, "help_text": words}
        super().__init__(**{**own, "label": capfirst(gettext_lazy("introducer")), **kwargs})

    @staticmethod
    def is_open_to(user: User, customer: Customer | None) -> bool:
        """Whether *user* may say who introduced *customer* (None: a new one): not over whom they do not see.

        Whoever cannot see the introducer neither reads nor replaces them.
        """
        if customer is None or customer.introducer_id is None:
            return True
        return Customer.objects.visible_to(user).filter(pk=customer.introducer_id).exists()

    @classmethod
    def words(cls, customer: Customer | None, contact: Contact | None) -> str:
        """Return what the field shows for a stored introducer."""
        if customer is None:
            return ""
        return f"{customer.number}{cls.BETWEEN}{contact.name}" if contact else customer.number

    def clean(self, value: Any) -> Any:
        text = forms.CharField.clean(self, value)
        number, between, name = text.partition(self.BETWEEN)
        if not text:
            return None, None
        customer = self.find(number.strip())
        return customer, self._contact(customer, name.strip()) if between and name.strip() else None

    def _contact(self, customer: Customer, name: str) -> Contact:
        wanted = fold(name)
        for contact in customer.contacts.order_by("pk"):
            if fold(contact.name) == wanted:
                return contact
        message = _("%(customer)s has no contact “%(name)s”.")
        raise forms.ValidationError(message, params={"customer": customer.name, "name": name})
