"""Forms of contacts and further addresses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.customers.choices import ContactRole
from crm.customers.fields import ADDRESS_FIELDS, CONTACT_FIELDS
from crm.customers.forms.pieces import fields_of_model
from crm.customers.models import Address, Contact
from crm.shell.forms import Section, Wide, helper


class ContactForm(forms.Form):
    """A person at a customer."""

    locals().update(fields_of_model(Contact, [name for name in CONTACT_FIELDS if name != "roles"]))
    roles = forms.MultipleChoiceField(
        choices=ContactRole.choices,
        required=False,
        label=_("Roles"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One person may have several; tick none for somebody else there."),
    )
    helper = helper(
        Section(pgettext_lazy("part of a card", "Who"), "name", "title", "department", Wide("roles")),
        Section(_("How to reach them"), "phone", "mobile", "email", "messenger"),
        Section(_("The person"), "birthday", "personality", Wide("interests")),
    )


class AddressForm(forms.Form):
    """A further address of a customer."""

    locals().update(fields_of_model(Address, ADDRESS_FIELDS))
    helper = helper(
        Section(
            _("Address"),
            "kind",
            Wide("street"),
            "postcode",
            "city",
            "region",
            "country",
            "latitude",
            "longitude",
        ),
    )


def initial_of(record: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Return what a form shows at first of *record*."""
    return {name: getattr(record, name) for name in names}
