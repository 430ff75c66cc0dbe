"""The agreed command, on small numbers and on a trading firm's own export."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import TierRun
from tests.factories.accounts import AccountFactory, OrderFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
NORTHWIND = Path(settings.BASE_DIR).parent / "shared" / "data" / "northwind"


def rank(*options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("rank_accounts", "--json", *options, stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_json_holds_what_was_agreed() -> None:
    for net in (80, 15, 5):
        OrderFactory(net=Decimal(net))
    OrderFactory(net=Decimal(7), account=AccountFactory(opened_on=timezone.localdate()))
    run = TierRun.objects.count()
    answer = rank()
    assert run == 0
    assert answer == {
        "run": TierRun.objects.get().pk,
        "as_of": timezone.localdate().isoformat(),
        "total": "100.00",
        "tiers": {
            "A": {"accounts": 1, "sales": "80.00", "share": "80.00"},
            "B": {"accounts": 1, "sales": "15.00", "share": "15.00"},
            "C": {"accounts": 1, "sales": "5.00", "share": "5.00"},
        },
        "not_rated": 1,
    }
    assert rank() == answer


def test_window_options() -> None:
    account = AccountFactory(opened_on=timezone.localdate() - timedelta(days=900))
    for days, net in ((0, 1), (20, 10), (500, 100)):
        OrderFactory(account=account, net=Decimal(net), date=timezone.localdate() - timedelta(days=days))
    assert rank()["total"] == "11.00"
    assert rank("--days", "10")["total"] == "1.00"
    assert rank("--all")["total"] == "111.00"
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert rank("--as-of", yesterday, "--all")["total"] == "110.00"


def test_words_without_json() -> None:
    OrderFactory(net=Decimal(80))
    out = StringIO()
    call_command("rank_accounts", stdout=out)
    assert "80.00" in out.getvalue()


@pytest.mark.parametrize(
    "options", [["--as-of", "2999-01-01"], ["--as-of", "soon"], ["--days", "0"], ["--days", "5", "--all"]]
)
def test_what_cannot_be_is_said(options: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("rank_accounts", *options)
    assert not TierRun.objects.exists()


def test_a_day_that_is_none_is_said_by_its_option() -> None:
    """Raised otherwise than as the parser knows it, the shell would show a traceback."""
    with pytest.raises(CommandError, match="argument --as-of: 'soon' is no date"):
        call_command("rank_accounts", "--as-of", "soon")


@pytest.mark.skipif(not NORTHWIND.is_dir(), reason="the public sample data are not beside the project")
def test_northwind() -> None:
    load = [
        ("users", "employees.csv", ["email={first_name}.{last_name}@northwind.example"]),
        ("customers", "customers.csv", []),
        ("products", "products.csv", []),
        ("orders", "orders.csv", []),
        ("order-lines", "order_details.csv", []),
    ]
    for kind, name, maps in load:
        options = [option for one in maps for option in ("--map", one)]
        call_command("load", kind, str(NORTHWIND / name), *options, stdout=StringIO())
    answer = rank("--all")
    assert abs(Decimal(answer["total"]) - Decimal("1265793.04")) <= Decimal("0.05")
    assert {tier: row["accounts"] for tier, row in answer["tiers"].items()} == {"A": 34, "B": 27, "C": 28}
    assert answer["not_rated"] == 0
    first = TierRun.objects.get().results.filter(rank__lte=3).order_by("rank")
    numbers = list(first.values_list("account__customer__number", flat=True))
    assert numbers == ["QUICK", "ERNSH", "SAVEA"]
