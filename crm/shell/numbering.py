"""A record's own number when nobody gives one: a letter and the primary key, at least six digits.

Key and number are reserved together, in one query, before the row is written: so row, history and
event carry the number at once. PostgreSQL's sequence and SQLite's single writer see to it that nobody
else gets them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from django.db.models import Model

_POSTGRES = """
    WITH keys AS MATERIALIZED (
        SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS id FROM generate_series(1, %s)
    )
    SELECT keys.id, EXISTS (
        SELECT 1 FROM {table}
        WHERE number = '{letter}' || lpad(keys.id::text, greatest(6, length(keys.id::text)), '0')
    ) FROM keys ORDER BY keys.id
"""
_SQLITE = """
    WITH RECURSIVE keys(id) AS (
        SELECT 1 + MAX(%s, COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0))
        UNION ALL SELECT id + 1 FROM keys LIMIT %s
    )
    SELECT keys.id, EXISTS (
        SELECT 1 FROM {table} WHERE number = printf('{letter}%%06d', keys.id)
    ) FROM keys
"""


@dataclass(frozen=True)
class Numbering:
    """The numbers of one model, which has a column ``number``; *letter* is their first character."""

    model: type[Model]
    letter: str

    def number_for(self, pk: int) -> str:
        """Return the number that belongs to a primary key: 123 is C000123."""
        return f"{self.letter}{pk:06d}"

    def reserve(self, count: int = 1) -> list[tuple[int, str]]:
        """Return *count* free pairs of primary key and number; call it inside the transaction that writes.

        Keys whose numbers people have given to other records are left out.
        """
        pairs: list[tuple[int, str]] = []
        last = 0
        while len(pairs) < count:
            rows = self._next_keys(count - len(pairs), last)
            last = rows[-1][0]
            pairs += [(pk, self.number_for(pk)) for pk, taken in rows if not taken]
        return pairs

    def _next_keys(self, count: int, last: int) -> list[tuple[int, bool]]:
        """Return fresh keys, each with whether its number is taken; *last* is the last one seen before."""
        table = self.model._meta.db_table
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(_POSTGRES.format(table=table, letter=self.letter), [table, count])
            else:
                cursor.execute(_SQLITE.format(table=table, letter=self.letter), [last, count])
            return list(cursor.fetchall())
