"""The way of a bulk action: select, confirm, do, back to the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from crm.shell.errors import Refused
from crm.shell.formats import number
from crm.shell.html import refusal
from crm.shell.lists.bulk import AT_MOST, BulkAction

if TYPE_CHECKING:
    from django.forms import Form

    from crm.shell.predicates import Viewer


class BulkMixin:
    """The POST side of a list page."""

    bulk_actions: Sequence[BulkAction]
    user: Viewer

    if TYPE_CHECKING:
        request: HttpRequest

        def rows(self) -> QuerySet[Any]: ...

        def matching_rows(self, *, near: bool = False) -> QuerySet[Any]: ...

    def allowed_bulk_actions(self) -> list[BulkAction]:
        return [action for action in self.bulk_actions if action.predicate(self.user)]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        action = self._action(request.POST.get("action", ""))
        keys = self._chosen(request)
        if keys is None:
            return HttpResponseRedirect(request.get_full_path())
        if action.opens is not None:
            return self._open(action.opens, keys)
        form = self._form(action, request)
        if "confirmed" in request.POST and (form is None or form.is_valid()):
            try:
                done = action.run(
                    rows=self.rows().filter(pk__in=keys), by=self.user, data=form.cleaned_data if form else {}
                )
            except Refused as refused:
                messages.error(request, refusal(refused))
            else:
                messages.success(request, str(done))
            return HttpResponseRedirect(request.get_full_path())
        return self._confirm(action, keys, form)

    def _open(self, opens: Callable[[list[Any]], str], keys: list[Any]) -> HttpResponse:
        try:
            return HttpResponseRedirect(opens(keys))
        except Refused as refused:
            messages.error(self.request, refusal(refused))
            return HttpResponseRedirect(self.request.get_full_path())

    def _action(self, key: str) -> BulkAction:
        for action in self.bulk_actions:
            if action.key == key:
                if action.predicate(self.user):
                    return action
                raise PermissionDenied
        raise Http404

    def _chosen(self, request: HttpRequest) -> list[Any] | None:
        """Return the keys of the rows chosen, of those the person sees; None after saying why not."""
        if request.POST.get("all") == "1":
            rows = self.matching_rows(near=bool(request.GET.get("near")))
        else:
            rows = self.rows().filter(pk__in=self._posted_keys(request))
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[: AT_MOST + 1])
        if not keys:
            messages.warning(request, gettext("No row is selected. Tick the rows first."))
        elif len(keys) > AT_MOST:
            messages.error(
                request,
                gettext("More than %(count)s rows match. Narrow the filter and try again.")
                % {"count": number(AT_MOST)},
            )
        else:
            return keys
        return None

    def _posted_keys(self, request: HttpRequest) -> list[Any]:
        """Return the keys that can be keys at all: what is no number here is nobody's row."""
        field = self.rows().model._meta.pk
        keys = []
        for text in request.POST.getlist("pk")[: AT_MOST + 1]:
            with suppress(ValidationError):
                keys.append(field.clean(text, None))
        return keys

    def _form(self, action: BulkAction, request: HttpRequest) -> Form | None:
        if action.form is None:
            return None
        return action.form(self.user, request.POST if "confirmed" in request.POST else None)

    def _confirm(self, action: BulkAction, keys: list[Any], form: Form | None) -> HttpResponse:
        count = len(keys)
        return render(
            self.request,
            "shell/bulk.html",
            {
                "page": self,
                "action": action,
                "question": action.question(count),
                "chosen": ngettext("%(count)s row selected", "%(count)s rows selected", count)
                % {"count": count},
                "keys": keys,
                "form": form,
                "back": self.request.get_full_path(),
            },
        )
