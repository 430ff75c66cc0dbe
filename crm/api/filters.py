"""Narrow lists by query parameters: what a list page can filter by, the API can."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.forms import MultiWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.fields import DateRangeField, IsoDateTimeField, RangeField
from django_filters.rest_framework import DjangoFilterBackend
from django_filters.utils import translate_validation
from django_filters.widgets import SuffixedMultiWidget
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from crm.api.pagination import PARAMETERS
from crm.shell import textsearch

LARGEST = Decimal(10) ** 15
FIRST_YEAR, LAST_YEAR = 1000, 9000


class ListFilters(DjangoFilterBackend):
    """Filters lists, never a single record, and refuses parameters it does not know.

    A misspelt filter that were ignored would answer with every row, as if it had been asked for.
    """

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        if getattr(view, "detail", False) or request.method not in ("GET", "HEAD"):
            return queryset
        filterset = self.get_filterset(request, queryset, view)
        _refuse_unknown(request, filterset)
        if filterset is None:
            return queryset
        _refuse_extremes(request, filterset)
        if not filterset.is_valid():
            raise translate_validation(filterset.errors)
        rows: QuerySet[Any] = filterset.qs
        return rows


class TextFilter(django_filters.CharFilter):
    """Search as on the pages: every word occurs somewhere or, where no row has them all, nearly so."""

    def __init__(self, field_name: str = "search_text", **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Text to search for"))
        super().__init__(field_name=field_name, max_length=textsearch.MAX_QUERY, **kwargs)

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        found = textsearch.matching(qs, value, field=str(self.field_name))
        return found if found.exists() else textsearch.similar(qs, value, field=str(self.field_name))


def _refuse_unknown(request: Request, filterset: Any) -> None:
    known = set(PARAMETERS)
    if filterset is not None:
        for name, field in filterset.form.fields.items():
            known.update(_inputs(name, field.widget))
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        message = _("There is no such filter here.")
        raise ValidationError({name[:60]: [message] for name in unknown[:10]})


def _refuse_extremes(request: Request, filterset: Any) -> None:
    """Refuse what no record can hold, before a database or a calendar stumbles over it."""
    for name, field in filterset.form.fields.items():
        extreme = next((test for kind, test in _EXTREMES.items() if isinstance(field, kind)), None)
        if extreme is None:
            continue
        for given in _inputs(name, field.widget):
            if any(map(extreme, request.query_params.getlist(given))):
                raise ValidationError({given: [_("This value is out of range.")]})


def _too_large(text: str) -> bool:
    """Whether *text* is a number of more digits than any column or key has."""
    try:
        number = Decimal(text.strip() or "0")
    except InvalidOperation:
        return False
    return not number.is_finite() or abs(number) >= LARGEST


def _too_far(text: str) -> bool:
    """Whether *text* is a date at an end of the calendar, where time zones lead out of it."""
    year = text.strip()[:4]
    return year.isdecimal() and not FIRST_YEAR <= int(year) <= LAST_YEAR


# The first that fits counts: a range of dates is a range as well.
_EXTREMES: dict[type, Callable[[str], bool]] = {
    DateRangeField: _too_far,
    forms.DecimalField: _too_large,
    forms.IntegerField: _too_large,
    RangeField: _too_large,
    forms.ModelChoiceField: _too_large,
    forms.DateField: _too_far,
    forms.DateTimeField: _too_far,
    IsoDateTimeField: _too_far,
}


def _inputs(name: str, widget: Any) -> list[str]:
    """Return the parameters that one filter reads."""
    if isinstance(widget, SuffixedMultiWidget):
        return [widget.suffixed(name, suffix) for suffix in widget.suffixes]
    if isinstance(widget, MultiWidget):
        return [f"{name}_{at}" for at in range(len(widget.widgets))]
    return [name]
