"""The form of a card, one for each kind, with the custom fields of the day."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from crm.customers import custom_forms
from crm.customers.choices import CustomerKind
from crm.customers.fields import fields_of, sections_of
from crm.customers.forms.parts import ContactForm
from crm.customers.forms.pieces import IntroducerField, fields_of_model
from crm.customers.models import Customer, CustomField
from crm.customers.rules import may_change_owner
from crm.people.models import Territory, User
from crm.shell.forms import Section, Wide, helper

WIDE = frozenset({"main_customers", "strength", "products_bought", "interests", "street"})
_CONTACT = ("name", "title", "phone", "email", "roles")
_CONTACT_PREFIX = "contact_"


@cache
def _base_fields(kind: str) -> dict[str, forms.Field]:
    """Return the fields of a card of *kind*; made once, copied for each form."""
    fields = fields_of_model(Customer, fields_of(kind))
    del fields["introducer_contact"]  # named with its customer
    fields["introducer"] = IntroducerField()
    fields["number"].help_text = _("Empty: a number is given.")
    return fields


class CardForm(forms.Form):
    """A new card, or a change of *customer*'s. ``values`` is what the services take."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        user: User,
        kind: str,
        definitions: Sequence[CustomField],
        customer: Customer | None = None,
        **kwargs: Any,
    ) -> None:
        self.user, self.kind, self.customer = user, kind, customer
        self.definitions = [field for field in definitions if field.kind in {"", kind}]
        initial = _initial(customer, kind, self.definitions) if customer else {}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self._offers: dict[str, Callable[[], QuerySet[Any]]] = {}
        self._add_card_fields()
        for field in self.definitions:
            self.fields[f"{custom_forms.PREFIX}{field.key}"] = custom_forms.form_field(field)
        if customer is None:
            self._add_new_card_fields()
        self.helper = helper(*self._layout())

    def _add_card_fields(self) -> None:
        self.fields |= copy.deepcopy(_base_fields(self.kind))
        self._offer("territory", self._territories)
        self._offer("introducer_colleague", self._colleagues)
        introducer: Any = self.fields["introducer"]
        introducer.user = self.user
        if not introducer.is_open_to(self.user, self.customer):
            del self.fields["introducer"]

    def _add_new_card_fields(self) -> None:
        for name in _CONTACT:
            field = copy.deepcopy(ContactForm.base_fields[name])
            field.required = False
            self.fields[f"{_CONTACT_PREFIX}{name}"] = field
        nobody = User.objects.none()
        self.fields["owner"] = forms.ModelChoiceField(nobody, label=_("Owner"), required=False)
        self._offer("owner", lambda: User.objects.visible_to(self.user).active())

    def _offer(self, name: str, rows: Callable[[], QuerySet[Any]]) -> None:
        """Let *name* be chosen among *rows*; who sees what is only asked for a value or a page."""
        field: Any = self.fields[name]
        field.queryset = rows() if self.data.get(name) else field.queryset.none()
        self._offers[name] = rows

    def make_ready(self) -> None:
        """Fill the lists to choose from, and leave out what the person may not choose; before showing."""
        if "owner" in self.fields and not may_change_owner(self.user):
            del self.fields["owner"], self._offers["owner"]
            self.helper = helper(*self._layout())
        for name, rows in self._offers.items():
            field: Any = self.fields[name]
            field.queryset = rows()

    def _territories(self) -> QuerySet[Territory]:
        rows = Territory.objects.visible_to(self.user)
        if self.customer is not None and self.customer.territory_id:
            rows = Territory.objects.filter(Q(pk__in=rows) | Q(pk=self.customer.territory_id))
        return rows

    def _colleagues(self) -> QuerySet[User]:
        """Everybody at work may have brought somebody; who has left since stays on the card."""
        left = self.customer.introducer_colleague_id if self.customer is not None else None
        return User.objects.filter(Q(is_active=True) | Q(pk=left))

    def _layout(self) -> list[Section]:
        layout = [
            Section(section.label, *(_placed(name) for name in section.fields if name in self.fields))
            for section in sections_of(self.kind)
        ]
        if self.definitions:
            names = [f"{custom_forms.PREFIX}{field.key}" for field in self.definitions]
            layout.insert(-1, Section(_("Own fields"), *names))
        if self.customer is None:
            contact = [f"{_CONTACT_PREFIX}{name}" for name in _CONTACT]
            layout.insert(3, Section(_("First contact"), *contact, hint=_("More can be added on the card.")))
            if "owner" in self.fields:
                layout.append(Section(_("Ownership"), "owner"))
        return layout

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        rest = [name for name in _CONTACT if name != "name"]
        if any(cleaned.get(f"{_CONTACT_PREFIX}{name}") for name in rest) and not cleaned.get("contact_name"):
            self.add_error(f"{_CONTACT_PREFIX}name", _("Give the contact's name."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """The card's fields, with the custom ones below ``custom``."""
        names = [name for name in fields_of(self.kind) if name in self.fields]
        values = {name: self.cleaned_data[name] for name in names}
        if "introducer" in values:
            values["introducer"], values["introducer_contact"] = values["introducer"]
        prefix = custom_forms.PREFIX
        values["custom"] = {
            field.key: self.cleaned_data[f"{prefix}{field.key}"] for field in self.definitions
        }
        return values | {"kind": self.kind}

    @property
    def contacts(self) -> list[dict[str, Any]]:
        """The first contact of a new card, when one is given."""
        if not self.cleaned_data.get("contact_name"):
            return []
        return [{name: self.cleaned_data[f"{_CONTACT_PREFIX}{name}"] for name in _CONTACT}]

    @property
    def seen_at(self) -> datetime | None:
        """When the card that the person saw was changed last."""
        try:
            return parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return None


def _placed(name: str) -> Any:
    return Wide(name) if name in WIDE else name


def _initial(customer: Customer, kind: str, definitions: Sequence[CustomField]) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(customer, name) for name in fields_of(kind)}
    del values["introducer_contact"]
    values["introducer"] = IntroducerField.words(customer.introducer, customer.introducer_contact)
    values["seen"] = customer.updated_at.isoformat()
    for field in definitions:
        values[f"{custom_forms.PREFIX}{field.key}"] = custom_forms.initial(field, customer)
    return values


def other_kind(kind: str) -> CustomerKind:
    """Return the kind of card that *kind* is not."""
    if kind == CustomerKind.ORGANISATION:
        return CustomerKind.INDIVIDUAL
    return CustomerKind.ORGANISATION
