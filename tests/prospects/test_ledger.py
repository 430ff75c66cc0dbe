"""Plan 100: two new names for each name struck off, shown until they are paid (D1.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospects.ledger import MERGED, NEW_NAME, REVIVED, STRUCK_OFF, Entry, debt_after, enter

KINDS = st.sampled_from([STRUCK_OFF, REVIVED, NEW_NAME, MERGED])
OWED = st.integers(0, 5)


def book(kinds, names_owed):
    """Return the entries of a series, each made from the debt after the one before."""
    entries, debt = [], 0
    for kind in kinds:
        entries.append(enter(kind, debt=debt, names_owed=names_owed))
        debt = entries[-1].debt
    return entries


@given(st.lists(KINDS, max_size=60), OWED)
def test_the_debt_is_never_negative_and_equals_the_replay(kinds, names_owed):
    entries = book(kinds, names_owed)
    assert all(entry.debt >= 0 for entry in entries)
    assert sum(entry.change for entry in entries) == (entries[-1].debt if entries else 0)
    for at, entry in enumerate(entries, start=1):
        assert debt_after(kinds[:at], names_owed=names_owed) == entry.debt


@given(st.lists(KINDS, max_size=40), st.lists(KINDS, max_size=40), OWED)
def test_a_replay_may_go_on_from_any_entry(first, then, names_owed):
    half_way = debt_after(first, names_owed=names_owed)
    assert debt_after(then, names_owed=names_owed, debt=half_way) == debt_after(
        first + then, names_owed=names_owed
    )


@given(st.integers(0, 20), OWED)
def test_a_name_struck_off_is_paid_by_so_many_new_ones(debt, names_owed):
    owed = enter(STRUCK_OFF, debt=debt, names_owed=names_owed).debt
    assert debt_after([NEW_NAME] * names_owed, names_owed=names_owed, debt=owed) == debt


@given(st.integers(0, 20), OWED)
def test_reviving_at_once_leaves_the_debt_as_it_was(debt, names_owed):
    owed = enter(STRUCK_OFF, debt=debt, names_owed=names_owed).debt
    assert enter(REVIVED, debt=owed, names_owed=names_owed).debt == debt


@pytest.mark.parametrize(
    ("kind", "debt", "entry"),
    [
        (STRUCK_OFF, 0, Entry(STRUCK_OFF, 2, 2)),
        (NEW_NAME, 2, Entry(NEW_NAME, -1, 1)),
        (NEW_NAME, 0, Entry(NEW_NAME, 0, 0)),
        (REVIVED, 1, Entry(REVIVED, -1, 0)),
        (REVIVED, 5, Entry(REVIVED, -2, 3)),
        (MERGED, 0, Entry(MERGED, 1, 1)),
    ],
)
def test_each_kind_of_entry(kind, debt, entry):
    assert enter(kind, debt=debt, names_owed=2) == entry
