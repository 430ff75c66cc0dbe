"""Touches of a customer: logged, mended, removed, and their next steps ticked off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers.models import Customer
from crm.shell.access import VisibleMixin
from crm.shell.actions import Action
from crm.shell.errors import Refused
from crm.shell.forms import ServiceFormPage, safe_next
from crm.shell.htmx import wants_fragment
from crm.shell.keys import key_of
from crm.timeline.choices import TouchKind, usual_outcome
from crm.timeline.forms import TouchForm, facts_of
from crm.timeline.models import Touch
from crm.timeline.rules import may_change_touch
from crm.timeline.services import finish_step, log_touch, remove_touch, update_touch
from crm.timeline.touching import start_context


class TouchNew(VisibleMixin, ServiceFormPage):
    """Log a touch: on a page, or in the card's own panel where htmx asks for it.

    ``?kind=`` chooses the kind, ``?contact=`` with whom; the outcome is the usual one, so that a press on
    Save is enough. In the panel nothing chosen brings the kinds back.
    """

    model = Customer
    title = gettext_lazy("Log a touch")
    form_class = TouchForm
    template_name = "timeline/touch_form.html"
    submit_label = gettext_lazy("Log it")

    @cached_property
    def customer(self) -> Customer:
        customer: Customer = self.get_record()
        return customer

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return self.customer.name

    @property
    def kind(self) -> str:
        """The kind asked for; a call when none is."""
        asked = self.request.POST.get("kind") or self.request.GET.get("kind", "")
        return asked if asked in TouchKind.values else TouchKind.CALL

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if wants_fragment(request) and "kind" not in request.GET:
            response = render(request, "timeline/_touch_start.html", start_context(self.customer))
        else:
            self.customer  # noqa: B018 - 404 comes before the form
            response = super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.customer  # noqa: B018
        return super().post(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        return ["timeline/_touch_form.html" if wants_fragment(self.request) else self.template_name]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "customer": self.customer, "kind_chosen": True}

    def get_initial(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "outcome": usual_outcome(self.kind),
            "contact": key_of(self.request.GET.get("contact")) or None,
        }

    def get_cancel_url(self) -> str:
        return self.customer.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = TouchKind(self.kind)
        return super().get_context_data(**start_context(self.customer), chosen=kind, **kwargs)

    def perform(self, form: TouchForm) -> Touch:
        return log_touch(customer=self.customer, by=self.viewer, facts=form.facts())

    def done_message(self, result: Touch) -> str:
        words = {"kind": result.get_kind_display(), "name": self.customer.name}
        return _("%(name)s: %(kind)s logged.") % words

    def done_url(self, result: Touch) -> str:
        return self.customer.get_absolute_url()

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if wants_fragment(self.request) and isinstance(response, HttpResponseRedirect):
            # The whole card has something new to say: its feed, its next step.
            return HttpResponse(headers={"HX-Refresh": "true"})
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        if wants_fragment(self.request):
            response.status_code = 422
        return response


class TouchMixin(VisibleMixin):
    """A touch of a customer the person sees."""

    model = Touch

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("customer", "contact", "by")


class TouchEdit(TouchMixin, ServiceFormPage):
    """Mend a touch, or take it off."""

    title = gettext_lazy("Touch")
    form_class = TouchForm
    template_name = "timeline/touch_edit.html"

    @cached_property
    def record(self) -> Touch:
        touch: Touch = self.get_record()
        return touch

    def allows_object(self, user: Any, record: Any) -> bool:
        return may_change_touch(user, record)

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        by = self.record.by
        return f"{self.record.customer.name} · {by.name}" if by else self.record.customer.name

    @property
    def crumbs(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]
        return ((_("Touches"), reverse("timeline:touches")),)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.record  # noqa: B018 - 404 and 403 come before the form
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.record  # noqa: B018
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "customer": self.record.customer}

    def get_initial(self) -> dict[str, Any]:
        return dict(facts_of(self.record))

    def get_cancel_url(self) -> str:
        return self.record.customer.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(deeds=self.deeds(), **kwargs)

    def deeds(self) -> list[Action]:
        """What else can be done with the touch, each a button of its own."""
        touch = self.record
        remove = Action(
            label=_("Remove"),
            url=reverse("timeline:touch-remove", args=[touch.pk]),
            icon="trash",
            post=True,
            danger=True,
            confirm=_("Take this touch off the record?"),
        )
        if not touch.has_open_step:
            return [remove]
        done = reverse("timeline:step-done", args=[touch.pk])
        return [Action(label=_("Next step done"), url=done, icon="check", post=True), remove]

    def perform(self, form: TouchForm) -> Touch:
        return update_touch(touch=self.record, by=self.viewer, facts=form.facts(changed_only=True))

    def done_message(self, result: Touch) -> str:
        return _("The touch is mended.")

    def done_url(self, result: Touch) -> str:
        return str(result.customer.get_absolute_url())


class TouchDeed(TouchMixin):
    """A button's one service call: back to the card, or to where ``next`` says."""

    http_method_names = ["post"]

    def act(self, touch: Touch) -> str:
        """Call the service; return the toast."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        touch: Touch = self.get_record()
        try:
            messages.success(request, self.act(touch))
        except Refused as refused:
            messages.error(request, str(refused))
        return HttpResponseRedirect(safe_next(request, touch.customer.get_absolute_url()))


class TouchRemove(TouchDeed):
    def allows_object(self, user: Any, record: Any) -> bool:
        return may_change_touch(user, record)

    def act(self, touch: Touch) -> str:
        remove_touch(touch=touch, by=self.viewer)
        return _("The touch is off the record.")


class StepDone(TouchDeed):
    def act(self, touch: Touch) -> str:
        finish_step(touch=touch, by=self.viewer)
        return _("%(name)s: next step done.") % {"name": touch.customer.name}
