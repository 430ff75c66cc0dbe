"""Which efforts the report of the methods counts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers.custom_forms import date_input
from crm.people.models import Team, User
from prospects.reports.methods import Chosen
from prospects.rules import leads


class MethodsForm(forms.Form):
    """Days of opening, team and rep; all of them may be left open."""

    since = forms.DateField(label=gettext_lazy("Opened from"), required=False, widget=date_input())
    until = forms.DateField(label=gettext_lazy("Opened until"), required=False, widget=date_input())
    team = forms.ModelChoiceField(
        Team.objects.none(), label=gettext_lazy("Team"), required=False, empty_label=gettext_lazy("All")
    )
    rep = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Rep"), required=False, empty_label=gettext_lazy("All")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not leads(user):
            del self.fields["team"], self.fields["rep"]  # their own are all they see
            return
        teams: Any = self.fields["team"]
        people: Any = self.fields["rep"]
        teams.queryset = Team.objects.visible_to(user).order_by("name")
        people.queryset = User.objects.visible_to(user).active().order_by("name")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one."))
        return cleaned

    @property
    def chosen(self) -> Chosen:
        """What was chosen; everything while the form is not valid."""
        return Chosen(**self.cleaned_data) if self.is_valid() else Chosen()
