"""Dates are read in the order of their column, and an order that nothing decides is a question."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.exchange.reading import CellProblem
from crm.exchange.reading.dates import DateOrder, detect_date_order, parse_date, possible_orders

DAY = dt.date(1996, 7, 4)
PATTERNS = {
    DateOrder.YMD: ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y. %m. %d."],
    DateOrder.DMY: ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y"],
    DateOrder.MDY: ["%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y"],
}
TIMES = ["", " 00:00:00", "T23:59:59.123Z", " 9:05 PM", " 12:00+01:00"]


@pytest.mark.parametrize("order", list(DateOrder))
@given(day=st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), time=st.sampled_from(TIMES), data=st.data())
def test_what_is_written_in_an_order_is_read_in_it(order, day, time, data):
    pattern = data.draw(st.sampled_from(PATTERNS[order]))

    assert parse_date(day.strftime(pattern) + time, order) == day


@pytest.mark.parametrize(
    "text",
    ["1996-07-04 00:00:00", "4 July 1996", "04-Jul-1996", "July 4, 1996", "1996년 7월 4일", "４ Jul 1996"],
)
@pytest.mark.parametrize("order", list(DateOrder))
def test_what_leaves_no_doubt_is_read_in_any_order(text, order):
    assert parse_date(text, order) == DAY


@pytest.mark.parametrize(
    ("cells", "order", "ambiguous"),
    [
        (["1996-07-04"], DateOrder.YMD, False),
        (["31/12/2025", "01/02/2025"], DateOrder.DMY, False),
        (["12/31/2025", "01/02/2025"], DateOrder.MDY, False),
        (["01/02/2026", "03/04/2026"], DateOrder.DMY, True),
        (["05/05/2026"], DateOrder.DMY, False),
        (["13.01.26", "02.03.26"], DateOrder.DMY, False),
        (["", None, "NULL"], DateOrder.YMD, False),
    ],
)
def test_the_order_of_a_column(cells, order, ambiguous):
    guess = detect_date_order(cells)

    assert (guess.order, guess.ambiguous) == (order, ambiguous)


def test_a_few_bad_dates_do_not_hide_the_order():
    guess = detect_date_order(["31.12.2025", "30.11.2025", "soon", "99.99.2025"])

    assert guess.order is DateOrder.DMY
    assert not guess.ambiguous


@pytest.mark.parametrize(
    "text", ["soon", "2026-02-30", "31.02.2026", "1", "12:30", "2026-13-01", "000-00-00"]
)
def test_what_is_no_date_is_refused_with_an_example(text):
    with pytest.raises(CellProblem, match=r"is not a date. Write it like 31\.07\.1996"):
        parse_date(text, DateOrder.DMY)


def test_years_nobody_lived_in_are_refused():
    with pytest.raises(CellProblem, match="year 196 is out of range"):
        parse_date("0196-01-01")


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    for order in DateOrder:
        with contextlib.suppress(CellProblem):
            parse_date(text, order)
    possible_orders(text)
