"""Touches logged by many at once, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from crm.customers.models import Customer
from crm.timeline.choices import StepKind, TouchKind
from crm.timeline.models import Touch
from crm.timeline.services import log_touch, log_touches, remove_touch
from tests.factories.customers import CustomerFactory
from tests.factories.timeline import TouchFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
EIGHT = 8
NOON = datetime.fromisoformat("2026-11-10T12:00:00+00:00")


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Run *work* in eight threads that start together."""
    gate = Barrier(EIGHT)

    def run(number: int) -> Any:
        gate.wait()
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(EIGHT) as pool:
        return list(pool.map(run, range(EIGHT)))


def test_each_has_its_number_the_card_the_latest_and_a_step_is_done_once(cast, alba):
    step = TouchFactory(
        customer=alba,
        at=NOON,
        next_step="Call",
        next_step_kind=StepKind.CALL,
        next_step_on=NOON.date(),
    )
    days = [NOON + timedelta(days=number) for number in range(EIGHT)]
    at_once(
        lambda number: log_touch(
            customer=alba, by=cast.owner, facts={"kind": TouchKind.CALL, "at": days[number]}
        )
    )
    alba.refresh_from_db()
    assert alba.last_touch_on == days[-1].date()
    assert Touch.objects.filter(number__startswith="T0").count() == EIGHT
    assert [row.next_step_done_at is None for row in step.history.order_by("history_id")] == [True, False]


def test_mailings_to_the_same_list_wait_for_each_other(cast):
    for _each in range(5):
        CustomerFactory(owner=cast.owner)
    facts = {"kind": TouchKind.LETTER}
    orders = [Customer.objects.order_by("pk"), Customer.objects.order_by("-pk")]
    counts = at_once(lambda number: log_touches(customers=orders[number % 2], by=cast.owner, facts=facts))
    assert counts == [5] * EIGHT
    assert Touch.objects.count() == 5 * EIGHT


def test_a_touch_removed_by_all_is_removed_once(cast, alba):
    touch = log_touch(customer=alba, by=cast.owner, facts={"kind": TouchKind.CALL})
    at_once(lambda _number: remove_touch(touch=touch, by=cast.owner))
    assert [event.verb for event in alba.events.all()] == ["touch.removed"]
    assert Touch.history.filter(history_type="-").count() == 1
