"""Whose value stays, difference by difference."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.customers.merging.differences import Difference
from crm.customers.merging.registry import GONE, KEPT

SIDES = ((KEPT, _("of the card that is kept")), (GONE, _("of the other card")))


class MergeForm(forms.Form):
    """One choice for each difference, named by its key."""

    def __init__(self, data: object = None, *, differences: Sequence[Difference], **kwargs: object) -> None:
        super().__init__(data, **kwargs)  # type: ignore[arg-type]
        for one in differences:
            # Not required: what has come to differ since the page was made goes by default.
            self.fields[one.key] = forms.ChoiceField(
                label=one.label, choices=SIDES, required=False, initial=one.side, widget=forms.RadioSelect
            )

    @property
    def chosen(self) -> dict[str, str]:
        """Whose value stays, by the key of the difference."""
        return {key: side for key, side in self.cleaned_data.items() if side}


class UndoForm(forms.Form):
    """Nothing to fill in: pressing is enough."""
