"""Touches in the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.timeline.choices import StepKind
from crm.timeline.models import Touch
from tests.api import program_of
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.timeline import TouchFactory

TOUCHES = "/api/v1/touches/"


def test_a_touch_is_logged_read_mended_and_removed(cast, alba):
    api = program_of(cast.owner)
    contact = ContactFactory(customer=alba, name="Mr Frey")
    body = {
        "customer": alba.pk,
        "contact": contact.pk,
        "kind": "call",
        "outcome": "interested",
        "cost": "2.50",
        "next_step": "Bring samples",
        "next_step_kind": "visit",
        "next_step_on": "2026-12-01",
    }
    made = api.post(TOUCHES, body, format="json")
    assert made.status_code == 201
    touch = Touch.objects.get()
    assert made.json() == {
        "id": touch.pk,
        "number": touch.number,
        "customer": alba.pk,
        "customer_name": "Alba Oil",
        "contact": contact.pk,
        "contact_name": "Mr Frey",
        "kind": "call",
        "at": made.json()["at"],
        "by": cast.owner.pk,
        "by_name": "Olga Owner",
        "outcome": "interested",
        "note": "",
        "cost": "2.50",
        "currency": "EUR",
        "next_step": "Bring samples",
        "next_step_kind": "visit",
        "next_step_on": "2026-12-01",
        "next_step_done_at": None,
    }
    mended = api.patch(f"{TOUCHES}{touch.pk}/", {"note": "Was ill"}, format="json")
    assert (mended.status_code, mended.json()["note"], mended.json()["kind"]) == (200, "Was ill", "call")
    assert api.delete(f"{TOUCHES}{touch.pk}/").status_code == 204
    assert Touch.objects.count() == 0


def test_every_wrong_field_is_named(cast, alba):
    body = {"customer": alba.pk, "kind": "call", "next_step": "Call", "contact": ContactFactory().pk}
    answer = program_of(cast.owner).post(TOUCHES, body, format="json")
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["contact"]
    mine = ContactFactory(customer__owner=cast.owner)
    answer = program_of(cast.owner).post(TOUCHES, {**body, "contact": mine.pk}, format="json")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("next_step_on", "required"),
        ("contact", "contact"),
    ]


def test_a_step_is_ticked_off_once(cast, alba):
    api = program_of(cast.owner)
    touch = TouchFactory(customer=alba, next_step="Call", next_step_on=timezone.localdate())
    first = api.post(f"{TOUCHES}{touch.pk}/done/")
    assert (first.status_code, first.json()["next_step_done_at"] is None) == (200, False)
    assert api.post(f"{TOUCHES}{touch.pk}/done/").json() == first.json()
    nothing = TouchFactory(customer=alba)
    answer = api.post(f"{TOUCHES}{nothing.pk}/done/")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "no_step")


def test_another_persons_touch_is_for_leaders(cast, alba):
    touch = TouchFactory(customer=alba, by=cast.manager)
    patched = program_of(cast.owner).patch(f"{TOUCHES}{touch.pk}/", {"note": "x"}, format="json")
    assert patched.status_code == 403
    assert program_of(cast.owner).delete(f"{TOUCHES}{touch.pk}/").status_code == 403
    assert program_of(cast.manager).delete(f"{TOUCHES}{touch.pk}/").status_code == 204


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("customer={alba}", ["due", "plain"]),
        ("step=due", ["due"]),
        ("step_kind=visit", ["due"]),
        ("q=alba", ["due", "plain"]),
        ("kind=letter", ["letter"]),
        ("ordering=at", ["due", "letter", "plain"]),
    ],
)
def test_lists_are_narrowed(cast, alba, query, found):
    day = timezone.localdate() - timedelta(days=1)
    TouchFactory(customer=alba, note="plain")
    TouchFactory(customer=alba, note="due", next_step_kind=StepKind.VISIT, next_step_on=day)
    other = CustomerFactory(owner=cast.owner, name="Bern Works", search_text="bern works")
    TouchFactory(customer=other, note="letter", kind="letter")
    TouchFactory(note="foreign")
    alba.search_text = "alba oil"
    alba.save()
    answer = program_of(cast.owner).get(f"{TOUCHES}?{query.format(alba=alba.pk)}")
    assert answer.status_code == 200
    assert sorted(row["note"] for row in answer.json()["results"]) == found


def test_an_unknown_filter_is_refused(cast):
    assert program_of(cast.owner).get(f"{TOUCHES}?knid=call").status_code == 400
