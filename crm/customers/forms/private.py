"""The form of private details."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.customers.choices import CustomerKind, PrivateField
from crm.customers.models import PrivateDetails
from crm.customers.services.private import MAX_LENGTH
from crm.shell.forms import Section, helper

# Party, religion, spouse and family are asked of individuals only.
OF_ORGANISATIONS = (PrivateField.BANK_ACCOUNT, PrivateField.TAX_NUMBER)


class PrivateForm(forms.Form):
    """Private details of a card of *kind*."""

    def __init__(self, data: object = None, *, kind: str, details: PrivateDetails | None = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        names = OF_ORGANISATIONS if kind == CustomerKind.ORGANISATION else tuple(PrivateField)
        for name in names:
            self.fields[name.value] = forms.CharField(
                label=name.label,
                required=False,
                max_length=MAX_LENGTH,
                initial=getattr(details, name.value, ""),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        self.helper = helper(Section(_("Private details"), *(name.value for name in names)))
