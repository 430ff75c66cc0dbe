"""Forms of what is done to a prospect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shell.forms import Wide, helper
from prospects.choices import Disposition, GiveUpReason
from prospects.forms.fields import day_field, place_of, places
from prospects.models import Prospect, Step
from prospects.places import Place
from prospects.policy import early_visits

if TYPE_CHECKING:
    from crm.people.models import User


class StageForm(forms.Form):
    """Where to move a prospect; ``was`` is where the person saw it."""

    to = forms.ChoiceField(label=_("Stage and step"), widget=forms.RadioSelect)
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    helper = helper(Wide("to"), "was")

    def __init__(self, *args: Any, prospect: Prospect, **kwargs: Any) -> None:
        here = str(Place.of(prospect))
        kwargs["initial"] = {"to": here, "was": here} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.choices = places(prospect)
        self.step: Step | None = None

    def clean_to(self) -> Place:
        place, self.step = place_of(self.cleaned_data["to"])
        if place is None:
            raise forms.ValidationError(_("This step is not there any more. Choose another."))
        return place

    def clean_was(self) -> Place | None:
        return Place.parse(self.cleaned_data["was"])


class ManyStagesForm(forms.Form):
    """Where to move several prospects."""

    to = forms.ChoiceField(label=_("Stage and step"), widget=forms.RadioSelect)

    def __init__(self, user: User, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        to: Any = self.fields["to"]
        to.choices = places()

    def clean_to(self) -> Place:
        place, _step = place_of(self.cleaned_data["to"])
        if place is None:
            raise forms.ValidationError(_("This step is not there any more. Choose another."))
        return place


class DispositionForm(forms.Form):
    """Go on, or keep warm; giving up has a form of its own."""

    disposition = forms.ChoiceField(
        choices=[
            (Disposition.CONTINUE, _("Continue: it stays in the visit plan")),
            (Disposition.KEEP_WARM, _("Keep warm: fewer visits, touches by post, phone or message")),
        ],
        label=_("From now on"),
        widget=forms.RadioSelect,
    )


class GiveUpForm(forms.Form):
    """Why a prospect is struck off; before so many visits in words, too."""

    reason = forms.ChoiceField(
        choices=[("", _("Choose the reason")), *GiveUpReason.choices], label=_("Reason")
    )
    note = forms.CharField(
        max_length=400, required=False, label=_("In words"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, prospect: Prospect, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if prospect.visits_made < early_visits():
            self.fields["note"].required = True
            self.fields["note"].help_text = _("Needed, as so few visits were made. Your manager reads it.")


class ConvertForm(forms.Form):
    """When the prospect was won."""

    won_on = day_field(required=False, label=_("Won on"))

    helper = helper("won_on")

    def __init__(self, *args: Any, prospect: Prospect, **kwargs: Any) -> None:
        kwargs["initial"] = {"won_on": max(timezone.localdate(), prospect.opened_on)}
        super().__init__(*args, **kwargs)
