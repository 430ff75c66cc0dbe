"""Orders and returns: lines, sums, rates, dates."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Account, Currency, Order, OrderLine, Product
from accounts.money import in_base, line_net
from accounts.services.accounts import close_account, open_account, update_account
from accounts.services.orders import (
    LineInput,
    change_order,
    record_order,
    record_return,
    recording,
    refresh_sums,
    replace_lines,
)
from accounts.services.orders.lines import build_lines
from crm.history.models import Event
from crm.shell.errors import Refused, RefusedMany
from tests.cast import Cast
from tests.factories.accounts import (
    AccountFactory,
    CurrencyFactory,
    ExchangeRateFactory,
    OrderFactory,
    OrderLineFactory,
    ProductFactory,
)
from tests.factories.customers import CustomerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def account(cast: Cast) -> Account:
    made: Account = AccountFactory(customer__owner=cast.owner)
    return made


def line(
    quantity: object = 1, price: object = 10, discount: object = 0, product: Product | None = None
) -> LineInput:
    return LineInput(
        product or ProductFactory(), Decimal(str(quantity)), Decimal(str(price)), Decimal(str(discount))
    )


def test_a_number_that_is_taken_in_the_meantime_is_refused(
    cast: Cast, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def line_by_line(order: Order, inputs: Any) -> Any:
        OrderFactory(number="R-1")  # somebody else, after the number was looked for
        return build_lines(order, inputs)

    monkeypatch.setattr(recording, "build_lines", line_by_line)
    with pytest.raises(Refused, match="There is an order R-1 already") as refused:
        record_order(account=account, lines=[line()], number="R-1", by=cast.owner)
    assert (refused.value.field, refused.value.code) == ("number", "taken")


@pytest.mark.parametrize(
    ("price", "quantity", "discount", "net"),
    [
        ("9.8", "10", "0", "98"),
        ("0.0001", "0.5", "0", "0.0001"),
        ("1", "1", "0.15", "0.85"),
        ("3.3333", "-3", "0.1", "-8.9999"),
    ],
)
def test_net_of_a_line_is_rounded_half_up(price: str, quantity: str, discount: str, net: str) -> None:
    found = line_net(price=Decimal(price), quantity=Decimal(quantity), discount=Decimal(discount))
    assert found == Decimal(net)


@given(st.decimals(0, 10**6, places=4), st.decimals("0.001", 10**4, places=3), st.decimals(0, 1, places=4))
def test_goods_brought_back_cancel_their_sale(price: Decimal, quantity: Decimal, discount: Decimal) -> None:
    sale = line_net(price=price, quantity=quantity, discount=discount)
    assert sale + line_net(price=price, quantity=-quantity, discount=discount) == 0
    assert in_base(sale, Decimal("0.91")) + in_base(-sale, Decimal("0.91")) == 0


def test_an_order_has_lines_sums_number_and_rep(account: Account, cast: Cast) -> None:
    order = record_order(account=account, lines=[line(3, "9.99", "0.1"), line(1, 5)], by=cast.owner)
    assert (order.net, order.net_base) == (Decimal("31.973"), Decimal("31.973"))
    assert (order.number, order.rep, order.date) == (f"O{order.pk:06d}", cast.owner, timezone.localdate())
    assert order.currency_id == settings.BASE_CURRENCY
    account.refresh_from_db()
    assert account.last_order_on == order.date
    assert [row.history_type for row in order.history.all()] == ["+"]
    assert OrderLine.history.count() == 2


def test_numbers_people_gave_are_left_out(account: Account, cast: Cast) -> None:
    first = record_order(account=account, lines=[line()], by=cast.owner)
    record_order(account=account, lines=[line()], number=f"O{first.pk + 2:06d}", by=cast.owner)
    third = record_order(account=account, lines=[line()], by=cast.owner)
    assert Order.objects.filter(number=third.number).count() == 1


def test_list_price_counts_when_none_is_given(account: Account, cast: Cast) -> None:
    ExchangeRateFactory(rate=Decimal("0.8"))
    product = ProductFactory(price=Decimal(10))
    wanted = [LineInput(product, Decimal(2))]
    order = record_order(
        account=account, lines=wanted, currency=Currency.objects.get(code="USD"), by=cast.owner
    )
    assert (order.lines.get().price, order.net, order.net_base) == (Decimal("12.5"), 25, 20)


def test_an_order_takes_the_rate_of_its_day(account: Account, cast: Cast) -> None:
    today = timezone.localdate()
    rate = ExchangeRateFactory(rate=Decimal("0.5"), valid_from=today - timedelta(days=10))
    ExchangeRateFactory(rate=Decimal("0.9"), valid_from=today - timedelta(days=2))
    sale: dict[str, Any] = {"account": account, "currency": rate.currency, "by": cast.owner}
    early = record_order(**sale, lines=[line(1, 100)], date=today - timedelta(days=3))
    late = record_order(**sale, lines=[line(1, 100)])
    assert (early.net_base, late.net_base) == (50, 90)


def test_an_unknown_rate_is_named_with_currency_and_day(account: Account, cast: Cast) -> None:
    rate = ExchangeRateFactory(valid_from=timezone.localdate())
    with pytest.raises(Refused, match="USD") as refused:
        record_order(
            account=account,
            lines=[line()],
            currency=rate.currency,
            date=timezone.localdate() - timedelta(days=1),
            by=cast.owner,
        )
    assert refused.value.field == "currency"
    assert not Order.objects.exists()


def test_wrong_lines_are_all_named(account: Account, cast: Cast) -> None:
    product = ProductFactory()
    wrong = [line(product=product), line(product=product), line(0), line(1, -1), line(1, 1, "1.5")]
    with pytest.raises(RefusedMany) as refused:
        record_order(account=account, lines=wrong, by=cast.owner)
    assert [str(one)[:7] for one in refused.value.refusals] == ["Line 2:", "Line 3:", "Line 4:", "Line 5:"]
    assert not Order.objects.exists()


@pytest.mark.parametrize("fault", ["no_lines", "future", "mistyped", "taken", "closed", "long"])
def test_orders_that_cannot_be(account: Account, cast: Cast, fault: str) -> None:
    given: dict[str, Any] = {"account": account, "lines": [line()], "by": cast.owner}
    if fault == "no_lines":
        given["lines"] = []
    elif fault == "future":
        given["date"] = timezone.localdate() + timedelta(days=1)
    elif fault == "mistyped":
        given["date"] = date(26, 11, 23)
    elif fault == "taken":
        given["number"] = OrderFactory().number
    elif fault == "long":
        given["number"] = "x" * 41
    else:
        close_account(account=account, by=cast.manager)
    with pytest.raises(Refused) as refused:
        record_order(**given)
    assert refused.value.code == fault
    assert not account.orders.exists()


def test_a_return_is_negative_and_leaves_the_last_order_alone(account: Account, cast: Cast) -> None:
    day = timezone.localdate() - timedelta(days=5)
    product = ProductFactory()
    sale = record_order(account=account, lines=[line(10, "9.99", "0.1", product)], date=day, by=cast.owner)
    back = record_return(account=account, lines=[LineInput(product, Decimal(4))], returns=sale, by=cast.owner)
    assert (back.lines.get().quantity, back.net) == (-4, Decimal("-35.964"))
    account.refresh_from_db()
    assert account.last_order_on == day


def test_no_more_comes_back_than_was_sold(account: Account, cast: Cast) -> None:
    product = ProductFactory()
    sale = record_order(account=account, lines=[line(10, 1, 0, product)], by=cast.owner)
    record_return(account=account, lines=[LineInput(product, Decimal(7))], returns=sale, by=cast.owner)
    with pytest.raises(Refused, match="at most 3"):
        record_return(account=account, lines=[LineInput(product, Decimal(4))], returns=sale, by=cast.owner)


def test_a_return_of_somebody_elses_order_is_refused(account: Account, cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        record_return(account=account, lines=[line()], returns=OrderFactory(), by=cast.owner)
    assert refused.value.field == "returns"


def test_replacing_lines_keeps_those_that_stay(account: Account, cast: Cast) -> None:
    kept, gone, new = ProductFactory(), ProductFactory(), ProductFactory()
    order = record_order(account=account, lines=[line(1, 10, 0, kept), line(1, 5, 0, gone)], by=cast.owner)
    before = order.lines.get(product=kept)
    replace_lines(order=order, lines=[line(1, 10, 0, kept), line(2, 7, 0, new)], by=cast.owner)
    order.refresh_from_db()
    assert order.net == 24
    assert order.lines.get(product=kept) == before
    assert set(order.lines.values_list("product", flat=True)) == {kept.pk, new.pk}
    assert before.history.count() == 1
    assert OrderLine.history.filter(product=gone, history_type="-").count() == 1


def test_another_day_takes_its_rate_and_moves_the_accounts_dates(account: Account, cast: Cast) -> None:
    today = timezone.localdate()
    ExchangeRateFactory(rate=Decimal("0.5"), valid_from=today - timedelta(days=500))
    rate = ExchangeRateFactory(rate=Decimal("0.9"), valid_from=today - timedelta(days=1))
    order = record_order(account=account, lines=[line(1, 100)], currency=rate.currency, by=cast.owner)
    wanted = [line(1, 100, 0, order.lines.get().product)]
    day = today - timedelta(days=450)
    changed = change_order(order=order, lines=wanted, date=day, rep=cast.owner, by=cast.owner)
    account.refresh_from_db()
    assert (changed.net_base, account.last_order_on, account.opened_on) == (50, day, day)


def test_sums_are_refreshed_for_many_orders_at_once(account: Account) -> None:
    usd = CurrencyFactory(code="USD")
    wrong = [OrderFactory(account=account, line=False, net=Decimal(1)) for _ in range(3)]
    Order.objects.filter(pk=wrong[1].pk).update(rate=Decimal("0.33333333"), currency=usd)
    for order in wrong[:2]:
        OrderLineFactory(order=order, price=Decimal("10.0001"))
        OrderLineFactory(order=order, price=Decimal("0.0001"), quantity=Decimal(2))
    right = OrderFactory(account=account, net=Decimal(5))
    Account.objects.update(last_order_on=None)
    assert refresh_sums([order.pk for order in (*wrong, right)]) == 3
    found = Order.objects.in_bulk()
    assert [(found[o.pk].net, found[o.pk].net_base) for o in wrong] == [
        (Decimal("10.0003"), Decimal("10.0003")),
        (Decimal("10.0003"), Decimal("3.3334")),
        (0, 0),
    ]
    account.refresh_from_db()
    assert account.last_order_on == timezone.localdate()
    assert refresh_sums([order.pk for order in wrong]) == 0


def test_opening_twice_finds_the_account(cast: Cast) -> None:
    customer = CustomerFactory(owner=cast.owner)
    first = open_account(customer=customer, by=cast.owner)
    assert open_account(customer=customer, by=cast.owner) == first
    assert Event.objects.filter(verb="account.opened").count() == 1


def test_facts_are_checked_and_their_change_is_told(account: Account, cast: Cast) -> None:
    update_account(account=account, facts={"payment_days": 30, "visit_weekdays": "024"}, by=cast.owner)
    event = Event.objects.get(verb="account.changed")
    assert event.data == {"fields": ["payment_days", "visit_weekdays"]}
    wrong = {"visit_weekdays": "7", "visit_from": time(12), "visit_until": time(9)}
    with pytest.raises(RefusedMany) as refused:
        update_account(account=account, facts=wrong, by=cast.owner)
    assert {one.field for one in refused.value.refusals} == {"visit_weekdays", "visit_until"}
