"""What writers of many accounts hold, so that they go one after the other."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection, transaction

from accounts.models import Account, Order, TierRun


def lock_ranking() -> None:
    """Hold the table of runs against other writers until the transaction ends; readers go on.

    A ranking locks before it looks for an equal run, so that of many at once one stores. Whatever
    updates many accounts takes the same lock first: two that met in the middle of the table, each
    holding rows the other wants, would be a deadlock. SQLite has one writer anyway.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A lock outlives no transaction: open one first.")
    if connection.vendor != "postgresql":
        return
    table = connection.ops.quote_name(TierRun._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def lock_orders(order_ids: Collection[int]) -> None:
    """Hold these orders and their accounts until the transaction ends, for whoever writes many at once.

    In the order in which everybody takes them: rankings, accounts, orders, lines.
    """
    lock_ranking()
    mine = Order.objects.filter(pk__in=order_ids)
    for rows in (Account.objects.filter(pk__in=mine.values("account")), mine):
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
