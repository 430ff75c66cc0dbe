"""Rows stored at once hold exactly what was given, whichever way the database takes them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from accounts import bulk
from crm.history.models import Event
from tests.factories.customers import CustomerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
ODD = ("a\tb", "line\nbreak", "back\\slash", "100 %s", "None", "")
NAMES = ("customer_id", "data")
SAME = {"at": AT, "by_id": None, "job_id": None}


@pytest.mark.parametrize("verb", ["None", "100 %s", "a\\b"])
def test_odd_values_are_kept_in_rows_and_constants(verb: str):
    customer = CustomerFactory()
    Event.objects.all().delete()
    rows = [(customer.pk, {"said": text}) for text in ODD]
    bulk.insert(Event, NAMES, rows, constants={**SAME, "verb": verb})
    stored = Event.objects.order_by("pk").values_list("customer", "at", "by", "verb", "data", "job_id")
    assert list(stored) == [(customer.pk, AT, None, verb, {"said": text}, None) for text in ODD]


def test_more_rows_than_are_sent_at_a_time():
    customer = CustomerFactory()
    Event.objects.all().delete()
    count = 2 * bulk._PART + 3
    constants = {**SAME, "verb": "many", "data": {}}
    bulk.insert(Event, ("customer_id",), [(customer.pk,)] * count, constants=constants, plain=True)
    assert Event.objects.filter(verb="many", data={}).count() == count


def test_no_rows_are_none():
    before = Event.objects.count()
    bulk.insert(Event, NAMES, [], constants={**SAME, "verb": "none"})
    assert Event.objects.count() == before
