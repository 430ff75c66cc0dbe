"""The table of keys seen does what a dictionary does."""

from hypothesis import given
from hypothesis import strategies as st

from crm.exchange import firstrows
from crm.exchange.firstrows import FirstRows

KEYS = st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3)


@given(st.lists(KEYS, max_size=60))
def test_it_does_what_a_dictionary_does(keys):
    table, known = FirstRows(), {}
    for row, key in enumerate(keys, start=1):
        assert table.get(key) == known.get(key)
        assert table.first(key, row) == known.setdefault(key, row)


def test_it_grows(monkeypatch):
    monkeypatch.setattr(firstrows, "SLOTS", 4)
    table = FirstRows()
    keys = [hash((number, "x")) for number in range(1_000)]

    assert [table.first(key, row) for row, key in enumerate(keys, start=1)] == list(range(1, 1_001))
    assert [table.get(key) for key in keys] == list(range(1, 1_001))
    assert table.get(hash("none of them")) is None
