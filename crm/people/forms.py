"""Forms about people."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from crm.people.backends import RoleBackend
from crm.people.choices import LeaveKind
from crm.people.models import Territory, User
from crm.people.services.profile import OWN_FIELDS


class TimeZoneField(forms.ChoiceField):
    """A choice of the zones this machine knows, such as Europe/Berlin."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Time zone"))
        names = sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")
        super().__init__(choices=[(name, name) for name in names], **kwargs)


class LogInForm(AuthenticationForm):
    """Log in by e-mail address."""

    username = forms.EmailField(
        label=_("E-mail"),
        max_length=190,
        widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "username"}),
    )
    error_messages = {
        "invalid_login": _(
            "This e-mail and password do not belong together. Check both; passwords mind capitals."
        ),
        "inactive": _("This log-in is closed. Ask your admin."),
    }


class PersonPasswordResetForm(PasswordResetForm):
    """Writes in the person's own language: the browser that asked may be a stranger's."""

    def get_users(self, email: str) -> Iterable[User]:
        """Return who may log in with *email*, also who has no password yet because a file brought them."""
        may_log_in = RoleBackend().user_can_authenticate
        return [person for person in User.objects.filter(email=email.strip().lower()) if may_log_in(person)]

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        with override(context["user"].language):
            super().send_mail(subject_template_name, email_template_name, context, *args, **kwargs)


class ProfileForm(forms.ModelForm[User]):
    """What people set about themselves."""

    time_zone = TimeZoneField()

    class Meta:
        model = User
        fields = OWN_FIELDS

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("base_latitude") is None) != (cleaned.get("base_longitude") is None):
            self.add_error("base_longitude", _("Give both latitude and longitude, or neither."))
        for field, limit in (("base_latitude", 90), ("base_longitude", 180)):
            value = cleaned.get(field)
            if value is not None and abs(value) > limit:
                self.add_error(field, _("Between −%(limit)s and %(limit)s degrees.") % {"limit": limit})
        return cleaned


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class PeriodForm(forms.Form):
    """A period of whole days of one person."""

    starts_on = forms.DateField(label=_("First day"), widget=DateInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DateInput())


class LeaveForm(PeriodForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=LeaveKind.choices)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    field_order = ("kind", "starts_on", "ends_on", "note")


class DeputyForm(PeriodForm):
    deputy = forms.ModelChoiceField(label=_("Deputy"), queryset=User.objects.none())
    field_order = ("deputy", "starts_on", "ends_on")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["deputy"]
        field.queryset = User.objects.active().exclude(pk=person.pk)


class HandoverForm(forms.Form):
    """From whom, to whom, and whether only one territory."""

    giver = forms.ModelChoiceField(label=pgettext_lazy("person", "From"), queryset=User.objects.none())
    taker = forms.ModelChoiceField(label=pgettext_lazy("person", "To"), queryset=User.objects.none())
    territory = forms.ModelChoiceField(
        label=_("Territory"), queryset=Territory.objects.none(), required=False, empty_label=_("Everything")
    )
    note = forms.CharField(
        label=_("Note on each timeline"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: dict[str, Any] = self.fields
        people["giver"].queryset = User.objects.visible_to(by).order_by("name")
        people["taker"].queryset = User.objects.visible_to(by).active().order_by("name")
        people["territory"].queryset = Territory.objects.visible_to(by)
