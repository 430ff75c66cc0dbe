"""By which orders the accounts are ranked now."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.filters import Day
from accounts.services.ranking import LONGEST_WINDOW
from crm.shell.forms import Section, Wide, helper


class Period(models.TextChoices):
    ROLLING = "rolling", _("As in the settings")
    ALL = "all", _("All orders")
    DAYS = "days", _("Own number of days")


class RankForm(forms.Form):
    """The period of a ranking; nothing chosen ranks as the monthly schedule does, as of today."""

    period = forms.ChoiceField(
        label=_("By the orders of"), choices=Period.choices, required=False, initial=Period.ROLLING
    )
    days = forms.IntegerField(
        label=_("Days"),
        required=False,
        min_value=1,
        max_value=LONGEST_WINDOW,
        help_text=_("For an own number only."),
    )
    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        widget=Day,
        help_text=_("The last day that counts; empty: today."),
    )
    helper = helper(Section(_("Period"), Wide("period"), "days", "as_of"))

    def __init__(self, *args: Any, days_of_policy: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rolling = gettext("Last %(days)s days") % {"days": days_of_policy}
        if days_of_policy == 365:
            rolling = gettext("Last 12 months")
        field: Any = self.fields["period"]
        field.choices = [(Period.ROLLING, rolling), *Period.choices[1:]]
        self.fields["as_of"].widget.attrs["max"] = timezone.localdate().isoformat()
        for name, each in self.fields.items():
            each.widget.attrs["class"] = "form-select" if name == "period" else "form-control"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("period") == Period.DAYS and not cleaned.get("days") and "days" not in self.errors:
            self.add_error("days", _("Give the number of days."))
        return cleaned

    @property
    def window(self) -> dict[str, Any]:
        """What `request_ranking` takes: as_of, days, all_orders."""
        cleaned = self.cleaned_data
        as_of: date | None = cleaned.get("as_of")
        days = cleaned["days"] if cleaned.get("period") == Period.DAYS else None
        return {"as_of": as_of, "days": days, "all_orders": cleaned.get("period") == Period.ALL}
