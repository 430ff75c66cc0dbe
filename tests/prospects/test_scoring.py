"""The qualification score and its parts (D1.3)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospects.scoring import Facts, Weights, score

WEIGHT = st.integers(0, 100)
WEIGHTS = st.builds(
    Weights,
    need=WEIGHT,
    budget=WEIGHT,
    authority=WEIGHT,
    timing=WEIGHT,
    loyalty=WEIGHT,
    volume=WEIGHT,
    full_volume=st.integers(0, 10**7).map(Decimal),
)
ANSWER = st.integers(0, 3)
FACTS = st.builds(
    Facts,
    need=ANSWER,
    budget=ANSWER,
    authority=ANSWER,
    timing=ANSWER,
    loyalty=st.sampled_from(["low", "", "high"]),
    volume=st.none() | st.decimals(0, 10**8, places=2),
)
BEST = Facts(3, 3, 3, 3, "low", Decimal(10**9))


@given(FACTS, WEIGHTS)
def test_points_are_the_rounded_sum_of_parts_within_their_weights(facts, weights):
    found = score(facts, weights)
    assert 0 <= found.points <= 100
    assert all(0 <= part.earned <= part.most for part in found.parts)
    assert abs(sum(part.earned for part in found.parts) - found.points) <= Decimal("0.5000001")
    whole = sum(part.most for part in found.parts)
    assert abs(whole - 100) < Decimal("0.000001") if weights.total else whole == 0


@given(WEIGHTS)
def test_the_best_answers_earn_everything(weights):
    assert score(BEST, weights).points == (100 if weights.total else 0)


@given(FACTS, WEIGHTS, st.sampled_from(["need", "budget", "authority", "timing"]))
def test_a_better_answer_never_costs_points(facts, weights, name):
    answers = {field: getattr(facts, field) for field in Facts.__slots__}
    better = Facts(**{**answers, name: 3})
    assert score(better, weights).points >= score(facts, weights).points


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        (Facts(), 8),  # of a rival nobody knows of, half of 15
        (Facts(loyalty="high"), 0),
        (Facts(loyalty="low"), 15),
        (Facts(need=3, loyalty="high"), 20),
        (Facts(volume=Decimal(50_000), loyalty="high"), 8),
        (Facts(volume=Decimal(-1), loyalty="high"), 0),
    ],
)
def test_points_by_the_weights_of_the_start(facts, points):
    assert score(facts, Weights()).points == points


def test_parts_come_in_reading_order():
    codes = [part.code for part in score(BEST, Weights()).parts]
    assert codes == ["need", "budget", "authority", "timing", "loyalty", "volume"]
