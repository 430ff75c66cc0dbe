"""Enter and take back leave and deputies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from crm.people.forms import DeputyForm, LeaveForm
from crm.people.models import Deputy, Leave, User
from crm.people.rules import may_arrange_absence
from crm.people.services.absence import cancel_leave, end_deputy, enter_leave, name_deputy
from crm.shell.access import VisibleMixin
from crm.shell.forms import ServiceFormPage


def person_url(person: User) -> str:
    return reverse("people:card", args=[person.pk])


class AbsenceFormPage(VisibleMixin, ServiceFormPage):
    """A form about one person's absence."""

    model = User

    def allows_object(self, user: Any, record: Any) -> bool:
        return may_arrange_absence(user, record)

    @cached_property
    def person(self) -> User:
        found: User = self.get_record()
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            self.person  # noqa: B018 - a 404 or 403 comes before any form
        return super().dispatch(request, *args, **kwargs)

    def get_cancel_url(self) -> str:
        return person_url(self.person)

    def done_url(self, result: Any) -> str:
        return person_url(self.person)


class LeaveAdd(AbsenceFormPage):
    form_class = LeaveForm

    def get_title(self) -> str:
        return _("Leave of %(name)s") % {"name": self.person.name}

    def perform(self, form: Any) -> Leave:
        return enter_leave(person=self.person, by=self.viewer, **form.cleaned_data)

    def done_message(self, result: Any) -> str:
        return _("Leave is entered; visits are planned around it.")


class DeputyAdd(AbsenceFormPage):
    form_class = DeputyForm

    def get_title(self) -> str:
        return _("Deputy of %(name)s") % {"name": self.person.name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"person": self.person}

    def perform(self, form: Any) -> Deputy:
        return name_deputy(principal=self.person, by=self.viewer, **form.cleaned_data)

    def done_message(self, result: Any) -> str:
        return _("%(name)s stands in.") % {"name": result.deputy.name}


class TakeBack(VisibleMixin):
    """Take an entry back, by POST; the entry is found through the person it is about."""

    http_method_names = ("post",)
    model = User
    entry_model: type[Leave] | type[Deputy]
    person_field: str

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = self.get_record()
        self.take_back(get_object_or_404(self.entry_model, pk=kwargs["entry"], **{self.person_field: person}))
        messages.success(request, _("Taken back."))
        return HttpResponseRedirect(person_url(person))

    def allows_object(self, user: Any, record: Any) -> bool:
        return may_arrange_absence(user, record)

    def take_back(self, entry: Any) -> None:
        raise NotImplementedError


class LeaveCancel(TakeBack):
    entry_model = Leave
    person_field = "person"

    def take_back(self, entry: Any) -> None:
        cancel_leave(leave=entry, by=self.viewer)


class DeputyEnd(TakeBack):
    entry_model = Deputy
    person_field = "principal"

    def take_back(self, entry: Any) -> None:
        end_deputy(deputy=entry, by=self.viewer)
