"""The quick add: a name, one way to reach them, and how they were found."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import ProductFamily
from crm.customers.choices import CustomerKind
from crm.customers.forms.pieces import IntroducerField
from crm.customers.rules import may_change_owner
from crm.people.models import User
from prospects.choices import MethodGroup
from prospects.forms.fields import MethodField, day_field
from prospects.models import AcquisitionMethod

CARD = ("kind", "name", "phone", "email", "mobile", "messenger", "street", "city")
MORE = (
    "introducer",
    "mobile",
    "messenger",
    "street",
    "city",
    "contact_name",
    "line",
    "expected_value",
    "interest",
    "opened_on",
)


class QuickForm(forms.Form):
    """A new prospect in ten seconds (domain.md, D1.1); what else is known lies folded away."""

    name = forms.CharField(
        max_length=200,
        label=_("Name"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    phone = forms.CharField(
        max_length=40,
        required=False,
        label=_("Phone"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        max_length=190,
        required=False,
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        choices=CustomerKind.choices,
        initial=CustomerKind.ORGANISATION,
        label=_("Kind of card"),
        widget=forms.RadioSelect,
    )
    method = MethodField(required=False, label=_("How found"), empty_label=_("not said"))
    owner = forms.ModelChoiceField(
        User.objects.none(), required=False, label=_("Owner"), empty_label=_("nobody yet: the team's pool")
    )
    introducer = IntroducerField()
    mobile = forms.CharField(
        max_length=40, required=False, label=_("Mobile"), widget=forms.TextInput(attrs={"type": "tel"})
    )
    messenger = forms.CharField(max_length=80, required=False, label=_("Messenger id"))
    street = forms.CharField(max_length=200, required=False, label=_("Street"))
    city = forms.CharField(max_length=100, required=False, label=_("City"))
    contact_name = forms.CharField(max_length=160, required=False, label=_("Contact"))
    line = forms.ModelChoiceField(
        ProductFamily.objects.all(),
        required=False,
        label=_("Product line"),
        empty_label=_("everything we sell"),
    )
    expected_value = forms.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, required=False, label=_("Expected yearly sales")
    )
    interest = forms.CharField(max_length=200, required=False, label=_("Interest in words"))
    opened_on = day_field(required=False, label=_("Opened on"), help_text=_("Empty: today."))

    @property
    def card(self) -> dict[str, Any]:
        """The fields of the card."""
        card = {name: self.cleaned_data.get(name, "") for name in CARD}
        card["introducer"], card["introducer_contact"] = self.cleaned_data["introducer"]
        return card

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the effort."""
        facts = {name: self.cleaned_data[name] for name in ("method", "line", "expected_value", "interest")}
        day = self.cleaned_data["opened_on"]
        return facts | ({"opened_on": day} if day else {})

    @property
    def contacts(self) -> list[dict[str, Any]]:
        name = self.cleaned_data["contact_name"]
        return [{"name": name}] if name else []

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        introducer: Any = self.fields["introducer"]
        introducer.user = user
        owner.queryset = User.objects.visible_to(user).active()
        if not may_change_owner(user):
            del self.fields["owner"]
        if self.as_last_time:
            self.fields["method"].help_text = _("As last time.")
        for field in self.fields.values():
            field.widget.attrs["class"] = _look(field.widget)

    @property
    def as_last_time(self) -> bool:
        """Whether the method is one that nobody has chosen yet: the form begins with the one used last."""
        return not self.is_bound and bool(self.initial.get("method"))

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in MORE]

    @cached_property
    def brought_by_customers(self) -> list[int]:
        """The methods by which customers bring new ones: the folded part opens to ask who it was."""
        methods = AcquisitionMethod.objects.filter(active=True, group=MethodGroup.CUSTOMERS)
        return list(methods.values_list("pk", flat=True))

    @property
    def opened(self) -> bool:
        """Whether something in the folded part is filled, wrong, or asked for by the method."""
        asked = str(self["method"].value()) in map(str, self.brought_by_customers)
        return asked or any(self[name].value() or self[name].errors for name in MORE)


def _look(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
