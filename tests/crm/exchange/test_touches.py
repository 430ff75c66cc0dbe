"""Touches from files and into them."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.customers.models import Customer
from crm.exchange.kinds import kind_named
from crm.exchange.models import Import
from crm.shell.errors import Refused
from crm.timeline.models import Touch
from tests.factories.customers import ContactFactory
from tests.factories.timeline import TouchFactory

HEAD = "number,customer,contact,kind,date,time,by,outcome,note,cost,next_step,next_step_kind,next_step_on"


@pytest.fixture
def two(shop):
    """Customers K1 of R1 and K2 of R2; K1 has a contact."""
    ContactFactory(customer=Customer.objects.get(number="K1"), name="Hans Frey")


def rows(*lines):
    return "\n".join([HEAD, *lines]) + "\n"


def exported(*options):
    out = io.StringIO()
    call_command("export", "touches", *options, stdout=out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_new_ones_with_and_without_a_number(two, load, counts):
    result = load(
        "touches",
        rows(
            "A-1,K1,hans frey,Phone call,2026-03-02,14:30,R1,Interested,Wants it,2.5,Send it,call,2026-03-09",
            ",K2,,letter,2026-03-03,,,,,,,,",
        ),
    )
    assert counts(result) == (2, 0, 0, 0)
    call, letter = Touch.objects.order_by("at")
    assert (call.number, call.kind, call.outcome, call.by.number) == ("A-1", "call", "interested", "R1")
    assert (call.contact.name, call.cost) == ("Hans Frey", Decimal("2.50"))
    assert (call.next_step, call.next_step_kind, call.next_step_on) == ("Send it", "call", date(2026, 3, 9))
    assert f"{timezone.localtime(call.at):%Y-%m-%d %H:%M}" == "2026-03-02 14:30"
    assert (letter.number, letter.outcome, letter.by) == (f"T{letter.pk:06d}", "sent", None)
    assert f"{timezone.localtime(letter.at):%Y-%m-%d %H:%M}" == "2026-03-03 12:00"
    assert [touch.history.count() for touch in (call, letter)] == [1, 1]
    cards = dict(Customer.objects.values_list("number", "last_touch_on"))
    assert cards == {"K1": date(2026, 3, 2), "K2": date(2026, 3, 3)}


def test_known_ones_are_changed_where_the_file_says_so(two, load, counts):
    load("touches", rows("A-1,K1,,call,2026-03-02,14:30,R1,reached,First,,,,"))
    touch = Touch.objects.get()
    Touch.objects.filter(pk=touch.pk).update(at=touch.at + timedelta(seconds=42))
    same = load("touches", "number,date,time,kind\nA-1,2026-03-02,14:30,call\n")
    assert counts(same) == (0, 0, 1, 0)
    moved = load(
        "touches", "number,customer,date,next_step,next_step_on\nA-1,K2,2026-03-05,Call,2026-03-06\n"
    )
    assert counts(moved) == (0, 1, 0, 0)
    stored = Touch.objects.get()
    assert (stored.note, stored.next_step_kind, stored.customer.number) == ("First", "other", "K2")
    assert dict(Customer.objects.values_list("number", "last_touch_on")) == {
        "K1": None,
        "K2": date(2026, 3, 5),
    }


def test_a_step_is_done_or_open_again(two, load):
    load("touches", rows("A-1,K1,,call,2026-03-02,,,,,,Call,call,2026-03-09"))
    load("touches", "number,next_step_done\nA-1,yes\n")
    assert not Touch.objects.get().has_open_step
    load("touches", "number,next_step_done\nA-1,no\n")
    assert Touch.objects.get().has_open_step


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (",K9,,call,2026-03-02,,,,,,,,", "customer"),
        (",K1,,telegram,2026-03-02,,,,,,,,", "kind"),
        (",K1,Nobody,call,2026-03-02,,,,,,,,", "contact"),
        (",K2,Hans Frey,call,2026-03-02,,,,,,,,", "contact"),
        (",K1,,call,2026-03-02,half past two,,,,,,,", "time"),
        (",K1,,call,2026-03-02,25:00,,,,,,,", "time"),
        (",K1,,call,2199-03-02,,,,,,,,", "date"),
        (",K1,,call,,,,,,,,,", "date"),
        (",K1,,call,2026-03-02,,,,,-2,,,", "cost"),
        (",K1,,call,2026-03-02,,,,,,Call,,", "next_step_on"),
        (",K1,,call,2026-03-02,,,,,,,,2026-03-09", "next_step"),
        (",K1,,call,2026-03-02,,R9,,,,,,", "by"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_written(two, load, counts, line, field):
    result = load("touches", rows(line, ",K1,,call,2026-03-02,,,,,,,,"))
    assert counts(result)[3] == 1
    assert [error["field"] for error in result["errors"]] == [field]
    assert Touch.objects.count() == 0


def test_an_export_comes_back_unchanged(two, load, counts, sheet):
    load("touches", rows("A-1,K1,Hans Frey,call,2026-03-02,14:30,R1,reached,First,3,Call,call,2026-03-09"))
    TouchFactory(customer=Customer.objects.get(number="K2"), number="T-9", by=None)
    path = sheet("", "out.csv")
    call_command("export", "touches", "-o", str(path))
    assert [row["number"] for row in exported()] == ["A-1", "T-9"]
    assert counts(load("touches", path)) == (0, 0, 2, 0)


def test_a_rep_takes_out_and_brings_in_their_own(two, load, counts):
    load("touches", rows("A-1,K1,,call,2026-03-02,,,,,,,,", "A-2,K2,,call,2026-03-02,,,,,,,,"))
    mine = ("--as", "ann@firm.example")
    assert [row["number"] for row in exported(*mine)] == ["A-1"]
    result = load("touches", rows(",K1,,call,2026-03-03,,,,,,,,"), *mine)
    assert counts(result) == (1, 0, 0, 0)
    assert Touch.objects.latest("at").by.email == "ann@firm.example"
    for line in (",K2,,call,2026-03-03,,,,,,,,", "A-2,K1,,call,2026-03-03,,,,,,,,"):
        assert counts(load("touches", rows(line), *mine)) == (0, 0, 0, 1)


def undo():
    kind_named("touches").undo(Import.objects.filter(kind="touches").latest("pk").pk, None)


def test_an_import_is_taken_back(two, load):
    load("touches", rows("A-1,K1,,call,2026-03-02,,,,First,,,,"))
    load("touches", rows("A-1,K1,,call,2026-03-08,,,,Second,,,,", ",K2,,call,2026-03-09,,,,,,,,"))
    assert Touch.objects.count() == 2
    undo()
    assert [(touch.number, touch.note) for touch in Touch.objects.all()] == [("A-1", "First")]
    assert dict(Customer.objects.values_list("number", "last_touch_on")) == {
        "K1": date(2026, 3, 2),
        "K2": None,
    }


def test_what_was_mended_since_stays(two, load):
    load("touches", rows("A-1,K1,,call,2026-03-02,,,,First,,,,"))
    Touch.objects.update(note="Mended")
    with pytest.raises(Refused, match="changed since"):
        undo()
    assert Touch.objects.get().note == "Mended"


def test_questions_are_asked_once_a_batch(two, load):
    def cost(count):
        lines = [
            f",K1,Hans Frey,call,2026-03-02,{minute // 60}:{minute % 60:02},,,,,,," for minute in range(count)
        ]
        with CaptureQueriesContext(connection) as queries:
            load("touches", rows(*lines))
        return len(queries)

    cost(1)  # what is read once and kept
    assert cost(2) == cost(40)
