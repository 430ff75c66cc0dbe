"""The form that puts customers into a territory."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.people.models import Territory


class TerritoryForm(forms.Form):
    """A territory among those that *user* sees, or none."""

    territory = forms.ModelChoiceField(
        Territory.objects.none(),
        label=_("Territory"),
        required=False,
        empty_label=_("None: take them out of theirs"),
    )

    def __init__(self, user: Any, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["territory"]
        field.queryset = Territory.objects.visible_to(user).select_related("rep")
        field.label_from_instance = lambda beat: f"{beat} · {beat.rep}" if beat.rep else str(beat)
