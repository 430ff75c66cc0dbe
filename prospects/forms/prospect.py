"""The form of an effort's own facts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Product, ProductFamily
from crm.customers.forms.pieces import IntroducerField
from crm.shell.forms import Section, Wide, helper
from prospects.choices import Answer, Newcomer
from prospects.forms.fields import MethodField, day_field
from prospects.models import Prospect
from prospects.services.opening import FACTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crm.customers.models import Customer
    from crm.people.models import User

ANSWERS = ("need", "budget", "authority", "timing")
_QUESTIONS = {
    "need": _("Do they need what we sell?"),
    "budget": _("Do they have the money for it?"),
    "authority": _("Do we speak with who decides?"),
    "timing": _("Will they buy soon?"),
}


class ProspectForm(forms.Form):
    """A new effort on a card that is there, or a change of *prospect*'s facts."""

    line = forms.ModelChoiceField(
        ProductFamily.objects.all(),
        required=False,
        label=_("Product line"),
        empty_label=_("everything we sell"),
    )
    products = forms.ModelMultipleChoiceField(
        Product.objects.filter(active=True),
        required=False,
        label=_("Products of interest"),
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )
    interest = forms.CharField(max_length=200, required=False, label=_("Interest in words"))
    newcomer = forms.ChoiceField(choices=Newcomer.choices, label=_("Kind of newcomer"))
    hesitation = forms.CharField(max_length=200, required=False, label=_("Why they hesitate"))
    method = MethodField(label=_("Acquisition method"), empty_label=_("Choose how they were found"))
    introducer = IntroducerField()
    expected_value = forms.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, required=False, label=_("Expected yearly sales")
    )
    expected_on = day_field(required=False, label=_("Expected first order"))
    opened_on = day_field(required=False, initial=timezone.localdate, label=_("Opened on"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    helper = helper(
        Section(_("What for"), "line", "products", Wide("interest")),
        Section(_("What we expect"), "expected_value", "expected_on"),
        Section(_("Qualification"), *ANSWERS, hint=_("Time belongs to who answers strongly.")),
        Section(
            _("Where they come from"), "method", "introducer", "newcomer", Wide("hesitation"), "opened_on"
        ),
        "seen",
    )

    def __init__(
        self,
        *args: Any,
        user: User,
        customer: Customer,
        prospect: Prospect | None = None,
        **kwargs: Any,
    ) -> None:
        self.prospect = prospect
        known = _of_card(customer) | (_initial(prospect) if prospect is not None else {})
        kwargs["initial"] = known | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        introducer: Any = self.fields["introducer"]
        introducer.user = user
        if not introducer.is_open_to(user, customer):
            del self.fields["introducer"], self.initial["introducer"]
        for name in ANSWERS:
            self.fields[name] = forms.TypedChoiceField(
                choices=Answer.choices,
                coerce=int,
                label=capfirst(Prospect._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
                help_text=_QUESTIONS[name],
                initial=self.initial.get(name, Answer.UNKNOWN),
            )
        if prospect is not None:
            method: Any = self.fields["method"]
            method.allow(prospect.method)

    @property
    def facts(self) -> dict[str, Any]:
        """What the services take; a day left empty stays as it is, or is today."""
        facts = {name: self.cleaned_data[name] for name in FACTS}
        if facts["opened_on"] is None:
            del facts["opened_on"]
        return facts

    @property
    def card(self) -> dict[str, Any]:
        """What the form changes on the customer's card: who introduced them."""
        if "introducer" not in self.changed_data:
            return {}
        introducer, contact = self.cleaned_data["introducer"]
        return {"introducer": introducer, "introducer_contact": contact}

    @property
    def chosen_products(self) -> Sequence[Product]:
        return list(self.cleaned_data["products"])

    @property
    def seen_at(self) -> datetime | None:
        """When the prospect that the person saw was changed last."""
        try:
            return parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return None


def _of_card(customer: Customer) -> dict[str, Any]:
    return {"introducer": IntroducerField.words(customer.introducer, customer.introducer_contact)}


def _initial(prospect: Prospect) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(prospect, name) for name in FACTS}
    values["products"] = [product.pk for product in prospect.products.all()]
    values["seen"] = prospect.updated_at.isoformat()
    return values
