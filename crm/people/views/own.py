"""One's own settings."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.people.forms import ProfileForm
from crm.people.models import User
from crm.people.services.profile import update_profile
from crm.shell.actions import Action
from crm.shell.forms import ServiceFormPage


class Profile(ServiceFormPage):
    """Name, phone, language, time zone and where the working day starts."""

    title = _("Your settings")
    form_class = ProfileForm

    def get_cancel_url(self) -> str:
        return reverse("shell:home")

    def actions(self) -> list[Action]:
        return [
            Action(
                label=_("Absence"), url=reverse("people:card", args=[self.request.user.pk]), icon="calendar"
            ),
            Action(label=_("API tokens"), url=reverse("people:tokens"), icon="globe"),
            Action(label=_("Change password"), url=reverse("people:password_change"), icon="lock"),
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        # A copy, so that what is typed does not change the person the page greets.
        return super().get_form_kwargs() | {"instance": User.objects.get(pk=self.request.user.pk)}

    def perform(self, form: Any) -> User:
        return update_profile(person=form.instance, by=self.viewer, **form.cleaned_data)

    def done_message(self, result: Any) -> Any:
        return _("Your settings are saved.")

    def done_url(self, result: Any) -> str:
        return reverse("people:profile")
