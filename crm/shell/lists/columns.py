"""The columns of a list and how a row is written: in Python, as a template per cell is too slow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
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
    stand right and sort downwards first. ``shown`` says whether it is there until a person chooses,
    ``group`` under which title it is chosen.
    ``beside(row)`` stands behind the name of a lead column.
    What only this column needs is added to the queryset when it is shown or sorted by: relations to
    one (``joined``) or to many (``fetched``), and anything else by ``prepare``. ``look_up`` gets the
    rows of the page that is shown, to add to them what one question answers for all.
    """

    key: str
    label: StrOrPromise
    render: Callable[[Any], object]
    sort: Sequence[str | Key] | None = None
    numeric: bool = False
    lead: bool = False
    quiet: bool = False
    shown: bool = True
    group: StrOrPromise = ""
    detail: Callable[[Any], object] | None = None
    beside: Callable[[Any], SafeString] | None = None
    joined: Sequence[str] = ()
    fetched: Sequence[str] = ()
    prepare: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    look_up: Callable[[Sequence[Any]], None] | None = None

    def add_to(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return *rows* with what only this column needs."""
        if self.joined:
            rows = rows.select_related(*self.joined)
        if self.fetched:
            rows = rows.prefetch_related(*self.fetched)
        return self.prepare(rows) if self.prepare is not None else rows


def behind(column: Column, path: str) -> Column:
    """Return a column of one table as one of rows that lead to it by *path*, at first not shown.

    What ``prepare`` does to rows of the one table means nothing to the others: it is left out.
    """
    render = column.render
    return replace(
        column,
        render=lambda row: render(getattr(row, path)),
        sort=tuple(_key_behind(part, path) for part in column.sort) if column.sort else None,
        shown=False,
        joined=tuple(f"{path}__{name}" for name in column.joined),
        fetched=tuple(f"{path}__{name}" for name in column.fetched),
        prepare=None,
    )


def _key_behind(part: str | Key, path: str) -> str | Key:
    if isinstance(part, Key):
        return replace(part, field=f"{path}__{part.field}")
    down = part.startswith("-")
    return f"{'-' if down else ''}{path}__{part.lstrip('-')}"


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


def column_groups(
    columns: Iterable[Column], shown: Sequence[Column]
) -> list[tuple[StrOrPromise, list[tuple[Column, bool]]]]:
    """Return the columns as they are chosen: by title, each with whether it is shown."""
    groups: dict[StrOrPromise, list[tuple[Column, bool]]] = {}
    for column in columns:
        groups.setdefault(column.group, []).append((column, column in shown))
    return list(groups.items())


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
    if column.beside is not None and (mark := column.beside(row)):
        name = f"{name} {mark}"
    detail = column.detail(row) if column.detail else None
    return name if detail in (None, "") else f"{name}<small>{cell(detail)}</small>"
