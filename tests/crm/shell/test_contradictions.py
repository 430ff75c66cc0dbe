"""Rules that must keep an order: what contradicts, on which of the two it is said, and how it is mended."""

import pytest

from crm.shell.contradictions import InOrder, contradictions

PAIR = InOrder("LEAST", "MOST")
APART = InOrder("WARN", "DAYS", apart=True)


@pytest.mark.parametrize(
    ("pair", "low", "high", "kept"),
    [
        (PAIR, 1, 2, True),
        (PAIR, 2, 2, True),
        (PAIR, 3, 2, False),
        (APART, 1, 2, True),
        (APART, 2, 2, False),
        (APART, 3, 2, False),
    ],
)
def test_an_order_is_kept(pair, low, high, kept):
    values = {pair.low: low, pair.high: high}
    assert (pair.is_kept(values), list(contradictions(values, [pair])) == []) == (kept, kept)


def test_both_rules_are_told_of_the_other_and_of_the_remedy():
    assert list(contradictions({"LEAST": 3, "MOST": 2}, [PAIR])) == [
        ("LEAST", "This must not be above MOST (2). Lower it, or raise MOST."),
        ("MOST", "This must not be below LEAST (3). Raise it, or lower LEAST."),
    ]


def test_rules_that_have_to_be_apart_are_told_so():
    assert list(contradictions({"WARN": 7, "DAYS": 7}, [APART])) == [
        ("WARN", "This has to be below DAYS (7). Lower it, or raise DAYS."),
        ("DAYS", "This has to be above WARN (7). Raise it, or lower WARN."),
    ]


def test_every_contradiction_is_named_and_a_missing_value_is_none():
    values = {"WARN": 9, "DAYS": 7, "LEAST": 3}
    assert [name for name, _error in contradictions(values, [PAIR, APART])] == ["WARN", "DAYS"]
