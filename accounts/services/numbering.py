"""The order's own number when nobody gives one: ``O`` and the primary key, at least six digits."""

from __future__ import annotations

from django.db import connection

from accounts.models import Order

_POSTGRES = "SELECT nextval(pg_get_serial_sequence('accounts_order', 'id'))"
_SQLITE = "SELECT 1 + COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'accounts_order'), 0)"


def number_for(pk: int) -> str:
    """Return the number that belongs to a primary key: 123 is O000123."""
    return f"O{pk:06d}"


def reserve() -> tuple[int, str]:
    """Return a free primary key with its number; call it inside the transaction that writes.

    Keys whose numbers people have given to other orders are left out. PostgreSQL's sequence and
    SQLite's single writer see to it that nobody else gets the key.
    """
    pk = _next_key()
    while Order.objects.filter(number=number_for(pk)).exists():
        pk = max(pk + 1, _next_key())
    return pk, number_for(pk)


def _next_key() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRES if connection.vendor == "postgresql" else _SQLITE)
        return int(cursor.fetchone()[0])
