"""Orders on a customer's feed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import OrderKind
from accounts.feed_orders import Orders, _below, _moment
from accounts.models import Order
from crm.history.merging import Position
from crm.timeline.feed_sources import feed_of
from tests.cast import Cast
from tests.factories.accounts import AccountFactory, OrderFactory
from tests.factories.customers import CustomerFactory

DAY = date(2026, 11, 2)


def test_orders_stand_on_the_feed_by_their_day_whoever_wrote_them(cast: Cast) -> None:
    customer = CustomerFactory(owner=cast.owner, team=cast.harbour)
    account = AccountFactory(customer=customer)
    OrderFactory(account=account, number="A1", date=DAY)
    OrderFactory(account=account, number="A2", date=DAY - timedelta(days=30))
    OrderFactory(account=AccountFactory(), number="B1", date=DAY)
    lines = [item for item in feed_of(customer, cast.owner)[0] if item.position.source == "order"]
    assert [(item.at.date(), item.timed) for item in lines] == [
        (DAY, False),
        (DAY - timedelta(days=30), False),
    ]
    assert ["A1" in lines[0].line, "A2" in lines[1].line] == [True, True]


def test_a_return_reads_as_one(cast: Cast) -> None:
    account = AccountFactory(customer=CustomerFactory(owner=cast.owner, team=cast.harbour))
    OrderFactory(account=account, kind=OrderKind.RETURN, date=DAY)
    [item] = Orders().items(account.customer, cast.owner, None, 5)
    assert (item.icon, item.line.startswith("Goods back")) == ("undo", True)


def test_pages_of_the_feed_show_every_order_once(cast: Cast) -> None:
    account = AccountFactory(customer=CustomerFactory(owner=cast.owner, team=cast.harbour))
    for number in range(7):
        OrderFactory(account=account, date=DAY - timedelta(days=number // 3))
    shown: list[int] = []
    before = None
    while True:
        items, before = feed_of(account.customer, cast.owner, before=before, limit=2)
        shown += [item.position.pk for item in items if item.position.source == "order"]
        if before is None:
            break
    assert shown == list(Order.objects.order_by("-date", "-pk").values_list("pk", flat=True))


_days = st.dates(date(2026, 1, 1), date(2026, 1, 4))
_moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 5), timezones=st.just(UTC))


@given(
    day=_days,
    pk=st.integers(1, 3),
    at=_moments | _days.map(_moment),
    source=st.sampled_from(["event", "order", "visit"]),
)
def test_the_condition_says_what_the_order_of_positions_says(
    day: date, pk: int, at: datetime, source: str
) -> None:
    before = Position(at, source, 2)
    below = Position(_moment(day), "order", pk) < before
    assert _holds(_below(before, "order"), day, pk) == below


def _holds(condition: object, day: date, pk: int) -> bool:
    """Evaluate the condition on one order without a database."""
    checks = {
        "date__lt": lambda value: day < value,
        "date__lte": lambda value: day <= value,
        "date": lambda value: day == value,
        "pk__lt": lambda value: pk < value,
    }
    if isinstance(condition, tuple):
        name, value = condition
        return bool(checks[name](value))
    results = [_holds(child, day, pk) for child in condition.children]
    return all(results) if condition.connector == "AND" else any(results)
