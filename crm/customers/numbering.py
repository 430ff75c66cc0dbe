"""The customer's own number when nobody gives one: ``C`` and the primary key, at least six digits.

Key and number are reserved together, in one query, before the row is written: so row, history and
event carry the number at once. PostgreSQL's sequence and SQLite's single writer see to it that nobody
else gets them.
"""

from __future__ import annotations

from django.db import connection

from crm.customers.models import Customer

_TABLE = Customer._meta.db_table
_POSTGRES = """
    WITH keys AS MATERIALIZED (
        SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS id FROM generate_series(1, %s)
    )
    SELECT keys.id, EXISTS (
        SELECT 1 FROM customers_customer
        WHERE number = 'C' || lpad(keys.id::text, greatest(6, length(keys.id::text)), '0')
    ) FROM keys ORDER BY keys.id
"""
_SQLITE = """
    WITH RECURSIVE keys(id) AS (
        SELECT 1 + MAX(%s, COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'customers_customer'), 0))
        UNION ALL SELECT id + 1 FROM keys LIMIT %s
    )
    SELECT keys.id, EXISTS (
        SELECT 1 FROM customers_customer WHERE number = printf('C%%06d', keys.id)
    ) FROM keys
"""


def number_for(pk: int) -> str:
    """Return the number that belongs to a primary key: 123 is C000123."""
    return f"C{pk:06d}"


def reserve(count: int = 1) -> list[tuple[int, str]]:
    """Return *count* free pairs of primary key and number; call it inside the transaction that writes.

    Keys whose numbers people have given to other customers are left out.
    """
    pairs: list[tuple[int, str]] = []
    last = 0
    while len(pairs) < count:
        rows = _next_keys(count - len(pairs), last)
        last = rows[-1][0]
        pairs += [(pk, number_for(pk)) for pk, taken in rows if not taken]
    return pairs


def _next_keys(count: int, last: int) -> list[tuple[int, bool]]:
    """Return fresh keys, each with whether its number is taken; *last* is the last one seen before."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES, [_TABLE, count])
        else:
            cursor.execute(_SQLITE, [last, count])
        return list(cursor.fetchall())
