"""Store many rows at once: COPY on PostgreSQL, bulk_create elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

_BATCH = 100_000
_PART = 1_000
"""Rows that are sent to the server at a time."""
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
# str(None), so that rows of plain values need no look at each of them.
_NULL = "None"


def insert(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    constants: Mapping[str, Any] | None = None,
    plain: bool = False,
) -> None:
    """Insert *rows*, whose values stand in the order of the fields *names* (``account_id`` for a key).

    *constants* are the fields that have one value in all rows. No signals, no history, no defaults. *plain*
    promises tuples of numbers, dates, None and text without backslash, tab and line break, which are written
    without looking at each value.
    """
    same = dict(constants or {})
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        if connection.vendor == "postgresql":
            _copy(model, names, batch if plain else [tuple(map(_cell, row)) for row in batch], same)
        else:
            made = [model(**same, **dict(zip(names, row, strict=True))) for row in batch]
            model._default_manager.bulk_create(made, batch_size=500)


class _Lines:
    """Rows as a file of lines, written while COPY reads: the server stores a part as the next is made."""

    def __init__(self, line: str, rows: Sequence[Sequence[Any]]) -> None:
        self._lines = map(line.__mod__, rows)

    def read(self, _size: int = -1) -> str:
        return "".join(islice(self._lines, _PART))


def _copy(
    model: type[models.Model],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    constants: Mapping[str, Any],
) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(_column(model, name)) for name in (*constants, *names))
    statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN WITH (NULL '{_NULL}')"
    same = [str(_cell(value)).replace("%", "%%") for value in constants.values()]
    line = "\t".join([*same, *["%s"] * len(names)]) + "\n"
    with connection.cursor() as cursor:
        cursor.copy_expert(statement, _Lines(line, rows))


def _cell(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        # An escaped first letter is the letter itself: the word None stays a word.
        return "\\" + value if value == _NULL else value.translate(_ESCAPES)
    return value


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return str(field.column)
