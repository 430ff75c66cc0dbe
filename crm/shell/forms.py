"""Forms as every page has them: sections of two columns, one on a phone, errors summed up on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import Context
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.views.generic import FormView

from crm.shell.access import AllowedMixin
from crm.shell.actions import Action
from crm.shell.errors import Refused, RefusedMany

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Section(LayoutObject):  # type: ignore[misc]
    """A fieldset: ``Section(_("Address"), "street", "city", hint=_("…"))``."""

    def __init__(self, legend: StrOrPromise, *fields: Any, hint: StrOrPromise = "") -> None:
        self.legend = legend
        self.hint = hint
        self.fields = list(fields)

    def render(
        self, form: BaseForm, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        body = self.get_rendered_fields(form, context, template_pack, **kwargs)
        context_ = {"legend": self.legend, "hint": self.hint, "body": body}
        return mark_safe(render_to_string("shell/_form_section.html", context_))


class Wide(Field):  # type: ignore[misc]
    """A field over both columns: ``Wide("note")``."""

    def __init__(self, *fields: str, **kwargs: Any) -> None:
        super().__init__(*fields, wrapper_class="field--wide", **kwargs)


def helper(*layout: Any) -> FormHelper:
    """Return the crispy helper of a form: *layout* is its Sections."""
    made = FormHelper()
    made.form_tag = False
    made.disable_csrf = True
    made.render_hidden_fields = True
    if layout:
        made.layout = Layout(*layout)
    return made


def render_body(form: BaseForm, context: Context) -> SafeString:
    """Return the fields of *form* by its helper's layout; without one, all of them in one grid."""
    used: FormHelper = getattr(form, "helper", None) or helper()
    if used.layout is None:
        used.layout = Layout(Div(*form.fields, css_class="form__grid"))
    with context.push(**used.get_attributes(TEMPLATE_PACK)):
        body: SafeString = used.render_layout(form, context, template_pack=TEMPLATE_PACK)
        return body


def add_refusal(form: BaseForm, refused: Refused) -> None:
    """Show a service's refusal at its field, or on top when the form has no such field."""
    if isinstance(refused, RefusedMany):
        for one in refused.refusals:
            add_refusal(form, one)
        return
    field = refused.field if refused.field in form.fields else NON_FIELD_ERRORS
    form.add_error(None if field == NON_FIELD_ERRORS else field, str(refused))


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """Return the address the request asks to go on to, if it is one of ours."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if ours else otherwise


class FormPage(AllowedMixin, FormView):  # type: ignore[type-arg]
    """A page with one form. Subclasses give ``title``, ``form_class`` and ``form_valid``."""

    template_name = "shell/form.html"
    title: StrOrPromise
    subtitle: StrOrPromise = ""
    submit_label: StrOrPromise = ""
    cancel_label: StrOrPromise = ""
    cancel_url: str = ""
    crumbs: tuple[tuple[StrOrPromise, str], ...] = ()

    def get_title(self) -> StrOrPromise:
        return self.title

    def get_cancel_url(self) -> str:
        return self.cancel_url

    def actions(self) -> list[Action]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.get_title(),
            subtitle=self.subtitle,
            submit_label=self.submit_label,
            cancel_label=self.cancel_label,
            cancel_url=safe_next(self.request, self.get_cancel_url()),
            crumbs=self.crumbs,
            actions=self.actions(),
            **kwargs,
        )


class ServiceFormPage(FormPage):
    """Bind the form, call one service, say so, go on.

    ``perform(form)`` calls the service and returns its result; a ``Refused`` it raises becomes an
    error of the form. ``done_message(result)`` is the toast, ``done_url(result)`` where to go.
    """

    def perform(self, form: Any) -> Any:
        raise NotImplementedError

    def done_message(self, result: Any) -> StrOrPromise:
        return ""

    def done_url(self, result: Any) -> str:
        return str(result.get_absolute_url())

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            result = self.perform(form)
        except Refused as refused:
            add_refusal(form, refused)
            return self.form_invalid(form)
        if text := self.done_message(result):
            messages.success(self.request, str(text))
        return HttpResponseRedirect(safe_next(self.request, self.done_url(result)))
