"""The form that gives customers to somebody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.people.models import User


class OwnerForm(forms.Form):
    """A new owner among the people that *user* sees, and a note for each feed."""

    owner = forms.ModelChoiceField(User.objects.none(), label=_("New owner"))
    note = forms.CharField(label=_("Note for the feeds"), required=False, max_length=200)

    def __init__(self, user: User, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = User.objects.visible_to(user).active().select_related("team")
        owner.label_from_instance = lambda person: f"{person} · {person.team}" if person.team else str(person)
