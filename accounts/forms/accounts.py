"""Trading facts of an account, its tier and its owner."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import RATED_TIERS
from accounts.filters import Day
from accounts.models import Account
from accounts.services.accounts import FACTS
from accounts.services.overrides import LONGEST
from crm.people.models import User
from crm.shell.forms import Section, Wide, helper

if TYPE_CHECKING:
    from crm.shell.predicates import Viewer

WEEKDAYS = (
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
)


class AccountForm(forms.ModelForm[Account]):
    visit_weekdays = forms.MultipleChoiceField(
        label=_("Visits on"),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: any working day."),
    )
    helper = helper(
        Section(
            _("Visits"),
            "cadence_days",
            "visit_minutes",
            "visit_from",
            "visit_until",
            Wide("visit_weekdays"),
            hint=_("What differs from the rules of the tier."),
        ),
        Section(_("Contact preferences"), "preferred_channel", "preferred_time"),
        Section(
            _("Trade"),
            "currency",
            "payment_days",
            "supply_priority",
            Wide("buying_habits"),
            Wide("delivery_needs"),
        ),
    )

    class Meta:
        model = Account
        fields = FACTS
        widgets = {
            "visit_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "visit_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "buying_habits": forms.Textarea(attrs={"rows": 3}),
            "delivery_needs": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"buying_habits": _("What, how much, how often, when.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["visit_weekdays"] = list(self.instance.visit_weekdays)

    def clean_visit_weekdays(self) -> str:
        return "".join(sorted(self.cleaned_data["visit_weekdays"]))


class TierForm(forms.Form):
    """A manager's word on a tier."""

    tier = forms.ChoiceField(label=_("Tier"), choices=[(tier.value, tier.label) for tier in RATED_TIERS])
    expires_on = forms.DateField(label=_("Last day"), widget=Day)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stays with the account's history."),
    )
    helper = helper(Section(_("Tier"), "tier", "expires_on", Wide("reason")))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["expires_on"].initial = today + timedelta(days=90)
        self.fields["expires_on"].widget.attrs |= {
            "min": today.isoformat(),
            "max": (today + LONGEST).isoformat(),
        }


class OwnerForm(forms.Form):
    """Who gets the chosen accounts."""

    owner = forms.ModelChoiceField(label=_("New owner"), queryset=User.objects.none())
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, user: Viewer, data: Any) -> None:
        super().__init__(data)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.visible_to(user).active()
