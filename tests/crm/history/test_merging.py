"""Lines of several tables in one order: none twice, none left out, whatever the page size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.history.merging import Position, merge

START = datetime(2026, 1, 1, tzinfo=UTC)
# Few moments, so that many lines share one.
lines = st.sets(st.tuples(st.integers(0, 4), st.sampled_from("abc"), st.integers(1, 6)), max_size=40)


@dataclass(frozen=True)
class Line:
    position: Position


def sources_of(rows):
    def source(name):
        mine = sorted(
            (Position(START + timedelta(hours=at), key, pk) for at, key, pk in rows if key == name),
            reverse=True,
        )
        return lambda before, limit: [Line(one) for one in mine if before is None or one < before][:limit]

    return [source(name) for name in "abc"]


@given(lines, st.integers(1, 7))
def test_the_pages_together_are_all_lines_in_order(rows, limit):
    seen, before = [], None
    while True:
        page, before = merge(sources_of(rows), before, limit)
        assert len(page) <= limit
        seen += [line.position for line in page]
        if before is None:
            break
    assert seen == sorted(
        (Position(START + timedelta(hours=at), key, pk) for at, key, pk in rows), reverse=True
    )


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(["event", "note"]), st.integers(1, 10**9))
def test_a_position_survives_its_way_through_an_address(at, source, pk):
    position = Position(at, source, pk)
    assert Position.parse(str(position)) == position


@given(st.text(max_size=40))
def test_what_is_no_position_is_the_beginning(text):
    parsed = Position.parse(text)
    assert parsed is None or Position.parse(str(parsed)) == parsed


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_that_no_database_holds_is_no_position(at):
    assert Position.parse(f"{at}~event~1") is None
