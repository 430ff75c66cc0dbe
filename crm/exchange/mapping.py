"""Which column of a file fills which field: given by the person, remembered, or guessed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from crm.exchange.cleaning import as_address
from crm.exchange.fields import Field, FieldType
from crm.exchange.guessing import guess, normalise
from crm.exchange.reading.cells import Cell, Formula, SheetError, as_text, is_blank
from crm.exchange.reading.problems import FileProblem
from crm.exchange.reading.source import Column

PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


@dataclass(frozen=True)
class Binding:
    """One field and where its cell comes from: a column, or texts and columns put together.

    `parts` holds column indexes and literal texts in order; `expression` is how the person wrote it.
    """

    field: Field
    parts: tuple[int | str, ...]
    expression: str

    @property
    def column(self) -> int | None:
        """The index of the column when it is just one, else None."""
        if len(self.parts) == 1 and isinstance(self.parts[0], int):
            return self.parts[0]
        return None

    def cell(self, cells: Sequence[Cell]) -> Cell:
        """The cell for this field out of a row. A template is blank when all its columns are."""
        if self.column is not None:
            return cells[self.column]
        used = [cells[part] for part in self.parts if isinstance(part, int)]
        for cell in used:
            if isinstance(cell, (Formula, SheetError)):
                return cell
        if used and all(map(is_blank, used)):
            return None
        text = "".join(_piece(cells, part) for part in self.parts)
        return as_address(text) if self.field.type is FieldType.EMAIL else text.strip()


def _piece(cells: Sequence[Cell], part: int | str) -> str:
    if isinstance(part, str):
        return part
    cell = cells[part]
    return "" if is_blank(cell) else as_text(cell)


def build_mapping(
    fields: Sequence[Field],
    columns: Sequence[Column],
    *,
    given: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
    guessing: bool = True,
) -> list[Binding]:
    """Bind fields to columns.

    `given` maps field names to a column name, a `{column}` template, a "quoted" constant, or "" to leave
    the field out; it always wins. `remembered` maps normalised headers to field names. What is left is
    guessed. Raises FileProblem, naming the nearest known name, for unknown fields and columns.
    """
    given, known = given or {}, {field.name: field for field in fields if field.importable}
    withheld = {field.name: field.withheld for field in fields if field.withheld}
    for name in given:
        if name in withheld:
            raise FileProblem(f"“{name}”: {withheld[name]}")
        if name not in known:
            raise _unknown_field(name, known)
    bindings = [_bind(known[name], text, columns) for name, text in given.items() if text.strip()]
    if guessing:
        taken = {binding.column for binding in bindings}
        open_fields = [field for name, field in known.items() if name not in given]
        open_columns = [column for column in columns if column.index not in taken]
        bindings += _guessed(open_fields, open_columns, remembered or {})
    return bindings


def parse_options(options: Iterable[str]) -> dict[str, str]:
    """`field=column` options as a mapping. Raises FileProblem for other shapes and doubled fields."""
    given: dict[str, str] = {}
    for option in options:
        name, sign, text = option.partition("=")
        name = name.strip()
        if not sign or not name:
            raise FileProblem(
                _("“%(option)s” is not a mapping. Write field=column or field={column} text.")
                % {"option": option}
            )
        if name in given:
            raise FileProblem(_("The field “%(field)s” is mapped twice.") % {"field": name})
        given[name] = text
    return given


def _bind(field: Field, text: str, columns: Sequence[Column]) -> Binding:
    text = text.strip()
    exact = {column.name: column.index for column in columns}
    if text in exact:
        return Binding(field, (exact[text],), text)
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return Binding(field, (text[1:-1],), text)
    if "{" in text:
        return Binding(field, _template(field, text, columns), text)
    return Binding(field, (_column_index(field, text, columns),), text)


def _template(field: Field, text: str, columns: Sequence[Column]) -> tuple[int | str, ...]:
    parts: list[int | str] = []
    position = 0
    for match in PLACEHOLDER.finditer(text):
        parts.append(text[position : match.start()])
        position = match.end()
        if match[1] is None:
            parts.append(match[0][0])  # {{ and }} stand for themselves
        else:
            parts.append(_column_index(field, match[1].strip(), columns))
    parts.append(text[position:])
    if any(brace in part for part in parts[:-1:2] if isinstance(part, str) for brace in "{}") or (
        isinstance(parts[-1], str) and set(parts[-1]) & set("{}")
    ):
        raise FileProblem(
            _("The template of “%(field)s” has a brace that is never closed: %(text)s")
            % {"field": field.name, "text": text}
        )
    return tuple(part for part in parts if part != "")


def _column_index(field: Field, name: str, columns: Sequence[Column]) -> int:
    wanted = normalise(name)
    found = [column.index for column in columns if column.name == name] or [
        column.index for column in columns if normalise(column.name) == wanted
    ]
    if found:
        return found[0]
    names = [column.name for column in columns]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        raise FileProblem(
            _("The file has no column “%(column)s” for “%(field)s”. Did you mean “%(near)s”?")
            % {"column": name, "field": field.name, "near": near[0]}
        )
    raise FileProblem(
        _("The file has no column “%(column)s” for “%(field)s”. Its columns are: %(columns)s.")
        % {"column": name, "field": field.name, "columns": ", ".join(names[:40])}
    )


def _unknown_field(name: str, known: Mapping[str, Field]) -> FileProblem:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    if near:
        return FileProblem(
            _("There is no field “%(field)s”. Did you mean “%(near)s”?") % {"field": name, "near": near[0]}
        )
    return FileProblem(
        _("There is no field “%(field)s”. The fields are: %(fields)s.")
        % {"field": name, "fields": ", ".join(known)}
    )


def _guessed(
    fields: Sequence[Field], columns: Sequence[Column], remembered: Mapping[str, str]
) -> list[Binding]:
    by_name = {field.name: field for field in fields}
    bindings: list[Binding] = []
    for column in columns:
        name = remembered.get(normalise(column.name), "")
        if field := by_name.pop(name, None):
            bindings.append(Binding(field, (column.index,), column.name))
    taken = {binding.column for binding in bindings}
    left = [column for column in columns if column.index not in taken]
    for field, parts in guess(list(by_name.values()), left):
        expression = "".join(
            part if isinstance(part, str) else f"{{{columns_name(left, part)}}}" for part in parts
        )
        single = len(parts) == 1 and isinstance(parts[0], int)
        bindings.append(Binding(field, parts, columns_name(left, parts[0]) if single else expression))
    return bindings


def columns_name(columns: Sequence[Column], index: int | str) -> str:
    """The name of the column at `index` of the file."""
    return next(column.name for column in columns if column.index == index)
