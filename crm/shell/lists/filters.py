"""Filters in use: which parameters they are, and the chips that show and remove them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    ChoiceField,
    Form,
    MultiWidget,
    NullBooleanField,
    NullBooleanSelect,
    RadioSelect,
    Select,
    Widget,
)
from django.forms.widgets import Input
from django.http import QueryDict
from django.utils.encoding import force_str
from django.utils.translation import gettext
from django_filters.fields import DateRangeField
from django_filters.widgets import SuffixedMultiWidget

from crm.shell.formats import cell, day
from crm.shell.html import with_query

# Parameters of a list page that are not filters.
OWN_PARAMETERS = frozenset({"q", "near", "sort", "after", "before", "filters", "all", "saved"})


class YesNo(NullBooleanSelect):
    """Yes, no or not asked for, which Django calls "Unknown" and sends as an answer."""

    def __init__(self) -> None:
        super().__init__()
        self.choices = [("", gettext("any")), ("true", gettext("yes")), ("false", gettext("no"))]

    def format_value(self, value: Any) -> str:  # type: ignore[override]
        word: str = super().format_value(value)
        return "" if word == "unknown" else word


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use: its name, its value in words and the address without it."""

    name: str
    value: str
    url: str


def filtering(params: QueryDict) -> bool:
    """Whether *params* hold anything beside the list's own parameters."""
    return any(name not in OWN_PARAMETERS and any(params.getlist(name)) for name in params)


def chips_of(form: Form, params: QueryDict) -> list[Chip]:
    """Return a chip for every valid filter in use."""
    return [
        Chip(
            name=force_str(form[name].label),
            value=words,
            url=with_query(params, **dict.fromkeys(inputs_of(form[name]), None)),
        )
        for name, value in form.cleaned_data.items()
        if in_use(form[name], params) and (words := _words(form[name], value))
    ]


def in_use(bound: BoundField, params: QueryDict) -> bool:
    """Whether the filter asks for something. Kept addresses may still say "unknown" of a yes or no."""
    if isinstance(bound.field, NullBooleanField) and bound.data is None:
        return False
    return any(params.get(part) for part in inputs_of(bound))


def inputs_of(bound: BoundField) -> list[str]:
    """Return the parameters that one field reads."""
    widget = bound.field.widget
    if isinstance(widget, SuffixedMultiWidget):
        return [widget.suffixed(bound.html_name, suffix) for suffix in widget.suffixes]
    if isinstance(widget, MultiWidget):
        return [f"{bound.html_name}_{at}" for at in range(len(widget.widgets))]
    return [bound.html_name]


def _words(bound: BoundField, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, slice) and isinstance(bound.field, DateRangeField):
        return f"{_day(value.start)} – {_day(value.stop)}"
    if isinstance(value, slice):
        return f"{_plain(value.start)} – {_plain(value.stop)}".strip(" ")
    if isinstance(value, list | tuple | QuerySet):
        return ", ".join(_plain(part) for part in _labelled(bound, value))
    return next(iter(_plain(part) for part in _labelled(bound, [value])), "")


def _labelled(bound: BoundField, values: Iterable[Any]) -> Iterator[Any]:
    """Replace keys of a choice by their words."""
    field = bound.field
    choices: Any = field.choices if isinstance(field, ChoiceField) and not hasattr(field, "queryset") else ()
    words = {str(key): word for group in choices for key, word in _flat(group)}
    for value in values:
        yield words.get(str(value), value)


def _flat(choice: tuple[Any, Any]) -> Iterable[tuple[Any, Any]]:
    return choice[1] if isinstance(choice[1], list | tuple) else [choice]


def _plain(value: Any) -> str:
    if value is None or value == "":
        return "…"
    return str(value) if isinstance(value, Model) else str(cell(value))


def _day(value: dt.datetime | None) -> str:
    """The form makes moments of the days people give; they want to see the days."""
    return "…" if value is None else day(value)


def dress(form: Form) -> Form:
    """Give the fields of a filter form the look of all forms, and each end of a range its own label."""
    for field in form.fields.values():
        if isinstance(field.widget, NullBooleanSelect):
            field.widget = YesNo()
        widget = field.widget
        if not isinstance(widget, MultiWidget):
            _dress(widget)
            continue
        widget.use_fieldset = True
        for end, word in zip(widget.widgets, (gettext("from"), gettext("to")), strict=False):
            _dress(end)
            end.attrs["aria-label"] = f"{field.label}: {word}"
            if isinstance(field, DateRangeField) and isinstance(end, Input):
                end.input_type = "date"
            else:
                end.attrs.setdefault("placeholder", word)
    return form


def _dress(widget: Widget) -> None:
    look = "form-select" if isinstance(widget, Select) else "form-control"
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect | CheckboxInput):
        look = "form-check-input"
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {look}".strip()


def errors_of(form: Form) -> list[str]:
    """Return what is wrong with the filter, each line with the name of its field."""
    return [
        f"{form[name].label}: {error}" if name in form.fields else str(error)
        for name, errors in form.errors.items()
        for error in errors
    ]
