"""Forms of appointments and outcomes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.customers.forms.pieces import CustomerNumberField
from crm.customers.models import Customer
from crm.people.models import User
from crm.shell.forms import Section, Wide, helper
from visits.choices import MissedReason, Occasion
from visits.services.appointments import LONGEST

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M")


class PersonField(forms.ModelChoiceField):
    """A person, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class VisitedCustomerField(CustomerNumberField):
    """A customer by number, suggested while typing, or by exact name; nobody from the archive."""

    def clean(self, value: Any) -> Customer:
        text = forms.CharField.clean(self, value)
        assert self.user is not None
        visible = Customer.objects.visible_to(self.user).current()
        found = list(visible.filter(number=text)[:1]) or list(visible.filter(name__iexact=text)[:2])
        if len(found) > 1:
            raise forms.ValidationError(_("Several customers have this name. Give the number of one."))
        if not found:
            raise forms.ValidationError(_("No customer of yours has this number or name."))
        return found[0]


class TimesForm(forms.Form):
    """Day, time and length of a visit."""

    date = forms.DateField(label=_("Day"), widget=DATE)
    starts = forms.TimeField(label=_("From"), widget=TIME)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=5,
        max_value=LONGEST,
        help_text=_("Empty: as the tier asks."),
    )


class AppointmentForm(TimesForm):
    """A new appointment. *user* bounds which customers and reps can be chosen."""

    customer = VisitedCustomerField(
        list_id="customers-found", label=_("Customer"), help_text=_("Type a name or a number.")
    )
    rep = PersonField(queryset=User.objects.none(), label=_("Rep"))
    occasion = forms.ChoiceField(label=_("Occasion"), choices=Occasion.choices, initial=Occasion.ROUTINE)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    field_order = ("customer", "rep", "date", "starts", "minutes", "occasion", "note")
    helper = helper(
        Section(_("Who"), "customer", "rep"),
        Section(_("When"), "date", "starts", "minutes", "occasion", Wide("note")),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].user = user  # type: ignore[attr-defined]
        self.fields["rep"].queryset = (  # type: ignore[attr-defined]
            User.objects.visible_to(user).active().order_by("name", "pk")
        )


class MoveForm(TimesForm):
    """Another day or time."""

    helper = helper(
        Section(
            _("When"), "date", "starts", "minutes", hint=_("Planning will keep the visit where you put it.")
        )
    )


class MissedForm(forms.Form):
    """Why a visit was not made."""

    reason = forms.ChoiceField(label=_("Why"), choices=MissedReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class CancelForm(forms.Form):
    """Why a visit is taken out."""

    reason = forms.CharField(label=_("Why"), required=False, max_length=300)
