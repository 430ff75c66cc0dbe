"""The columns of a list and how a row is written: in Python, as a template per cell is too slow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from crm.shell.formats import cell
from crm.shell.lists.keyset import Key

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column.

    ``render(row)`` returns a text (it is escaped), a SafeString, a number, a date or None; ``cell``
    writes it. ``sort`` names the fields of an ascending sort (None: no sorting by it). ``lead`` is
    the name that links to the row, with ``detail(row)`` as its quiet second line. ``numeric`` ones
    stand right and sort downwards first. ``shown`` says whether it is there until a person chooses.
    ``prepare`` adds to the queryset what only this column needs; it runs when the column is shown
    or sorted by.
    """

    key: str
    label: StrOrPromise
    render: Callable[[Any], object]
    sort: Sequence[str | Key] | None = None
    numeric: bool = False
    lead: bool = False
    quiet: bool = False
    shown: bool = True
    detail: Callable[[Any], object] | None = None
    prepare: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a row needs besides its cells: address, name and whether it is greyed."""

    url: Callable[[Any], str]
    label: Callable[[Any], str]
    muted: Callable[[Any], bool]
    selectable: bool


def shown_columns(columns: Iterable[Column], chosen: Sequence[str]) -> list[Column]:
    """Return the *chosen* columns in the list's order, or those shown at first; a lead one always."""
    columns = list(columns)
    keys = set(chosen) & {column.key for column in columns}
    if not keys:
        return [column for column in columns if column.shown or column.lead]
    return [column for column in columns if column.key in keys or column.lead]


def render_rows(rows: Iterable[Any], columns: Sequence[Column], facts: RowFacts) -> SafeString:
    """Return the ``<tr>`` of every row."""
    openings = [_opening(column) for column in columns]
    select = gettext("Select %(name)s") if facts.selectable else ""
    lines: list[str] = []
    for row in rows:
        lines.append('<tr class="is-muted">' if facts.muted(row) else "<tr>")
        if facts.selectable:
            lines.append(_select(row, conditional_escape(select % {"name": facts.label(row)})))
        for column, opening in zip(columns, openings, strict=True):
            text = cell(column.render(row))
            lines.append(opening)
            lines.append(_lead(row, column, facts, text) if column.lead else text)
            lines.append("</td>")
        lines.append("</tr>")
    return mark_safe("".join(lines))


def _opening(column: Column) -> str:
    names = [name for name in ("lead", "numeric", "quiet") if getattr(column, name)]
    css = f' class="{" ".join(names)}"'.replace("numeric", "num") if names else ""
    return format_html('<td{} data-label="{}">', mark_safe(css), column.label)


def _select(row: Any, label: str) -> str:
    return (
        f'<td class="sel"><input type="checkbox" class="form-check-input" name="pk" value="{row.pk}"'
        f' aria-label="{label}"></td>'
    )


def _lead(row: Any, column: Column, facts: RowFacts, text: str) -> str:
    url = facts.url(row)
    name = f'<a href="{conditional_escape(url)}" data-open>{text}</a>' if url else text
    detail = column.detail(row) if column.detail else None
    return name if detail in (None, "") else f"{name}<small>{cell(detail)}</small>"
