"""Rankings are stored once, copied to the accounts, and explained on the feed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from constance.test import override_config
from django.utils import timezone

from accounts.models import Account, TierResult, TierRun
from accounts.services.ranking import rank_accounts
from crm.history.models import Event
from crm.shell.errors import Refused
from tests.cast import Cast
from tests.factories.accounts import AccountFactory, OrderFactory, TierOverrideFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def account(*nets: object, **fields: Any) -> Account:
    """Return an account with one order of today for each of *nets*."""
    made = AccountFactory(**fields)
    for net in nets:
        OrderFactory(account=made, net=Decimal(str(net)))
    return made


def tiers() -> str:
    return "".join(Account.objects.order_by("pk").values_list("tier", flat=True))


def test_sums_sales_less_returns_and_copies_the_result() -> None:
    big, middle, small = account(100, -20), account(15), account(5)
    run = rank_accounts()
    assert run.total == 100
    assert tiers() == "ABC"
    big.refresh_from_db()
    assert (big.sales, big.computed_tier) == (80, "A")
    results = TierResult.objects.filter(run=run).order_by("rank")
    assert [(r.account_id, r.rank, r.share_before, r.sales) for r in results] == [
        (big.pk, 1, 0, 80),
        (middle.pk, 2, Decimal("0.8"), 15),
        (small.pk, 3, Decimal("0.95"), 5),
    ]


def test_window_holds_the_days_that_end_with_the_day_of_the_run() -> None:
    made = account()
    day = date(2026, 3, 31)
    for days_before, net in ((0, 1), (364, 10), (365, 100), (-1, 1000)):
        OrderFactory(account=made, net=Decimal(net), date=day - timedelta(days=days_before))
    made.opened_on = day - timedelta(days=400)
    made.save()
    assert rank_accounts(as_of=day).total == 11
    assert rank_accounts(as_of=day, days=1).total == 1
    assert rank_accounts(as_of=day, all_orders=True).total == 111


def test_sums_are_exact() -> None:
    made = account()
    for _ in range(30):
        OrderFactory(account=made, net=Decimal("0.1001"))
    assert rank_accounts().total == Decimal("3.0030")


def test_accounts_that_are_young_closed_or_to_come() -> None:
    today = timezone.localdate()
    new = account(500, opened_on=today - timedelta(days=89))
    old = account(1, opened_on=today - timedelta(days=90))
    account(70, closed_on=today)
    later = account(9)
    Account.objects.filter(pk=later.pk).update(opened_on=today + timedelta(days=1))
    run = rank_accounts()
    found = {r.account_id: r.tier for r in run.results.all()}
    assert found == {new.pk: "N", old.pk: "A"}
    assert run.summary["N"] == {"accounts": 1, "sales": "500.0000"}
    assert run.total == 1


def test_the_same_again_writes_nothing(django_assert_max_num_queries: Any) -> None:
    account(80), account(20)
    first = rank_accounts()
    with django_assert_max_num_queries(14):
        assert rank_accounts() == first
    assert (TierRun.objects.count(), TierResult.objects.count()) == (1, 2)


def test_other_parameters_and_other_sales_are_another_run() -> None:
    made = account(80)
    first = rank_accounts()
    second = rank_accounts(all_orders=True)
    third = rank_accounts()
    OrderFactory(account=made)
    fourth = rank_accounts()
    assert len({first.pk, second.pk, third.pk, fourth.pk}) == 4
    assert fourth.previous == third


def test_settings_change_the_cut() -> None:
    account(50), account(30), account(20)
    with override_config(ACCOUNTS_TIER_A_SHARE=Decimal(50), ACCOUNTS_TIER_B_SHARE=Decimal(80)):
        rank_accounts()
    assert tiers() == "ABC"


def test_impossible_settings_are_refused() -> None:
    with override_config(ACCOUNTS_TIER_A_SHARE=Decimal(96)), pytest.raises(Refused):
        rank_accounts()


def test_a_day_to_come_is_refused() -> None:
    with pytest.raises(Refused):
        rank_accounts(as_of=timezone.localdate() + timedelta(days=1))


def test_a_run_of_the_past_is_history_only() -> None:
    made = account(80)
    account(20)
    OrderFactory(account=made, net=Decimal(-75))
    today = rank_accounts()
    assert tiers() == "BA"
    OrderFactory(account=made, net=Decimal(1000), date=timezone.localdate() - timedelta(days=10))
    past = rank_accounts(as_of=timezone.localdate() - timedelta(days=5))
    assert past.results.get(account=made).tier == "A"
    assert tiers() == "BA"
    assert TierRun.objects.in_force() == today
    assert rank_accounts(as_of=past.as_of) == past
    assert rank_accounts().previous == today


def test_every_change_is_on_the_feed_with_its_reason(cast: Cast) -> None:
    climber, fallen = account(10), account(90)
    rank_accounts()
    assert not Event.objects.filter(verb="account.tier_changed").exists()
    OrderFactory(account=climber, net=Decimal(500))
    run = rank_accounts(by=cast.manager)
    event = Event.objects.get(customer=climber.customer, verb="account.tier_changed")
    assert event.by == cast.manager
    assert event.data == {
        "run": run.pk,
        "as_of": run.as_of.isoformat(),
        "from": "B",
        "to": "A",
        "sales_before": "10.0000",
        "sales": "510.0000",
        "rank_before": 2,
        "rank": 1,
    }
    assert Event.objects.get(customer=fallen.customer).data["to"] == "B"
    assert run.results.get(account=climber).previous == "B"


def test_an_override_keeps_its_word_and_the_computed_tier_shows() -> None:
    made = account(1)
    account(99)
    TierOverrideFactory(account=made, tier="A")
    rank_accounts()
    made.refresh_from_db()
    assert (made.tier, made.computed_tier) == ("A", "C")


def test_an_override_that_is_over_counts_no_more() -> None:
    made = account(1)
    account(99)
    TierOverrideFactory(account=made, tier="A", expires_on=timezone.localdate() - timedelta(days=1))
    rank_accounts()
    made.refresh_from_db()
    assert made.tier == "C"


def test_without_accounts_there_is_an_empty_run() -> None:
    run = rank_accounts()
    assert (run.total, run.results.count()) == (0, 0)
