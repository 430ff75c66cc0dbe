"""The invented company: the same on every machine, and one that could exist."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from crm.demo.catalogue import items
from crm.demo.firms import firms
from crm.demo.past import MOST_A_DAY, Habit, past_visits
from crm.demo.people import people
from crm.demo.towns import OFFICES
from crm.demo.trade import purchases

TODAY = date(2026, 11, 22)


def company(count=200, seed=7):
    random = Random(seed)
    staff = people(random)
    customers = firms(random, staff, count, TODAY)
    return staff, customers, purchases(random, customers, items(), TODAY)


def test_the_same_seed_gives_the_same_company():
    assert company() == company()


def test_the_size_that_was_promised():
    staff, customers, _orders = company(600)
    assert (len(OFFICES), len(items()), len(customers)) == (3, 40, 600)
    roles = Counter(person.role for person in staff)
    assert roles == {"rep": 12, "manager": 3, "regional": 1, "admin": 1}


@pytest.mark.parametrize("what", ["name", "number"])
def test_no_two_customers_are_called_the_same(what):
    _staff, customers, _orders = company(600)
    assert len({getattr(firm, what) for firm in customers}) == 600


def test_nobody_is_twice_at_a_firm():
    _staff, customers, _orders = company(3000)
    assert all(
        len({colleague.name for colleague in firm.colleagues}) == len(firm.colleagues) for firm in customers
    )


def test_whoever_is_alone_at_a_firm_is_everything_there():
    _staff, customers, _orders = company(600)
    for firm in customers:
        roles = [role for colleague in firm.colleagues for role in colleague.roles]
        assert len(roles) == len(set(roles))
        if len(firm.colleagues) == 1:
            assert sorted(roles) == ["decision_maker", "handling", "principal"]
    several = sum(any(len(one.roles) > 1 for one in firm.colleagues) for firm in customers)
    assert len(customers) / 3 < several < len(customers)


def test_people_log_in_with_addresses_of_their_own():
    staff, _customers, _orders = company()
    assert len({person.email for person in staff}) == len(staff)
    assert all(person.email.isascii() for person in staff)


def test_orders_lie_in_two_years_before_today_on_working_days():
    _staff, _customers, orders = company()
    days = {order.day for order in orders if not order.number.startswith("R")}
    assert min(days) >= TODAY - timedelta(days=732)
    assert max(days) < TODAY
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}


def test_sales_are_as_uneven_as_in_life():
    _staff, _customers, orders = company(600)
    sales: dict[str, float] = {}
    for order in orders:
        for line in order.lines:
            net = float(line.quantity * line.price * (1 - line.discount))
            sales[order.firm] = sales.get(order.firm, 0) + net
    ranked = sorted(sales.values(), reverse=True)
    assert 0.6 < sum(ranked[: len(ranked) // 5]) / sum(ranked) < 0.92


def test_some_goods_come_back():
    _staff, _customers, orders = company()
    returns = [order for order in orders if order.number.startswith("R")]
    assert 0 < len(returns) < len(orders) / 20
    assert all(line.quantity < 0 for order in returns for line in order.lines)


def test_past_visits_fit_into_working_days():
    habits = [Habit(1, customer, "A", 7, 60) for customer in range(60)]
    monday = date(2026, 11, 16)
    visits = past_visits(Random(1), habits, monday)
    by_day: dict[date, list] = {}
    for visit in visits:
        by_day.setdefault(visit.day, []).append(visit)
    assert max(by_day) < monday
    assert {day.weekday() for day in by_day} <= {0, 1, 2, 3, 4}
    assert max(len(day) for day in by_day.values()) <= MOST_A_DAY
    for day in by_day.values():
        assert len({visit.customer for visit in day}) == len(day)
        assert all(first.ends <= second.starts for first, second in pairwise(day))
