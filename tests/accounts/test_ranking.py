"""The ABC rule over plain numbers."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import choices, ranking
from accounts.ranking import Rule, Sales, Standing

RULE = Rule()
MONEY = st.decimals(min_value=-10_000, max_value=10_000_000, places=4, allow_nan=False)
LISTS = st.lists(st.tuples(MONEY, st.booleans()), max_size=60).map(
    lambda rows: [Sales(number, sales, new) for number, (sales, new) in enumerate(rows, start=1)]
)


def tiers(*sales: object, rule: Rule = RULE) -> str:
    """Return the tiers of accounts 1, 2, 3… with these sales, in the order of their ids."""
    entries = [Sales(number, Decimal(str(value))) for number, value in enumerate(sales, start=1)]
    found = {standing.account_id: standing.tier for standing in ranking.rank(entries, rule)}
    return "".join(found[entry.account_id] for entry in entries)


def test_letters_are_those_of_the_choices() -> None:
    assert tuple(choices.Tier.values) == (ranking.A, ranking.B, ranking.C, ranking.NEW)
    assert ranking.RATED == choices.RATED_TIERS


@pytest.mark.parametrize(
    ("sales", "expected"),
    [
        ((80, 15, 5), "ABC"),  # exactly 80% and 95% before: no longer below
        (("79.9999", "15.0001", 5), "AAC"),
        ((80, "14.9999", "5.0001"), "ABB"),
        ((100,), "A"),
        ((1, 1, 1, 1, 1), "AAAAB"),
        ((5, 15, 80), "CBA"),
        ((0, 10), "CA"),
        ((-5, 10, 0), "CAC"),
        ((0, 0), "CC"),
        ((-1,), "C"),
        ((), ""),
    ],
)
def test_cuts(sales: tuple[object, ...], expected: str) -> None:
    assert tiers(*sales) == expected


def test_thirds_are_cut_exactly() -> None:
    # A third of 80% has no end in decimals; 8/10 before the fourth account is still exactly 80%.
    assert tiers("0.3", "0.3", "0.2", "0.1", "0.1", rule=Rule(Decimal(80), Decimal(90))) == "AAABC"


def test_equal_sales_go_by_account_id() -> None:
    standings = ranking.rank([Sales(9, Decimal(5)), Sales(2, Decimal(5)), Sales(4, Decimal(6))], RULE)
    assert [(s.account_id, s.rank) for s in standings] == [(4, 1), (2, 2), (9, 3)]


def test_new_accounts_stand_outside_rank_and_shares() -> None:
    standings = ranking.rank(
        [Sales(1, Decimal(900), new=True), Sales(2, Decimal(80)), Sales(3, Decimal(20))], RULE
    )
    assert [(s.account_id, s.rank, s.tier) for s in standings] == [(2, 1, "A"), (3, 2, "B"), (1, None, "N")]
    assert ranking.total_of(standings) == 100


def test_negative_sales_do_not_lower_the_sum_shares_are_taken_of() -> None:
    standings = ranking.rank([Sales(1, Decimal(80)), Sales(2, Decimal(20)), Sales(3, Decimal(-50))], RULE)
    assert [s.tier for s in standings] == ["A", "B", "C"]
    assert standings[1].share_before == Decimal("0.8")
    assert standings[2].rank is None


@pytest.mark.parametrize(
    ("opened", "new"), [("2026-03-01", True), ("2026-02-28", False), ("2020-01-01", False)]
)
def test_age(opened: str, new: bool) -> None:
    assert RULE.is_new(date.fromisoformat(opened), date(2026, 5, 29)) is new


@given(LISTS)
def test_everybody_once_with_one_tier(entries: list[Sales]) -> None:
    standings = ranking.rank(entries, RULE)
    assert sorted(s.account_id for s in standings) == [entry.account_id for entry in entries]
    assert all(s.tier in ("A", "B", "C", "N") for s in standings)
    assert all((s.rank is None) == (s.tier == "N" or s.sales <= 0) for s in standings)


@given(LISTS)
def test_shares_and_tiers_go_one_way(entries: list[Sales]) -> None:
    ranked = [s for s in ranking.rank(entries, RULE) if s.rank is not None]
    assert [s.rank for s in ranked] == list(range(1, len(ranked) + 1))
    shares = [s.share_before for s in ranked if s.share_before is not None]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)
    assert [s.tier for s in ranked] == sorted(s.tier for s in ranked)
    assert not ranked or ranked[0].tier == "A"


@given(LISTS, st.integers(min_value=0))
def test_order_of_input_does_not_matter(entries: list[Sales], seed: int) -> None:
    shuffled = entries[:]
    random.Random(seed).shuffle(shuffled)
    assert ranking.rank(shuffled, RULE) == ranking.rank(entries, RULE)


@given(LISTS, st.decimals(min_value="0.01", max_value=1000, places=2))
def test_currency_does_not_matter(entries: list[Sales], factor: Decimal) -> None:
    scaled = [entry._replace(sales=entry.sales * factor) for entry in entries]
    assert [(s.account_id, s.rank, s.tier) for s in ranking.rank(scaled, RULE)] == [
        (s.account_id, s.rank, s.tier) for s in ranking.rank(entries, RULE)
    ]


@given(st.integers(min_value=1, max_value=10**9), st.integers(min_value=1, max_value=40))
def test_exactly_eighty_percent_before_is_b(unit: int, parts: int) -> None:
    first = [Decimal(unit) / 1000 for _ in range(4 * parts)]
    assert tiers(*first, *[Decimal(unit) / 1000] * parts)[: 4 * parts + 1] == "A" * 4 * parts + "B"


@given(LISTS)
def test_figures_add_up(entries: list[Sales]) -> None:
    standings = ranking.rank(entries, RULE)
    figures = ranking.figures(standings, RULE)
    assert sum(f.accounts for f in figures) == sum(not entry.new for entry in entries)
    assert sum((f.sales for f in figures), Decimal(0)) == ranking.total_of(standings)
    if any(s.rank for s in standings):
        assert abs(sum(f.sales_share for f in figures) - 100) <= Decimal("0.02")
    assert [f.reference_accounts for f in figures] == [20, 30, 50]
    assert [f.reference_sales for f in figures] == [80, 15, 5]


@given(LISTS, st.integers(min_value=1, max_value=30))
def test_curve_rises_to_one_and_keeps_the_cuts(entries: list[Sales], limit: int) -> None:
    standings = ranking.rank(entries, RULE)
    ranked = [s for s in standings if s.rank is not None]
    points = ranking.curve(standings, ranked=len(ranked), limit=limit)
    shares = [point.share for point in points]
    assert shares == sorted(shares)
    assert bool(points) == bool(ranked)
    if points:
        assert (points[0].rank, points[-1].rank, shares[-1]) == (1, len(ranked), 1)
        assert len(points) <= limit + 7
        for tier in {s.tier for s in ranked}:
            kept = [point.rank for point in points if point.tier == tier]
            places = [s.rank for s in ranked if s.tier == tier]
            assert (min(kept), max(kept)) == (places[0], places[-1])


def _standing(account_id: int, tier: str, sales: int) -> Standing:
    return Standing(account_id, Decimal(sales), 1, Decimal(0), tier)


def test_movers_up_and_down() -> None:
    before = {
        1: _standing(1, "B", 50),
        2: _standing(2, "A", 90),
        3: _standing(3, "C", 1),
        4: _standing(4, "N", 0),
    }
    after = [
        _standing(1, "A", 80),
        _standing(2, "C", 2),
        _standing(3, "C", 3),
        _standing(4, "A", 70),
        _standing(5, "A", 9),
    ]
    assert [(move.account_id, move.steps) for move in ranking.movers(before, after)] == [(2, -2), (1, 1)]
