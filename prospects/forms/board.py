"""Whose prospects the board shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from crm.people.models import Team, User
from crm.people.visibility import scope_of

if TYPE_CHECKING:
    from prospects.querysets import ProspectQuerySet


class BoardFilter(forms.Form):
    """A rep or a team, for who sees those of others; who sees only their own has nothing to choose."""

    owner = forms.ModelChoiceField(
        User.objects.none(), required=False, label=_("Rep"), empty_label=_("All reps")
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), required=False, label=_("Team"), empty_label=_("All teams")
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        scope = scope_of(user)
        self.chooses = scope.everything or bool(scope.team_ids) or len(scope.owner_ids) > 1
        people: Any = self.fields["owner"]
        teams: Any = self.fields["team"]
        if self.chooses:
            people.queryset = User.objects.visible_to(user).active().order_by("name", "pk")
            teams.queryset = Team.objects.visible_to(user)
        if not scope.everything and len(scope.team_ids) <= 1:
            teams.widget = forms.HiddenInput()  # nothing to choose
        for field in self.fields.values():
            field.widget.attrs |= {"class": "form-select", "data-submit-on-change": True}

    def narrow(self, rows: ProspectQuerySet) -> ProspectQuerySet:
        """Return the rows chosen; none for a rep or team that the person does not see."""
        if not self.is_valid():
            return rows.none()
        if owner := self.cleaned_data["owner"]:
            rows = rows.filter(customer__owner=owner)
        if team := self.cleaned_data["team"]:
            rows = rows.filter(customer__team__path__startswith=team.path)
        return rows

    @cached_property
    def query(self) -> dict[str, int]:
        """The choice as parameters of the list and the board."""
        if not self.is_valid():
            return {}
        return {name: value.pk for name, value in self.cleaned_data.items() if value is not None}
