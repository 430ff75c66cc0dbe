"""One visit: its page, and everything that is done to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from crm.customers.maps import map_url
from crm.customers.models import Customer
from crm.people.models import User
from crm.shell import formats
from crm.shell.access import VisibleMixin
from crm.shell.errors import Refused
from crm.shell.forms import ServiceFormPage, safe_next
from crm.shell.keys import key_of
from prospects.choices import LIVE_DISPOSITIONS
from prospects.models import Prospect
from visits.boards import VisitLine, line_of
from visits.choices import OPEN_STATES, MissedReason, VisitState
from visits.clock import local_now
from visits.forms import AppointmentForm, CancelForm, MissedForm, MoveForm
from visits.models import Visit
from visits.reasons import why_all
from visits.rules import may_change, may_plan_for, may_report, may_undo_report
from visits.services.appointments import cancel_visit, make_appointment, move_visit
from visits.services.outcomes import complete_visit, miss_visit, reopen_visit


class VisitMixin(VisibleMixin):
    """A visit the person may see, with what its pages name."""

    model = Visit

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def record_rows(self, rows: Any) -> Any:
        return rows.select_related("customer", "rep__team", "plan")

    @cached_property
    def record(self) -> Visit:
        visit: Visit = self.get_record()
        return visit


class VisitPage(VisitMixin, TemplateView):
    """Everything about one visit: when, where, why, and what became of it."""

    template_name = "visits/visit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        visit, user = self.record, self.user
        agent = self.request.headers.get("User-Agent", "")
        sees = Customer.objects.visible_to(user).filter(pk=visit.customer_id).exists()
        may_go = sees or visit.state in OPEN_STATES
        history = visit.history.select_related("history_user").order_by("-history_id")[:20]
        return super().get_context_data(
            visit=visit,
            line=line_of(visit),
            may_go=may_go,
            reasons=why_all(visit.reasons, on=visit.date),
            navigate=map_url(visit.customer, agent) if may_go else "",
            may_change=may_report(user, visit),
            may_report=may_report(user, visit) and visit.date <= local_now(visit.rep).date(),
            may_undo=may_undo_report(user, visit),
            sees_customer=sees,
            history=history,
            efforts=self._efforts(),
            dispositions=[(each, each.label) for each in LIVE_DISPOSITIONS],
            **kwargs,
        )

    def _efforts(self) -> list[Prospect]:
        """The open efforts for the customer, once the visit was made: how to go on with them (D1.3, D2.3)."""
        if self.record.state != VisitState.DONE:
            return []
        efforts = Prospect.objects.visible_to(self.user).open().filter(customer=self.record.customer_id)
        return list(efforts.select_related("line").order_by("pk"))


class VisitAction(VisitMixin):
    """A button's one service call: back to where it was pressed, with a word on what happened."""

    http_method_names = ["post"]

    def allows_object(self, user: Any, record: Visit) -> bool:
        return may_change(user, record)

    def act(self, user: User) -> str:
        """Call the service; return the toast."""
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        visit = self.record
        try:
            messages.success(request, self.act(self.user))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(safe_next(request, visit.get_absolute_url()))


class VisitDone(VisitAction):
    def act(self, user: User) -> str:
        visit = complete_visit(visit=self.record, by=user)
        done = _("%(name)s: visited.") % {"name": visit.customer.name}
        if not Prospect.objects.visible_to(user).open().filter(customer=visit.customer).exists():
            return done
        return format_html('{} <a href="{}">{}</a>', done, visit.get_absolute_url(), _("How to go on?"))


class VisitReopen(VisitAction):
    def act(self, user: User) -> str:
        visit = reopen_visit(visit=self.record, by=user)
        return _("%(name)s is still to be visited.") % {"name": visit.customer.name}


class VisitFormPage(VisitMixin, ServiceFormPage):
    """A form about one visit."""

    def allows_object(self, user: Any, record: Visit) -> bool:
        return may_change(user, record)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.record  # noqa: B018 - 404 and 403 come before the form
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.record  # noqa: B018
        return super().post(request, *args, **kwargs)

    def get_cancel_url(self) -> str:
        return self.record.get_absolute_url()

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        visit = self.record
        return f"{visit.customer.name}, {formats.weekday(visit.date)} {formats.clock(visit.starts)}"


class VisitMissed(VisitFormPage):
    """Also takes the reason straight from a button of the day's agenda."""

    title = gettext_lazy("Visit missed")
    form_class = MissedForm
    submit_label = gettext_lazy("Save")

    def perform(self, form: Any) -> Visit:
        return miss_visit(visit=self.record, by=self.user, **form.cleaned_data)

    def done_message(self, result: Visit) -> str:
        words = {"name": result.customer.name, "reason": MissedReason(result.missed_reason).label.lower()}
        return _("%(name)s: missed, %(reason)s. Plan the week again to fit another visit in.") % words


class VisitMove(VisitFormPage):
    title = gettext_lazy("Move visit")
    form_class = MoveForm
    submit_label = gettext_lazy("Move")

    def get_initial(self) -> dict[str, Any]:
        visit = self.record
        return {"date": visit.date, "starts": visit.starts, "minutes": VisitLine(visit, 1).minutes}

    def perform(self, form: Any) -> Visit:
        return move_visit(visit=self.record, by=self.user, **form.cleaned_data)

    def done_message(self, result: Visit) -> str:
        moved = _("Moved to %(day)s, %(time)s.") % {
            "day": formats.weekday(result.date),
            "time": formats.clock(result.starts),
        }
        return with_overlaps(moved, result)


class VisitCancel(VisitFormPage):
    title = gettext_lazy("Cancel visit")
    form_class = CancelForm
    submit_label = gettext_lazy("Cancel visit")
    cancel_label = gettext_lazy("Keep the visit")

    def perform(self, form: Any) -> Visit:
        return cancel_visit(visit=self.record, by=self.user, **form.cleaned_data)

    def done_message(self, result: Visit) -> str:
        return _("%(name)s is out of this week.") % {"name": result.customer.name}


class VisitCreate(ServiceFormPage):
    """A new appointment; ``?customer=``, ``?rep=`` and ``?date=`` fill the form."""

    template_name = "visits/appointment.html"
    title = gettext_lazy("New appointment")
    form_class = AppointmentForm
    submit_label = gettext_lazy("Make appointment")

    @cached_property
    def customer(self) -> Customer | None:
        """Return the customer from whose card the person comes."""
        user: User = self.request.user  # type: ignore[assignment]
        return _visible_customer(user, self.request.GET.get("customer", ""))

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return self.customer.name if self.customer is not None else ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_cancel_url(self) -> str:
        return reverse("visits:week")

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        user: User = self.request.user  # type: ignore[assignment]
        initial: dict[str, Any] = {"rep": user.pk, "date": local_now(user).date()}
        if self.customer is not None:
            initial["customer"] = self.customer.number
            initial["rep"] = self.customer.owner_id or user.pk
        if rep := key_of(asked.get("rep")):
            initial["rep"] = rep
        if asked.get("date"):
            initial["date"] = asked["date"]
        return initial

    def perform(self, form: AppointmentForm) -> Visit:
        user: User = self.request.user  # type: ignore[assignment]
        rep = form.cleaned_data["rep"]
        if not may_plan_for(user, rep):
            raise Refused(_("You do not plan for %(name)s.") % {"name": rep.name}, field="rep")
        return make_appointment(by=user, **form.cleaned_data)

    def done_message(self, result: Visit) -> str:
        made = _("Appointment with %(name)s on %(day)s, %(time)s.") % {
            "name": result.customer.name,
            "day": formats.weekday(result.date),
            "time": formats.clock(result.starts),
        }
        return with_overlaps(made, result)


def with_overlaps(message: str, visit: Visit) -> str:
    """Add to *message* how many planned visits lie at the time of *visit*: planning moves them."""
    count = Visit.objects.open().overlapping(visit).count()
    if not count:
        return message
    overlaps = ngettext(
        "%(count)s planned visit lies at the same time: plan the week again.",
        "%(count)s planned visits lie at the same time: plan the week again.",
        count,
    )
    return f"{message} {overlaps % {'count': count}}"


def _visible_customer(user: User, asked: str) -> Customer | None:
    return Customer.objects.visible_to(user).current().filter(pk=key_of(asked)).first()
