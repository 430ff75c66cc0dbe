"""Pages by key: every row once, in order, in both directions, whatever is empty, on either database."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.people.models import Team, User
from crm.shell.lists import Column
from crm.shell.lists.keyset import BadCursorError, Key, decode, encode
from crm.shell.lists.ordering import order_of, sorted_by
from crm.shell.lists.paging import COUNTED_UP_TO, Page, fetch, total_of

pytestmark = pytest.mark.every_database

SORTS = [
    ("name",),
    ("-name",),
    ("base_latitude",),
    ("-base_latitude", "name"),
    ("team__name",),
    ("team",),
    ("name", "-base_latitude"),
    ("-joined_at", "team__name", "phone"),
    ("pk",),
]
people = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from([None, None, -1.5, 0.1 + 0.2, 7.0]),
        st.sampled_from([None, 0, 1]),
        st.sampled_from(
            [dt.datetime(2026, 3, 1, 12, 0, 0, 123456, dt.UTC), dt.datetime(2026, 3, 2, tzinfo=dt.UTC)]
        ),
    ),
    max_size=14,
)


def as_python_sorts(rows, sort, *, descending):
    """The same order worked out without a database: empty values last, then the primary key."""
    ordered = list(rows)
    fields = [field.removeprefix("-") for field in sort]
    down = [field.startswith("-") != descending for field in sort]
    if fields[-1] != "pk":
        fields.append("pk")
        down.append(down[-1])

    def value(row, path):
        for part in path.split("__"):
            row = getattr(row, part) if row is not None else None
        return getattr(row, "pk", row)

    for field, reverse in reversed(list(zip(fields, down, strict=True))):
        empty = [row for row in ordered if value(row, field) is None]
        full = [row for row in ordered if value(row, field) is not None]
        ordered = sorted(full, key=lambda row, field=field: value(row, field), reverse=reverse) + empty
    return [row.pk for row in ordered]


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=people, sort=st.sampled_from(SORTS), descending=st.booleans(), size=st.integers(1, 5))
def test_walking_there_and_back_meets_every_row_once(db, people, sort, descending, size):
    with transaction.atomic():
        teams = [Team.objects.create(name=name) for name in ("x", "y")]
        User.objects.bulk_create(
            User(
                name=name,
                email=f"{uuid.uuid4()}@a.example",
                base_latitude=latitude,
                team=None if team is None else teams[team],
                joined_at=joined,
            )
            for name, latitude, team, joined in people
        )
        rows = User.objects.all()
        expected = as_python_sorts(rows.select_related("team"), sort, descending=descending)
        order = order_of(rows, Column(key="c", label="c", render=str, sort=sort), descending=descending)

        there, page = [], fetch(rows, order, size=size)
        assert not page.previous
        pages = [page]
        while page.next:
            page = fetch(rows, order, size=size, after=page.next)
            pages.append(page)
        there = [row.pk for page in pages for row in page.rows]
        assert there == expected
        assert all(len(page.rows) == size for page in pages[:-1])

        back = [row.pk for row in page.rows]
        while page.previous:
            page = fetch(rows, order, size=size, before=page.previous)
            assert page.next
            back = [row.pk for row in page.rows] + back
        assert back == expected
        transaction.set_rollback(True)


VALUES = [
    None,
    "a",
    1,
    1.5,
    True,
    Decimal("1.10"),
    dt.date(2026, 1, 2),
    dt.time(9, 30),
    dt.timedelta(hours=1),
]


@pytest.mark.parametrize("value", [*VALUES, dt.datetime(2026, 1, 2, 3, 4, 5, 6, dt.UTC), uuid.uuid4()])
def test_a_cursor_brings_values_back_unchanged(value):
    order = (Key("a", nullable=True), Key("pk"))
    [back, pk] = decode(order, encode(order, [value, 7]))
    assert (back, type(back), pk) == (value, type(value), 7)


def test_a_cursor_of_another_order_or_hand_is_refused():
    order = (Key("name"), Key("pk"))
    cursor = encode(order, ["a", 1])
    for other in ((Key("name", descending=True), Key("pk", descending=True)), (Key("email"), Key("pk"))):
        with pytest.raises(BadCursorError):
            decode(other, cursor)
    for forged in ("", "x", cursor[:-1], cursor.swapcase(), "\0", "é:1:2"):
        with pytest.raises(BadCursorError):
            decode(order, forged)


def test_a_bad_cursor_gives_the_first_page(db):
    User.objects.create(email="a@a.example", name="a")
    order = (Key("name"), Key("pk"))
    for page in (
        fetch(User.objects.all(), order, size=2, after="bad"),
        fetch(User.objects.all(), order, size=2, before="bad"),
    ):
        assert [row.name for row in page.rows] == ["a"]
        assert not page.previous
        assert not page.next


def test_rows_added_meanwhile_shift_no_page(db):
    def add(*names):
        User.objects.bulk_create(User(email=f"{name}@a.example", name=name) for name in names)

    add("b", "d", "f", "h")
    order = (Key("name"), Key("pk"))
    first = fetch(User.objects.all(), order, size=2)
    add("a", "c")
    User.objects.filter(name="d").delete()
    second = fetch(User.objects.all(), order, size=2, after=first.next)
    assert [row.name for row in second.rows] == ["f", "h"]


def test_an_unknown_or_unsortable_column_sorts_nothing():
    columns = [Column(key="a", label="A", render=str, sort=("name",)), Column(key="b", label="B", render=str)]
    assert sorted_by(columns, "-a") == (columns[0], True)
    assert sorted_by(columns, "b") is None
    assert sorted_by(columns, "c; drop table") is None


def test_the_count_stops(db, django_assert_num_queries):
    User.objects.bulk_create(User(email=f"{n}@a.example", name=str(n)) for n in range(COUNTED_UP_TO + 5))
    rows = User.objects.order_by("name")
    page = Page(list(rows[:2]), next="x")
    with django_assert_num_queries(1):
        total = total_of(rows, page)
    assert (total.count, total.more) == (COUNTED_UP_TO, True)
    assert total_of(rows.filter(name__in="12"), page).count == 2
    with django_assert_num_queries(0):
        assert total_of(rows, Page(page.rows)).count == 2
