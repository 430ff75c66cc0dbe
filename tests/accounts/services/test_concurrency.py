"""Eight processes at once: one run, nothing doubled, no deadlock with orders being taken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import Account, Order, TierResult, TierRun
from accounts.services.orders import LineInput, record_order, refresh_sums
from accounts.services.ranking import rank_accounts
from crm.shell.errors import Refused
from tests.cast import Cast
from tests.factories.accounts import AccountFactory, OrderFactory, ProductFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE = 8


def _address() -> str:
    """Return the DATABASE_URL of the test's own database."""
    found = connection.settings_dict
    user, password = found["USER"], found["PASSWORD"]
    login = f"{user}:{password}" if password else user
    port = f":{found['PORT']}" if found["PORT"] else ""
    return f"postgres://{login}@{found['HOST']}{port}/{found['NAME']}"


@pytest.fixture
def accounts() -> list[Account]:
    made = [AccountFactory() for _ in range(20)]
    for number, account in enumerate(made, start=1):
        OrderFactory(account=account, net=Decimal(number**3))
    return made


def test_eight_processes_make_one_run(accounts: list[Account]) -> None:
    environment = os.environ | {"DATABASE_URL": _address(), "DJANGO_SETTINGS_MODULE": "crm.settings"}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "rank_accounts", "--json"]
    started = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(AT_ONCE)
    ]
    answers = []
    for process in started:
        out, error = process.communicate(timeout=120)
        assert process.returncode == 0, error
        answers.append(json.loads(out))
    assert all(answer == answers[0] for answer in answers)
    assert TierRun.objects.count() == 1
    assert TierResult.objects.count() == len(accounts)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        yield threads


def test_rankings_and_sums_refreshed_meanwhile_wait_for_each_other(
    accounts: list[Account], pool: ThreadPoolExecutor
) -> None:
    orders = list(Order.objects.values_list("pk", flat=True))

    def rank(turn: int) -> None:
        try:
            rank_accounts(all_orders=bool(turn % 2))
        finally:
            connection.close()

    def refresh(turn: int) -> None:
        try:
            Order.objects.filter(pk__in=orders).update(net=0, net_base=0)
            Account.objects.filter(pk__in=[a.pk for a in accounts]).update(last_order_on=None)
            refresh_sums(orders)
        finally:
            connection.close()

    work = [pool.submit(rank if turn % 2 else refresh, turn // 2) for turn in range(16)]
    for done in work:
        done.result(timeout=60)
    last = rank_accounts()
    assert last.total == sum(number**3 for number in range(1, 21))


def test_of_orders_with_one_number_recorded_at_once_one_is_kept(
    accounts: list[Account], pool: ThreadPoolExecutor, cast: Cast
) -> None:
    product, gate = ProductFactory(), Barrier(AT_ONCE)

    def record(account: Account) -> str:
        try:
            gate.wait()
            line = LineInput(product, Decimal(1), Decimal(5), Decimal(0))
            record_order(account=account, lines=[line], number="R-1", by=cast.admin)
        except Refused as refused:
            return f"{refused.field}: {refused}"
        finally:
            connection.close()
        return ""

    answers = sorted(pool.map(record, accounts[:AT_ONCE]))
    taken = "number: There is an order R-1 already. Give another number, or none."
    assert answers == ["", *[taken] * (AT_ONCE - 1)]
    assert Order.objects.get(number="R-1").lines.count() == 1
