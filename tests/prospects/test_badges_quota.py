"""How a team's list stands to the plan, in words."""

from __future__ import annotations

import pytest

from prospects.badges_quota import plan_names, plan_note
from prospects.policy import QuotaPolicy


@pytest.mark.parametrize(
    ("names", "shown", "note"),
    [
        (0, "0 of 100", "100 names to go"),
        (99, "99 of 100", "1 name to go"),
        (100, "100", "The plan of 100 is met"),
        (101, "101", "The plan of 100 is met, with 1 more"),
        (1579, "1,579", "The plan of 100 is met, with 1,479 more"),
    ],
)
def test_names_stand_beside_the_plan_until_it_is_met(names: int, shown: str, note: str) -> None:
    policy = QuotaPolicy(least=25, most=30, plan=100, owed=2)
    assert (plan_names(names, policy), plan_note(names, policy)) == (shown, note)
