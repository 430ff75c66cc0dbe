"""Forms of touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.customers.custom_forms import date_input
from crm.customers.models import Contact
from crm.shell.forms import Section, Wide, helper
from crm.timeline.choices import StepKind, TouchKind, TouchOutcome
from crm.timeline.models import Touch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crm.customers.models import Customer

NONE = ("", "–")


def _now_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class StepFields(forms.Form):
    """What is to follow; all of it may stay empty."""

    next_step = forms.CharField(label=_("Next step"), max_length=200, required=False)
    next_step_kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[NONE, *StepKind.choices],
        required=False,
        help_text=_("A visit enters the plan of its week."),
    )
    next_step_on = forms.DateField(label=_("By when"), widget=date_input(), required=False)


class ManyTouchesForm(StepFields):
    """The same touch of many customers; whose they are does not matter to the form."""

    kind = forms.ChoiceField(label=_("Kind"), choices=TouchKind.choices, initial=TouchKind.LETTER)
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[NONE, *TouchOutcome.choices],
        required=False,
        initial=TouchOutcome.SENT,
    )
    cost = forms.DecimalField(
        label=_("Cost of each"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    field_order = ("kind", "outcome", "cost", "note", "next_step", "next_step_kind", "next_step_on")

    def __init__(self, user: Any, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)


class TouchForm(StepFields):
    """One touch of *customer*. On the card its kind is chosen before and only carried along."""

    kind = forms.ChoiceField(label=_("Kind"), choices=TouchKind.choices)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=[NONE, *TouchOutcome.choices], required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("With"), required=False)
    at = forms.DateTimeField(
        label=_("When"), required=False, widget=_now_input(), help_text=_("Empty: just now.")
    )
    cost = forms.DecimalField(
        label=pgettext_lazy("touch", "Cost"), required=False, min_value=0, max_digits=12, decimal_places=2
    )

    helper = helper(
        Section(_("What happened"), "kind", "outcome", Wide("note")),
        Section(_("Next step"), Wide("next_step"), "next_step_kind", "next_step_on"),
        Section(_("More"), "contact", "at", "cost"),
    )

    def __init__(self, *args: Any, customer: Customer, kind_chosen: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact: Any = self.fields["contact"]
        contact.queryset = Contact.objects.filter(customer=customer).order_by("name", "pk")
        if kind_chosen:
            self.fields["kind"].widget = forms.HiddenInput()
            self.helper = helper(
                Section("", "kind", "outcome", Wide("note")),
                Section(_("Next step"), Wide("next_step"), "next_step_kind", "next_step_on"),
                Section(_("More"), "contact", "at", "cost"),
            )

    def facts(self, *, changed_only: bool = False) -> dict[str, Any]:
        """Return the facts of the touch as the services take them; the moment only when it was given."""
        names = self.changed_data if changed_only else list(self.cleaned_data)
        facts = {name: self.cleaned_data[name] for name in names}
        if facts.get("at", "given") is None:
            del facts["at"]
        return facts


def facts_of(touch: Touch) -> Mapping[str, Any]:
    """Return what the form shows of a stored touch; its moment to the minute, as people give it."""
    facts = {name: getattr(touch, name) for name in TouchForm.base_fields}
    return {**facts, "at": touch.at.replace(second=0, microsecond=0)}
