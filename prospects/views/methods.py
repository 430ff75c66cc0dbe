"""The report of the acquisition methods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from crm.exchange.exporting import Format
from crm.exchange.kinds import kind_named
from crm.exchange.views.exports import file_of
from crm.shell.access import AllowedMixin
from prospects.forms.methods import MethodsForm
from prospects.reports.methods import Line, by_group, method_lines, sum_of

CHARTED = 12


class MethodsPage(AllowedMixin):
    """What came of each way of finding customers, as far as the person sees the efforts (D1.2)."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        form = MethodsForm(request.GET or None, user=self.viewer)
        if "format" in request.GET:
            return self._file(request.GET["format"], form)
        return self._page(request, form)

    def _page(self, request: HttpRequest, form: MethodsForm) -> HttpResponse:
        lines = [line for line in method_lines(self.viewer, form.chosen) if line.added]
        query = request.GET.copy()
        query["format"] = Format.CSV
        context = {
            "form": form,
            "groups": by_group(lines),
            "total": sum_of(lines, name=_("All methods")),
            "chart": chart_of(lines),
            "currency": settings.BASE_CURRENCY,
            "export": query.urlencode(),
            "is_narrowed": any(request.GET.get(name) for name in form.fields),
        }
        return render(request, "prospects/methods.html", context)

    def _file(self, name: str, form: MethodsForm) -> HttpResponseBase:
        try:
            file_format = Format(name)
        except ValueError:
            raise Http404 from None
        if form.is_bound and not form.is_valid():
            return self._page(self.request, form)  # says what is wrong; a file could not
        return file_of(kind_named("methods-report"), self.viewer, file_format, only=form.chosen)


def chart_of(lines: Sequence[Line]) -> dict[str, Any]:
    """Return the figures of the chart: the methods that brought most cards."""
    most = sorted(lines, key=lambda line: -line.added)[:CHARTED]
    return {
        "labels": [line.name for line in most],
        "series": [
            {"name": _("Cards added"), "values": [line.added for line in most]},
            {"name": _("Won"), "values": [line.won for line in most]},
        ],
    }
