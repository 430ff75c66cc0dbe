"""Two accounts become one when their cards do, and two again."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Account, Order, TierOverride, TierResult
from accounts.services.accounts import update_account
from accounts.services.orders import LineInput, record_order, record_return
from accounts.services.ranking import rank_accounts
from crm.customers.merging.differences import differences
from crm.customers.services import merge_customers, undo_merge
from crm.shell.formats import clock
from tests.cast import Cast
from tests.factories.accounts import AccountFactory, OrderFactory, ProductFactory, TierOverrideFactory
from tests.factories.customers import CustomerFactory
from tests.tables import stored

TODAY = timezone.localdate


def card(cast: Cast) -> Any:
    return CustomerFactory(owner=cast.owner, team=cast.harbour)


@pytest.fixture
def pair(cast: Cast) -> tuple[Account, Account]:
    """Two accounts, ranked: the kept one has sold 100, the one that goes 900 and lately."""
    kept, gone = AccountFactory(customer=card(cast)), AccountFactory(customer=card(cast))
    OrderFactory(account=kept, net=Decimal(100), date=TODAY() - timedelta(days=40))
    OrderFactory(account=gone, net=Decimal(800), date=TODAY() - timedelta(days=3))
    OrderFactory(account=gone, net=Decimal(100), date=TODAY() - timedelta(days=9))
    rank_accounts()
    for account in (kept, gone):
        last = Order.objects.filter(account=account).latest("date").date
        Account.objects.filter(pk=account.pk).update(last_order_on=last)
    return again(kept), again(gone)


def again(account: Account) -> Account:
    return Account.objects.select_related("customer").get(pk=account.pk)


def merge(kept: Account, gone: Account, cast: Cast, **more: Any) -> Any:
    return merge_customers(kept=kept.customer, gone=gone.customer, by=cast.manager, **more)


def test_a_lone_account_goes_to_the_kept_card_whole(cast, pair):
    _, gone = pair
    kept_card = card(cast)
    before = stored()
    merged = merge_customers(kept=kept_card, gone=gone.customer, by=cast.manager)
    assert again(gone).customer == kept_card
    assert (again(gone).sales, again(gone).tier) == (gone.sales, gone.tier)
    undo_merge(merge=merged, by=cast.manager)
    assert stored() == before


def test_of_two_accounts_one_has_the_orders_and_the_other_is_closed(cast, pair):
    kept, gone = pair
    lines = Order.objects.count()
    merge(kept, gone, cast)
    assert kept.orders.count() == lines == 3
    united, emptied = again(kept), again(gone)
    assert united.last_order_on == TODAY() - timedelta(days=3)
    assert (united.sales, united.tier, united.closed_on) == (Decimal(1000), "A", None)
    assert (emptied.sales, emptied.closed_on, emptied.last_order_on) == (0, TODAY(), None)


def test_nothing_is_doubled_in_the_next_ranking(cast, pair):
    kept, gone = pair
    merge(kept, gone, cast)
    run = rank_accounts()
    assert run.total == Decimal(1000)
    assert list(TierResult.objects.filter(run=run).values_list("account", "sales")) == [(kept.pk, 1000)]


def test_what_an_earlier_ranking_found_stays_with_each(cast, pair):
    kept, gone = pair
    found = list(TierResult.objects.order_by("account").values_list("account", "sales"))
    merge(kept, gone, cast)
    assert list(TierResult.objects.order_by("account").values_list("account", "sales")) == found


def test_undo_gives_both_accounts_back(cast, pair):
    kept, gone = pair
    TierOverrideFactory(account=gone, by=cast.manager, tier="B")
    Account.objects.filter(pk=gone.pk).update(tier="B")
    update_account(account=gone, facts={"payment_days": 30, "visit_weekdays": "02"}, by=cast.owner)
    before = stored()
    merged = merge(kept, gone, cast)
    assert again(kept).payment_days == 30
    undo_merge(merge=merged, by=cast.manager)
    assert stored() == before


def test_the_account_keeps_its_own_facts_and_the_earlier_opening(cast, pair):
    kept, gone = pair
    early = date(2020, 1, 1)
    Account.objects.filter(pk=kept.pk).update(payment_days=14, closed_on=TODAY())
    Account.objects.filter(pk=gone.pk).update(payment_days=30, cadence_days=9, opened_on=early)
    merge(kept, gone, cast)
    united = again(kept)
    assert (united.payment_days, united.cadence_days) == (14, 9)
    assert (united.opened_on, united.closed_on) == (early, None)


def test_facts_of_both_accounts_are_chosen_side_by_side(cast, pair):
    kept, gone = pair
    Account.objects.filter(pk=kept.pk).update(
        payment_days=14, supply_priority="normal", visit_from=time(9), visit_until=time(12)
    )
    Account.objects.filter(pk=gone.pk).update(
        payment_days=30, supply_priority="first", visit_from=time(14), visit_weekdays="02"
    )
    found = {one.key: one for one in differences(kept.customer, gone.customer) if one.said}
    said = {key: (one.side, one.said("kept"), one.said("gone")) for key, one in found.items()}
    assert said == {
        "account.payment_days": ("kept", 14, 30),
        "account.supply_priority": ("kept", "Normal", "First"),
        "account.visit_hours": ("kept", f"{clock(time(9))} – {clock(time(12))}", f"{clock(time(14))} – –"),
        "account.visit_weekdays": ("gone", None, "Mon, Wed"),
    }
    before = stored()
    merged = merge(kept, gone, cast, choices={"account.payment_days": "gone", "account.visit_hours": "gone"})
    united = again(kept)
    assert (united.payment_days, united.supply_priority, united.visit_weekdays) == (30, "normal", "02")
    assert (united.visit_from, united.visit_until) == (time(14), None)
    undo_merge(merge=merged, by=cast.manager)
    assert stored() == before


def test_of_one_account_there_is_nothing_to_choose(cast, pair):
    _, gone = pair
    assert [one for one in differences(card(cast), gone.customer) if one.said] == []


def test_two_closed_accounts_stay_closed_since_the_later_day(cast, pair):
    kept, gone = pair
    Account.objects.filter(pk=kept.pk).update(closed_on=date(2026, 2, 1))
    Account.objects.filter(pk=gone.pk).update(closed_on=date(2026, 3, 1))
    merge(kept, gone, cast)
    assert again(kept).closed_on == date(2026, 3, 1)
    assert again(gone).closed_on == date(2026, 3, 1)


# A manager's word ---------------------------------------------------------------------------------------


def word(account: Account, cast: Cast, tier: str, **values: Any) -> TierOverride:
    Account.objects.filter(pk=account.pk).update(tier=tier)
    return TierOverrideFactory(account=account, by=cast.manager, tier=tier, **values)


def test_the_only_word_in_force_counts_for_both(cast, pair):
    kept, gone = pair
    said = word(gone, cast, "C")
    merge(kept, gone, cast)
    said.refresh_from_db()
    assert (said.account, said.ended_at, again(kept).tier) == (kept, None, "C")


def test_of_two_words_in_force_the_kept_accounts_counts(cast, pair):
    kept, gone = pair
    mine, other = word(kept, cast, "B"), word(gone, cast, "C")
    before = stored()
    merged = merge(kept, gone, cast)
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.ended_at, again(kept).tier) == (None, "B")
    assert (other.account, other.ended_by) == (kept, cast.manager)
    undo_merge(merge=merged, by=cast.manager)
    assert stored() == before


def test_a_word_whose_last_day_is_over_gives_way(cast, pair):
    kept, gone = pair
    stale = word(kept, cast, "B", expires_on=TODAY() - timedelta(days=1))
    word(gone, cast, "C")
    merge(kept, gone, cast)
    stale.refresh_from_db()
    assert stale.ended_at is not None
    assert again(kept).tier == "C"


# Since the merge ----------------------------------------------------------------------------------------


def sell(account: Account, cast: Cast, quantity: int = 1) -> Order:
    product = ProductFactory()
    return record_order(account=account, lines=[LineInput(product, Decimal(quantity))], by=cast.owner)


def test_orders_taken_since_stay_with_the_kept_account(cast, pair):
    kept, gone = pair
    merged = merge(kept, gone, cast)
    order = sell(again(kept), cast)
    undo_merge(merge=merged, by=cast.manager)
    order.refresh_from_db()
    assert order.account == kept
    assert again(kept).last_order_on == TODAY()
    assert again(gone).orders.count() == 2


def test_orders_taken_since_on_an_account_that_goes_back_open_one_for_the_kept_card(cast, pair):
    _, gone = pair
    kept_card = card(cast)
    merged = merge_customers(kept=kept_card, gone=gone.customer, by=cast.manager)
    order = sell(again(gone), cast)
    undo_merge(merge=merged, by=cast.manager)
    order.refresh_from_db()
    assert order.account.customer == kept_card
    assert again(gone).customer == gone.customer
    assert again(gone).last_order_on == TODAY() - timedelta(days=3)


def test_goods_brought_back_since_follow_their_sale(cast, pair):
    kept, gone = pair
    sale = sell(gone, cast, quantity=2)
    merged = merge(kept, gone, cast)
    sale.refresh_from_db()
    back = record_return(
        account=again(kept),
        lines=[LineInput(sale.lines.get().product, Decimal(1))],
        returns=sale,
        by=cast.owner,
    )
    undo_merge(merge=merged, by=cast.manager)
    back.refresh_from_db()
    assert back.account == gone
