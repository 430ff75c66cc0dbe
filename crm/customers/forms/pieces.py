"""Form fields made from the models, as every form of the customer file wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.forms.models import fields_for_model
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from crm.customers.custom_forms import date_input
from crm.customers.models import Customer

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

    def __init__(self, *, list_id: str, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
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
        if not number:
            return None
        assert self.user is not None
        found = Customer.objects.visible_to(self.user).filter(number=number).first()
        if found is None:
            message = _("None of your customers has the number “%(number)s”.")
            raise forms.ValidationError(message, params={"number": number})
        return found
