"""A long filter form in titled parts that open and close, so that people find what they look for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.forms import BoundField, Form
from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.shell.lists.filters import in_use

if TYPE_CHECKING:
    from django_filters import FilterSet
    from django_stubs_ext import StrOrPromise

LONG = 12
"""From so many filters on, a form has a box to find one in."""


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """A part of the filter form: its fields, how many are in use, and whether it is open at first.

    Without a label it is all there is: no title, and nothing to open.
    """

    label: StrOrPromise
    fields: list[BoundField]
    active: int
    open: bool


def groups_of(filterset: FilterSet, params: QueryDict) -> list[FilterGroup]:
    """Return the fields of the filter's form by the titles of the classes that declare them.

    Those the filter calls ``everyday`` come first and are open, as is every part with a filter in use or
    with a mistake; filters of no titled class come last. Of a filter without titles it is one part.
    """
    form: Form = filterset.form
    everyday = [name for name in getattr(filterset, "everyday", ()) if name in form.fields]
    titled = [
        (label, [name for name in names if name in form.fields and name not in everyday])
        for label, names in _titled(type(filterset)).items()
    ]
    named = {*everyday, *(name for _label, names in titled for name in names)}
    rest = [name for name in form.fields if name not in named]
    parts = [(_("Most used"), everyday), *titled, (_("Further") if named else "", rest)]
    return [
        _group(form, label, names, params, always=label == "" or names is everyday)
        for label, names in parts
        if names
    ]


def is_long(groups: Iterable[FilterGroup]) -> bool:
    """Whether the form is so long that one wants to search it."""
    return sum(len(group.fields) for group in groups) >= LONG


def _group(
    form: Form, label: StrOrPromise, names: list[str], params: QueryDict, *, always: bool
) -> FilterGroup:
    fields = [form[name] for name in names]
    active = sum(in_use(field, params) for field in fields)
    return FilterGroup(label, fields, active, always or active > 0 or any(field.errors for field in fields))


def _titled(filterset_class: type[FilterSet]) -> Mapping[StrOrPromise, list[str]]:
    """Return the filters of each class with a title of its own; one declared twice is the first one's."""
    found: dict[StrOrPromise, list[str]] = {}
    taken: set[str] = set()
    for title, names in _declared(filterset_class):
        found.setdefault(title, []).extend(name for name in names if name not in taken)
        taken.update(names)
    return found


def _declared(filterset_class: type[FilterSet]) -> Iterator[tuple[StrOrPromise, list[str]]]:
    for base in filterset_class.__mro__:
        if title := vars(base).get("title", ""):
            yield title, list(base.declared_filters)  # type: ignore[attr-defined]
