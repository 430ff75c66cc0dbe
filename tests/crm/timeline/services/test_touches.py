"""Touches: logged, mended, removed; what they do to cards and next steps."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.customers.models import Customer
from crm.shell.errors import Refused, RefusedMany
from crm.timeline.choices import StepKind, TouchKind, TouchOutcome
from crm.timeline.models import Touch
from crm.timeline.services import finish_step, log_touch, log_touches, remove_touch, update_touch
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.timeline import TouchFactory

NOON = datetime.fromisoformat("2026-11-10T12:00:00+00:00")
STEP = {"next_step": "Call again", "next_step_kind": StepKind.CALL, "next_step_on": NOON.date()}


def last_touch(customer: Customer) -> Any:
    customer.refresh_from_db()
    return customer.last_touch_on


def is_open(touch: Touch) -> bool:
    touch.refresh_from_db()
    return touch.has_open_step


def codes(refused: pytest.ExceptionInfo[RefusedMany]) -> list[tuple[str | None, str]]:
    return [(one.field, one.code) for one in refused.value.refusals]


def test_a_touch_has_a_number_its_history_and_the_cards_last_touch(cast, alba):
    touch = log_touch(customer=alba, by=cast.owner, facts={"kind": TouchKind.CALL, "at": NOON})
    touch.refresh_from_db()
    assert touch.number == f"T{touch.pk:06d}"
    assert [(row.history_type, row.history_user, row.number) for row in touch.history.all()] == [
        ("+", cast.owner, touch.number)
    ]
    assert last_touch(alba) == NOON.date()


def test_the_last_touch_is_the_latest_whatever_the_order(cast, alba):
    first = log_touch(customer=alba, by=cast.owner, facts={"kind": TouchKind.CALL, "at": NOON})
    earlier = NOON - timedelta(days=3)
    log_touch(customer=alba, by=cast.owner, facts={"kind": TouchKind.CALL, "at": earlier})
    assert last_touch(alba) == NOON.date()
    update_touch(touch=first, by=cast.owner, facts={"at": earlier - timedelta(days=1)})
    assert last_touch(alba) == earlier.date()


@pytest.mark.parametrize(("kind", "outcome"), [(TouchKind.LETTER, TouchOutcome.SENT), (TouchKind.CALL, "")])
def test_what_is_sent_is_sent(cast, alba, kind, outcome):
    assert log_touch(customer=alba, by=cast.owner, facts={"kind": kind}).outcome == outcome


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"kind": "telegram"}, [("kind", "invalid")]),
        ({"outcome": "maybe"}, [("outcome", "invalid")]),
        ({"cost": Decimal("-1")}, [("cost", "invalid")]),
        ({"next_step": "Call"}, [("next_step_on", "required")]),
        ({"next_step_on": NOON.date()}, [("next_step", "required")]),
        ({"cost": Decimal("-1"), "next_step": "Call"}, [("cost", "invalid"), ("next_step_on", "required")]),
    ],
)
def test_every_wrong_fact_is_named_and_nothing_written(cast, alba, facts, wrong):
    with pytest.raises(RefusedMany) as refused:
        log_touch(customer=alba, by=cast.owner, facts={"kind": TouchKind.CALL, **facts})
    assert codes(refused) == wrong
    assert (Touch.objects.count(), last_touch(alba)) == (0, None)


def test_a_touch_lies_behind_and_its_contact_is_the_customers(cast, alba):
    facts = {
        "kind": TouchKind.CALL,
        "at": timezone.now() + timedelta(hours=1),
        "contact": ContactFactory(),
    }
    with pytest.raises(RefusedMany) as refused:
        log_touch(customer=alba, by=cast.owner, facts=facts)
    assert codes(refused) == [("at", "future"), ("contact", "contact")]


def test_a_next_step_without_a_kind_is_another_one(cast, alba):
    facts = {"kind": TouchKind.CALL, "next_step": "Send a sample", "next_step_on": NOON.date()}
    assert log_touch(customer=alba, by=cast.owner, facts=facts).next_step_kind == StepKind.OTHER


def test_a_later_touch_settles_ones_own_earlier_steps_only(cast, alba):
    mine = TouchFactory(customer=alba, at=NOON, **STEP)
    managers = TouchFactory(customer=alba, by=cast.manager, at=NOON, **STEP)
    later = TouchFactory(customer=alba, at=NOON + timedelta(days=2), **STEP)
    elsewhere = TouchFactory(customer=CustomerFactory(owner=cast.owner), at=NOON, **STEP)
    log_touch(customer=alba, by=cast.owner, facts={"kind": TouchKind.CALL, "at": NOON + timedelta(days=1)})
    assert [is_open(each) for each in (mine, managers, later, elsewhere)] == [False, True, True, True]


@pytest.mark.parametrize(
    ("kind", "due_in", "left_open"),
    [
        (StepKind.CALL, 0, False),
        (StepKind.OTHER, -1, False),
        ("", 0, False),
        (StepKind.CALL, 1, True),
        (StepKind.VISIT, 0, True),
        (StepKind.VISIT, -3, True),
    ],
)
def test_a_touch_settles_what_is_due_by_its_day_but_no_visit(cast, alba, kind, due_in, left_open):
    due_on = NOON.date() + timedelta(days=due_in)
    promise = TouchFactory(
        customer=alba, at=NOON - timedelta(days=9), next_step_kind=kind, next_step_on=due_on
    )
    log_touch(customer=alba, by=cast.owner, facts={"kind": TouchKind.CALL, "at": NOON})
    assert is_open(promise) is left_open


def test_the_owner_does_what_the_rep_before_was_to_do(cast, alba):
    inherited = TouchFactory(customer=alba, by=cast.mate, at=NOON, **STEP)
    nobodys = TouchFactory(customer=alba, by=None, at=NOON, **STEP)
    managers = TouchFactory(customer=alba, by=cast.manager, at=NOON, **STEP)
    assert set(Touch.objects.steps_of(cast.owner)) == {inherited, nobodys}
    assert set(Touch.objects.steps_of(cast.manager)) == {managers}


def test_mending_writes_history_only_for_a_change(cast, alba):
    touch = TouchFactory(customer=alba)
    update_touch(touch=touch, by=cast.owner, facts={"note": " "})
    assert touch.history.count() == 1
    update_touch(touch=touch, by=cast.owner, facts={"note": "Was ill"})
    assert [(row.note, row.history_user) for row in touch.history.all()[:1]] == [("Was ill", cast.owner)]


def test_a_new_day_opens_the_step_again(cast, alba):
    touch = TouchFactory(customer=alba, at=NOON, next_step_done_at=NOON, **STEP)
    update_touch(touch=touch, by=cast.owner, facts={"note": "Asked for Friday"})
    assert not is_open(touch)
    update_touch(touch=touch, by=cast.owner, facts={"next_step_on": NOON.date() + timedelta(days=9)})
    assert is_open(touch)


def test_removed_twice_is_removed_once_and_the_feed_says_so(cast, alba):
    touch = log_touch(customer=alba, by=cast.owner, facts={"kind": TouchKind.CALL})
    remove_touch(touch=touch, by=cast.owner)
    remove_touch(touch=touch, by=cast.owner)
    assert (Touch.objects.count(), last_touch(alba)) == (0, None)
    assert [event.verb for event in alba.events.all()] == ["touch.removed"]
    assert [row.history_type for row in Touch.history.order_by("history_id")] == ["+", "-"]


def test_what_is_gone_cannot_be_mended(cast, alba):
    touch = TouchFactory(customer=alba)
    remove_touch(touch=touch, by=cast.owner)
    with pytest.raises(Refused, match="removed meanwhile"):
        update_touch(touch=Touch(pk=touch.history.first().id, customer=alba), by=cast.owner, facts={})


def test_a_step_done_twice_is_done_once(cast, alba):
    touch = TouchFactory(customer=alba, **STEP)
    first = finish_step(touch=touch, by=cast.owner).next_step_done_at
    assert finish_step(touch=touch, by=cast.owner).next_step_done_at == first
    with pytest.raises(Refused, match="No next step"):
        finish_step(touch=TouchFactory(customer=alba), by=cast.owner)


def test_a_mailing_is_a_touch_of_each(cast):
    customers = [CustomerFactory(owner=cast.owner) for _each in range(3)]
    step = TouchFactory(customer=customers[0], at=NOON, **STEP)
    facts = {"kind": TouchKind.BROCHURE, "cost": Decimal("1.20")}
    assert log_touches(customers=Customer.objects.all(), by=cast.owner, facts=facts) == 3
    logged = Touch.objects.filter(kind=TouchKind.BROCHURE).order_by("customer_id")
    assert [(touch.customer, touch.cost, touch.outcome) for touch in logged] == [
        (customer, Decimal("1.20"), "sent") for customer in customers
    ]
    assert {touch.number for touch in logged} == {f"T{touch.pk:06d}" for touch in logged}
    assert len({touch.at for touch in logged}) == 1
    assert [touch.history.count() for touch in logged] == [1, 1, 1]
    assert last_touch(customers[2]) == timezone.localdate()
    assert is_open(step)  # a flyer is not what was promised


def test_a_mailing_that_cannot_be_writes_nothing(cast, alba):
    with pytest.raises(RefusedMany):
        log_touches(customers=Customer.objects.all(), by=cast.owner, facts={"kind": "telegram"})
    with pytest.raises(Refused, match="no contact"):
        facts = {"kind": TouchKind.CALL, "contact": ContactFactory(customer=alba)}
        log_touches(customers=Customer.objects.all(), by=cast.owner, facts=facts)
    nobody = Customer.objects.none()
    assert log_touches(customers=nobody, by=cast.owner, facts={"kind": TouchKind.CALL}) == 0
    assert Touch.objects.count() == 0


def test_a_mailing_costs_the_same_for_one_and_for_many(cast):
    def cost(count: int) -> int:
        keys = [CustomerFactory(owner=cast.owner).pk for _each in range(count)]
        with CaptureQueriesContext(connection) as queries:
            log_touches(
                customers=Customer.objects.filter(pk__in=keys),
                by=cast.owner,
                facts={"kind": TouchKind.LETTER},
            )
        return len(queries)

    assert cost(1) == cost(40)
