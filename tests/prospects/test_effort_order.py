"""The effort order of D1.1, in Python as in SQL."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospects.choices import EffortOrder
from prospects.effort_order import effort_order, precedence
from prospects.models import Prospect
from tests.cast import Cast
from tests.factories.accounts import AccountFactory
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory

SCORE = st.integers(0, 100)


@pytest.mark.django_db
@pytest.mark.every_database
@pytest.mark.parametrize(
    ("account", "loyalty", "order"),
    [
        ({"tier": "A"}, "high", EffortOrder.MAJOR_ACCOUNT),
        ({"tier": "B"}, "low", EffortOrder.MINOR_ACCOUNT),
        ({"tier": "N"}, "", EffortOrder.MINOR_ACCOUNT),
        ({"tier": "A", "closed_on": date(2026, 1, 1)}, "low", EffortOrder.LOW_LOYALTY),
        (None, "low", EffortOrder.LOW_LOYALTY),
        (None, "", EffortOrder.NOT_KNOWN),
        (None, "high", EffortOrder.HIGH_LOYALTY),
    ],
)
def test_where_an_effort_stands(
    cast: Cast, account: dict[str, Any] | None, loyalty: str, order: EffortOrder
) -> None:
    customer = CustomerFactory(owner=cast.owner, incumbent_loyalty=loyalty)
    relation = AccountFactory(customer=customer, **account) if account else None
    ProspectFactory(customer=customer)
    assert effort_order(relation, loyalty) == order
    assert Prospect.objects.with_effort_order().get().effort_order == order


@given(st.sampled_from(EffortOrder), st.sampled_from(EffortOrder), SCORE, SCORE)
def test_no_score_goes_before_a_class(first: EffortOrder, second: EffortOrder, one: int, other: int) -> None:
    assert 0 <= precedence(first, one) <= 100
    if first < second:
        assert precedence(first, one) >= precedence(second, other)
    if first == second and one >= other:
        assert precedence(first, one) >= precedence(second, other)
