"""A product of the catalogue."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Product
from crm.shell.forms import Section, helper


class ProductForm(forms.ModelForm[Product]):
    helper = helper(
        Section(_("Product"), "number", "name", "family", "unit"),
        Section(
            _("Price"),
            "price",
            "cost",
            "active",
            hint=_("Per unit, in the base currency, tax excluded."),
        ),
    )

    class Meta:
        model = Product
        fields = ("number", "name", "family", "unit", "price", "cost", "active")
