"""The SQL of a ranking: read the sums, store the results, renew the copies on the accounts.

Everything here runs inside the transaction of `accounts.services.ranking.rank_accounts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING

from django.db import connection

from accounts import bulk
from accounts.models import TierResult

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.backends.utils import CursorWrapper

    from accounts.models import TierRun
    from accounts.ranking import Entry, Standing

_ACCOUNT = itemgetter(0)

# The orders are added up first, in parallel where the database can, and joined to the accounts once.
_SUMS = """
SELECT a.id, {sales}, a.opened_on > %(young)s, {previous}
FROM accounts_account a
LEFT JOIN (
    SELECT account_id, {total} AS sales FROM accounts_order
    WHERE date <= %(until)s AND date > %(since)s GROUP BY account_id
) s ON s.account_id = a.id
{join}
WHERE a.opened_on <= %(until)s AND (a.closed_on IS NULL OR a.closed_on > %(until)s)
"""
_JOIN_PREVIOUS = "LEFT JOIN accounts_tierresult p ON p.account_id = a.id AND p.run_id = %(run)s"

# Sorted, sums of a hundred thousand accounts take half the time of hashed ones, whose exact states are large;
# PostgreSQL's default of 4 MB would write them to the disk.
_ADDING_UP = {"work_mem": "64MB", "enable_hashagg": "off"}
# Its statistics do not know the run that was just stored: it would look up every account by its key.
_RENEWING = {"enable_nestloop": "off"}

_RENEW = """
UPDATE accounts_account AS a
SET sales = r.sales, computed_tier = r.tier, tier = COALESCE(o.tier, r.tier)
FROM accounts_tierresult r
LEFT JOIN accounts_tieroverride o
    ON o.account_id = r.account_id AND o.ended_at IS NULL AND o.expires_on >= %(today)s
WHERE r.run_id = %(run)s AND r.account_id = a.id
  AND (a.sales <> r.sales OR a.computed_tier <> r.tier OR a.tier <> COALESCE(o.tier, r.tier))
"""


def read(
    *, as_of: date, days: int | None, new_days: int, previous: TierRun | None, previous_in_force: bool
) -> list[Entry]:
    """Return net sales of all accounts open on *as_of*, from the *days* that end with it (None: ever).

    Returns have negative sums, so that they lower the sales of the day the goods came back. Each entry
    holds the tier that *previous* found ("": none did). They come by account.
    """
    exact_in_database = connection.vendor == "postgresql"
    if previous is None:
        tier_before, join = "''", ""
    elif previous_in_force:
        tier_before, join = "a.computed_tier", ""
    else:
        tier_before, join = "COALESCE(p.tier, '')", _JOIN_PREVIOUS
    # SQLite adds decimals as floats: there whole ten-thousandths are added instead.
    query = _SUMS.format(
        total="SUM(net_base)" if exact_in_database else "SUM(CAST(ROUND(net_base * 10000) AS INTEGER))",
        sales="COALESCE(s.sales, 0.0000)" if exact_in_database else "COALESCE(s.sales, 0)",
        previous=tier_before,
        join=join,
    )
    parameters = {
        "until": as_of,
        "since": as_of - timedelta(days=days) if days is not None else date.min,
        "young": as_of - timedelta(days=new_days),
        "run": previous.pk if previous else None,
    }
    with connection.cursor() as cursor, _planned(cursor, _ADDING_UP):
        cursor.execute(query, parameters)
        rows: list[Entry] = cursor.fetchall()
    rows.sort(key=_ACCOUNT)
    if exact_in_database:
        return rows
    return [(row[0], Decimal(row[1]).scaleb(-4), bool(row[2]), row[3]) for row in rows]


def store(run: TierRun, standings: Iterable[Standing]) -> None:
    """Store what *run* found; in the order of the account ids, which the index takes quickest."""
    names = ("account_id", "sales", "rank", "share_before", "tier", "previous")
    rows = sorted(standings, key=_ACCOUNT)
    bulk.insert(TierResult, names, rows, constants={"run_id": run.pk}, plain=True)


def renew_copies(run: TierRun, *, today: date) -> int:
    """Copy tier and sales to the accounts that differ from *run*; return how many did.

    An override in force on *today* keeps its word on ``tier``; ``computed_tier`` shows the run's.
    """
    with connection.cursor() as cursor, _planned(cursor, _RENEWING):
        cursor.execute(_RENEW, {"run": run.pk, "today": today})
        return int(cursor.rowcount)


@contextmanager
def _planned(cursor: CursorWrapper, settings: Mapping[str, str]) -> Iterator[None]:
    """Have PostgreSQL plan by *settings*; what is asked for later in the transaction is planned as ever."""
    here = settings if connection.vendor == "postgresql" else {}
    for name, value in here.items():
        cursor.execute(f"SET LOCAL {name} = '{value}'")
    yield
    for name in here:
        cursor.execute(f"SET LOCAL {name} TO DEFAULT")
