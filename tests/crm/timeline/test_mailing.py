"""A mailing to a list: from every list of customers, at once or in the background."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.jobs.models import Job
from crm.jobs.progress import progress_of
from crm.jobs.services import run_due
from crm.timeline.models import Touch
from crm.timeline.services import mailing
from tests.factories.accounts import AccountFactory
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory

LETTER = {"kind": "letter", "outcome": "sent", "cost": "1.20", "note": "Spring prices"}


def send(client, where, rows, **data):
    """Press the action of a list for *rows*, or for all that match, and confirm it."""
    chosen = {"pk": [row.pk for row in rows]} if rows else {"all": "1"}
    posted = {"action": "touch", "confirmed": "1", **chosen, **LETTER, **data}
    return client.post(reverse(where), posted, follow=True)


def toasts(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def few_at_once(monkeypatch):
    monkeypatch.setattr("crm.timeline.bulk.AT_ONCE", 2)


@pytest.mark.parametrize(
    ("where", "make"),
    [
        ("customers:list", lambda owner: CustomerFactory(owner=owner)),
        ("accounts:list", lambda owner: AccountFactory(customer__owner=owner)),
        ("prospects:list", lambda owner: ProspectFactory(customer__owner=owner)),
    ],
)
def test_from_every_list_to_those_chosen(cast, as_, where, make):
    rows = [make(cast.owner) for _each in range(3)]
    response = send(as_(cast.owner), where, rows[:2])
    assert toasts(response) == ["2 touches logged."]
    customers = {getattr(row, "customer", row) for row in rows[:2]}
    assert {touch.customer for touch in Touch.objects.all()} == customers
    assert {(touch.kind, touch.cost, touch.note) for touch in Touch.objects.all()} == {
        ("letter", Decimal("1.20"), "Spring prices")
    }


def test_the_page_between_asks_what_it_was(cast, alba, as_):
    response = as_(cast.owner).post(reverse("customers:list"), {"action": "touch", "pk": [alba.pk]})
    assert response.context["form"].initial == {}
    assert response.context["form"]["kind"].value() == "letter"
    assert Touch.objects.count() == 0


def test_two_efforts_for_one_customer_are_one_touch(cast, alba, as_):
    rows = [ProspectFactory(customer=alba, given_up=True), ProspectFactory(customer=alba)]
    assert toasts(send(as_(cast.owner), "prospects:list", rows)) == ["1 touch logged."]


def test_what_cannot_be_is_said_and_nothing_written(cast, alba, as_):
    response = send(as_(cast.owner), "customers:list", [alba], next_step="Call them")
    assert toasts(response) == ["Say by when: a next step has a day."]
    assert Touch.objects.count() == 0


def test_many_are_logged_in_the_background(cast, as_, few_at_once):
    customers = [CustomerFactory(owner=cast.owner) for _each in range(3)]
    CustomerFactory(owner=cast.stranger)
    day = timezone.localdate() + timedelta(days=7)
    step = {"next_step": "Ask", "next_step_kind": "call", "next_step_on": day.isoformat()}
    (toast,) = toasts(send(as_(cast.owner), "customers:list", [], **step))
    job = Job.objects.get()
    assert toast.startswith("3 touches are being logged.")
    assert reverse("jobs:job", args=[job.pk]) in toast
    assert Touch.objects.count() == 0

    assert run_due() == 1
    job.refresh_from_db()
    assert job.result == {"touches": 3, "url": reverse("timeline:touches")}
    assert (progress_of(job.pk).done, progress_of(job.pk).total) == (3, 3)
    touches = Touch.objects.order_by("customer_id")
    assert [touch.customer for touch in touches] == customers
    assert {(touch.by, touch.cost, touch.next_step_on) for touch in touches} == {
        (cast.owner, Decimal("1.20"), day)
    }
    assert {touch.at for touch in touches} == {touches[0].at}


def test_what_cannot_be_is_refused_before_it_is_queued(cast, as_, few_at_once):
    for _each in range(3):
        CustomerFactory(owner=cast.owner)
    response = send(as_(cast.owner), "customers:list", [], next_step="Call them")
    assert toasts(response) == ["Say by when: a next step has a day."]
    assert Job.objects.count() == 0


def test_who_went_to_somebody_else_meanwhile_gets_none(cast):
    customers = [CustomerFactory(owner=cast.owner) for _each in range(2)]
    facts = {"kind": "letter", "at": timezone.now()}
    mailing.queue_mailing(customers=[each.pk for each in customers], by=cast.owner, facts=facts)
    customers[0].owner = cast.stranger
    customers[0].save()
    run_due()
    assert [touch.customer for touch in Touch.objects.all()] == [customers[1]]


def test_a_page_of_many_costs_what_one_of_few_costs(cast, as_):
    client = as_(cast.owner)

    def cost(count: int) -> int:
        rows = [CustomerFactory(owner=cast.owner) for _each in range(count)]
        with CaptureQueriesContext(connection) as queries:
            client.post(
                reverse("customers:list"),
                {"action": "touch", "confirmed": "1", "pk": [row.pk for row in rows], **LETTER},
            )
        return len(queries)

    cost(1)
    assert cost(2) == cost(30)
