"""Numbers in the writing of their column, never silently a thousand times too large."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.exchange.reading import CellProblem
from crm.exchange.reading.numbers import detect_decimal_mark, parse_decimal, parse_integer

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@given(AMOUNTS)
def test_english_writing_comes_back(amount):
    assert parse_decimal(f"{amount:,.2f}", ".") == amount


@given(AMOUNTS, st.sampled_from([".", " ", "\u00a0", "\u202f", "'"]))
def test_continental_writing_comes_back(amount, group):
    text = f"{amount:,.2f}".replace(",", "#").replace(".", ",").replace("#", group)

    assert parse_decimal(text, ",") == amount


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_workbook_numbers_come_as_they_are_shown(number):
    assert parse_decimal(number) == Decimal(repr(number))


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("€ 12.50", ".", "12.50"),
        ("12,50 €", ",", "12.50"),
        ("(12.50)", ".", "-12.50"),
        ("5-", ".", "-5"),
        ("-€5", ".", "-5"),
        ("$1,000", ".", "1000"),
        ("12,34,567", ".", "1234567"),
        ("１２３", ".", "123"),
        ("1.5E+3", ".", "1500"),
        ("EUR 12", ".", "12"),
        ("12 kr", ".", "12"),
        ("9.80000019", ".", "9.80000019"),
    ],
)
def test_signs_and_currencies(text, mark, value):
    assert parse_decimal(text, mark) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1,50", "."),
        ("1.50", ","),
        ("1,2,3", "."),
        ("abc", "."),
        ("-", "."),
        ("1.2.3", "."),
        ("USD", "."),
        ("1 23", "."),
    ],
)
def test_what_does_not_fit_the_writing_is_refused(text, mark):
    with pytest.raises(CellProblem, match="is not a number"):
        parse_decimal(text, mark)


@pytest.mark.parametrize(
    ("cells", "delimiter", "mark", "ambiguous"),
    [
        (["1,234.56"], ",", ".", False),
        (["1.234,56"], ";", ",", False),
        (["12,5", "3"], ";", ",", False),
        (["1,234"], ",", ".", True),
        (["1,234"], ";", ",", True),
        (["1,234", "1,5"], ",", ",", False),
        (["12"], ";", ".", False),
    ],
)
def test_the_mark_of_a_column(cells, delimiter, mark, ambiguous):
    guess = detect_decimal_mark(cells, delimiter=delimiter)

    assert (guess.mark, guess.ambiguous) == (mark, ambiguous)


def test_whole_numbers_are_whole():
    assert parse_integer("12.0") == 12
    with pytest.raises(CellProblem, match=r"“12\.5” is not a whole number"):
        parse_integer("12.5")


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    for mark in ".,":
        with contextlib.suppress(CellProblem):
            parse_decimal(text, mark)
