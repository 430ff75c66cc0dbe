"""Work sums and dates out again for many orders at once, after lines were written in bulk."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db import connection, transaction

from accounts.services.locks import lock_ranking

_PART = 20_000  # keys in one statement: below what either database takes as parameters

# ROUND is half away from zero on both databases. SQLite keeps decimals as floats: adding them as whole
# ten-thousandths keeps the sum exact.
_SUMS = """
UPDATE accounts_order AS o SET net = s.net, net_base = ROUND(s.net * o.rate, 4)
FROM (
    SELECT k.id, COALESCE({total}, 0) AS net
    FROM accounts_order k LEFT JOIN accounts_orderline l ON l.order_id = k.id
    WHERE k.id IN ({keys}) GROUP BY k.id
) s
WHERE s.id = o.id AND (o.net <> s.net OR o.net_base <> ROUND(s.net * o.rate, 4))
"""
_ACCOUNTS_OF = "SELECT account_id FROM accounts_order WHERE id IN ({keys})"
_EXACT = "SUM(l.net)"
_WHOLE = "SUM(CAST(ROUND(l.net * 10000) AS INTEGER)) / 10000.0"

_LAST = """
UPDATE accounts_account AS a SET last_order_on = s.last
FROM (
    SELECT k.id, MAX(o.date) AS last
    FROM accounts_account k LEFT JOIN accounts_order o ON o.account_id = k.id AND o.kind = 'sale'
    WHERE k.id IN ({accounts}) GROUP BY k.id
) s
WHERE s.id = a.id AND (a.last_order_on <> s.last OR (a.last_order_on IS NULL) <> (s.last IS NULL))
"""


@transaction.atomic
def refresh_sums(order_ids: Collection[int]) -> int:
    """Set net sums of these orders from their lines and the last order of their accounts.

    One statement for the sums and one for the accounts in every twenty thousand orders; only rows that
    differ are written. All of it follows from the lines, so none of it is history. Returns how many
    orders changed.
    """
    lock_ranking()
    total = _EXACT if connection.vendor == "postgresql" else _WHOLE
    changed = 0
    with connection.cursor() as cursor:
        for part in _parts(order_ids):
            keys = _marks(part)
            cursor.execute(_SUMS.format(total=total, keys=keys), part)
            changed += cursor.rowcount
            cursor.execute(_LAST.format(accounts=_ACCOUNTS_OF.format(keys=keys)), part)
    return changed


@transaction.atomic
def refresh_last_orders(account_ids: Collection[int]) -> None:
    """Set the day of the last sale of these accounts, also of those that have no order any more."""
    lock_ranking()
    with connection.cursor() as cursor:
        for part in _parts(account_ids):
            cursor.execute(_LAST.format(accounts=_marks(part)), part)


def _marks(part: Collection[int]) -> str:
    return ", ".join(["%s"] * len(part))


def _parts(keys: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), _PART):
        yield ordered[start : start + _PART]
