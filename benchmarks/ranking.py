"""How long a ranking takes beside the bare SQL window query over the same orders, on PostgreSQL.

::

    DATABASE_URL=postgres://… python -m benchmarks.ranking [--accounts 100000] [--orders 1000000]

Works in a database of its own beside the named one and takes it away again. Every figure is the best of
several rounds, bare query and ranking in turns, so that what else the machine does hits both alike. The
bare query adds the orders of the window up by account, sorts, and accumulates them in SQL, and fetches the
rows; the ranking also ranks, stores run and results, renews the accounts and tells the feeds.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

ROUNDS = 5
DAYS = 365

BARE = """
SELECT account_id, SUM(net_base) AS sales,
       SUM(SUM(net_base)) OVER (ORDER BY SUM(net_base) DESC, account_id) AS reached
FROM accounts_order WHERE date > CURRENT_DATE - %s AND date <= CURRENT_DATE
GROUP BY account_id
"""
# Few accounts buy most: the cube of a random number. One order in forty is a return.
FILL_ORDERS = """
INSERT INTO accounts_order (number, account_id, date, kind, currency_id, rate, net, net_base, created_at)
SELECT 'B' || n, account, CURRENT_DATE - day, CASE WHEN net < 0 THEN 'return' ELSE 'sale' END,
       %s, 1, net, net, now()
FROM (
    SELECT 1 + floor(%s * power(random(), 3))::bigint AS account, floor(730 * random())::int AS day, n,
           round((CASE WHEN n %% 40 = 0 THEN -1 ELSE 1 END * (50 + 950 * random()))::numeric, 4) AS net
    FROM generate_series(1, %s) n
) rows
"""
FEW = """
UPDATE accounts_order SET net_base = net_base * 2, net = net * 2
WHERE id %% %s = 0 AND date > CURRENT_DATE - 30
"""


@dataclass(frozen=True)
class Ratio:
    """Seconds of a ranking beside those of the bare query."""

    name: str
    bare: float
    ours: float

    def __str__(self) -> str:
        return f"{self.name:<34}{self.bare:8.3f} s{self.ours:9.3f} s{self.ours / self.bare:7.2f}x"


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def bare() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(BARE, [DAYS])
        cursor.fetchall()


def execute(*statements: tuple[str, list[Any]]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement, parameters in statements:
            cursor.execute(statement, parameters)


def fill(accounts: int, orders: int) -> None:
    """Fill the database with *accounts* and *orders* over two years."""
    from django.conf import settings
    from django.utils import timezone

    from accounts import bulk
    from accounts.models import Account, Currency
    from crm.customers.models import Customer

    code = settings.BASE_CURRENCY
    Currency.objects.get_or_create(code=code, defaults={"name": code})
    now = timezone.now()

    def rows(model: Any, names: list[str], **facts: Callable[[int], Any]) -> Iterator[list[Any]]:
        blank = {name: getattr(model(), name) for name in names}
        for number in range(1, accounts + 1):
            given = {name: make(number) for name, make in facts.items()}
            yield [given.get(name, blank[name]) for name in names]

    def names(model: Any) -> list[str]:
        return [field.attname for field in model._meta.concrete_fields]

    stamp = {"created_at": lambda n: now, "updated_at": lambda n: now}
    bulk.insert(
        Customer,
        names(Customer),
        rows(
            Customer, names(Customer), id=int, number=lambda n: f"K{n}", name=lambda n: f"Firm {n}", **stamp
        ),
    )
    opened = timezone.localdate().replace(year=timezone.localdate().year - 3)
    bulk.insert(
        Account,
        names(Account),
        rows(Account, names(Account), id=int, customer_id=int, opened_on=lambda n: opened),
    )
    execute(("SELECT setseed(0.42)", []), (FILL_ORDERS, [code, accounts, orders]), ("ANALYZE", []))


def forget() -> None:
    """Take all runs back, so that the next one is the first."""
    from accounts.models import Account

    execute(("TRUNCATE accounts_tierresult, accounts_tierrun", []))
    Account.objects.update(tier="N", computed_tier="N", sales=0)
    execute(("VACUUM FULL ANALYZE accounts_account", []))


def measure(accounts: int) -> list[Ratio]:
    """Return the ratios of a first run, of one after a few orders, and of one with nothing new."""
    from accounts.services.ranking import rank_accounts

    kinds = ("first run", "again, a few accounts changed", "again, nothing changed")
    best: dict[str, list[float]] = {kind: [] for kind in kinds}
    bares: list[float] = []
    for _ in range(ROUNDS):
        forget()
        bares.append(seconds(bare))
        best[kinds[0]].append(seconds(rank_accounts))
        execute((FEW, [max(2, accounts // 200)]), ("VACUUM accounts_order", []))
        bares.append(seconds(bare))
        best[kinds[1]].append(seconds(rank_accounts))
        bares.append(seconds(bare))
        best[kinds[2]].append(seconds(rank_accounts))
    return [Ratio(kind, min(bares), min(times)) for kind, times in best.items()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--orders", type=int, default=1_000_000)
    options = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    import django

    django.setup()
    from django.db import connection

    if connection.vendor != "postgresql":
        print("Name a PostgreSQL server: DATABASE_URL=postgres://…")
        return 2
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        fill(options.accounts, options.orders)
        print(f"Ranking {options.accounts:,} accounts over {options.orders:,} orders, best of {ROUNDS}")
        print(f"{'':<34}{'bare SQL':>10}{'ranking':>11}{'ratio':>8}")
        for ratio in measure(options.accounts):
            print(ratio)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
