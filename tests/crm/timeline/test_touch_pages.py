"""Touches on cards, on their list, on the home page."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.timeline.choices import StepKind, TouchKind, TouchOutcome
from crm.timeline.feed_sources import feed_of
from crm.timeline.models import Touch
from tests.factories.customers import ContactFactory, CustomerFactory
from tests.factories.timeline import TouchFactory

HTMX = {"hx-request": "true"}
STEP = {"next_step": "Call again", "next_step_kind": StepKind.CALL}


def url(name, *args, **query):
    address = reverse(f"timeline:{name}", args=args)
    return f"{address}?{urlencode(query)}" if query else address


def test_two_taps_a_kind_and_save(cast, alba, as_):
    client = as_(cast.owner)
    card = client.get(alba.get_absolute_url()).content.decode()
    assert f'hx-get="{url("touch-new", alba.pk)}?kind=email"' in card
    form = client.get(url("touch-new", alba.pk, kind="email"), headers=HTMX)
    shown = form.context["form"]
    response = client.post(
        url("touch-new", alba.pk),
        {name: shown.initial.get(name) or "" for name in ("kind", "outcome")},
        headers=HTMX,
    )
    assert (response.status_code, response.headers["HX-Refresh"]) == (200, "true")
    touch = Touch.objects.get()
    assert (touch.kind, touch.outcome, touch.customer, touch.by) == ("email", "sent", alba, cast.owner)


def test_without_script_the_same_page_leads_back_to_where_one_came_from(cast, alba, as_):
    client = as_(cast.owner)
    page = client.get(url("touch-new", alba.pk))
    assert page.context["form"].initial["kind"] == TouchKind.CALL
    assert page.context["form"].initial["outcome"] == TouchOutcome.REACHED
    response = client.post(url("touch-new", alba.pk), {"kind": "call", "next": reverse("shell:home")})
    assert response.headers["Location"] == reverse("shell:home")
    assert Touch.objects.get().outcome == ""


def test_a_call_is_offered_to_be_logged_with_whom_one_called(cast, alba, as_):
    contact = ContactFactory(customer=alba, name="Mr Frey", mobile="+41 79 1")
    client = as_(cast.owner)
    card = client.get(alba.get_absolute_url()).content.decode()
    assert f'href="{url("touch-new", alba.pk)}?kind=call&amp;contact={contact.pk}"' in card
    form = client.get(url("touch-new", alba.pk, kind="call", contact=contact.pk)).context["form"]
    assert form.initial["contact"] == contact.pk


@pytest.mark.parametrize(
    "asked", ["kind=telegram", "contact=x", "contact=" + "9" * 40, "kind=call&contact=7"]
)
def test_nonsense_in_the_address_is_passed_over(cast, alba, as_, asked):
    assert as_(cast.owner).get(url("touch-new", alba.pk) + f"?{asked}").status_code == 200


def test_what_is_wrong_is_shown_in_the_panel(cast, alba, as_):
    data = {"kind": "call", "next_step": "Call again", "cost": "-1"}
    response = as_(cast.owner).post(url("touch-new", alba.pk), data, headers=HTMX)
    assert response.status_code == 422
    assert sorted(response.context["form"].errors) == ["cost"]
    data = {"kind": "call", "next_step": "Call again"}
    response = as_(cast.owner).post(url("touch-new", alba.pk), data, headers=HTMX)
    assert sorted(response.context["form"].errors) == ["next_step_on"]
    assert Touch.objects.count() == 0


def test_another_customers_contact_cannot_be_named(cast, alba, as_):
    data = {"kind": "call", "contact": ContactFactory().pk}
    response = as_(cast.owner).post(url("touch-new", alba.pk), data)
    assert sorted(response.context["form"].errors) == ["contact"]


def test_cancel_brings_the_kinds_back(cast, alba, as_):
    response = as_(cast.owner).get(url("touch-new", alba.pk), headers=HTMX)
    assert "kind=letter" in response.content.decode()
    assert "<form" not in response.content.decode()


def test_an_archived_card_offers_no_touch(cast, as_):
    gone = CustomerFactory(owner=cast.owner, archived_at=timezone.now())
    assert url("touch-new", gone.pk) not in as_(cast.owner).get(gone.get_absolute_url()).content.decode()


def test_saving_unchanged_keeps_the_very_moment(cast, alba, as_):
    at = datetime.fromisoformat("2026-11-10T12:34:56+00:00")
    touch = TouchFactory(customer=alba, at=at)
    client = as_(cast.owner)
    form = client.get(url("touch-edit", touch.pk)).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data["at"] = timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")
    client.post(url("touch-edit", touch.pk), {**data, "note": "Was ill"})
    touch.refresh_from_db()
    assert (touch.at, touch.note, touch.outcome) == (at, "Was ill", "reached")


@pytest.mark.parametrize(("who", "status"), [("owner", 403), ("manager", 200), ("admin", 200)])
def test_another_persons_touch_is_mended_by_leaders_only(cast, alba, as_, who, status):
    touch = TouchFactory(customer=alba, by=cast.manager)
    client = as_(cast.named()[who])
    assert client.get(url("touch-edit", touch.pk)).status_code == status
    removed = client.post(url("touch-remove", touch.pk)).status_code
    assert (removed, Touch.objects.count()) == ((403, 1) if status == 403 else (302, 0))


def test_the_feed_tells_outcome_note_step_and_cost_and_links_to_who_may_mend(cast, alba):
    contact = ContactFactory(customer=alba, name="Mr <Frey>")
    touch = TouchFactory(
        customer=alba,
        contact=contact,
        note="Likes <b>",
        cost=Decimal("12.50"),
        next_step_on="2026-12-01",
        **STEP,
    )
    ((item,), _rest) = feed_of(alba, cast.owner)
    assert item.line == "<strong>Olga Owner</strong> · Phone call · Mr &lt;Frey&gt; · Reached"
    assert item.detail == (
        "<p>Likes &lt;b&gt;</p><p>Next step by Dec 1, 2026: Call again</p><p>Cost: €12.50</p>"
    )
    assert item.url == url("touch-edit", touch.pk)
    managers = TouchFactory(customer=alba, by=cast.manager)
    lines = {item.position.pk: item.url for item in feed_of(alba, cast.owner)[0]}
    assert lines[managers.pk] == ""


def test_a_touch_of_nobody_reads_as_well(cast, alba):
    TouchFactory(customer=alba, by=None, outcome="")
    ((item,), _rest) = feed_of(alba, cast.owner)
    assert item.line == "<strong>The system</strong> · Phone call"


def test_the_list_shows_ones_own_customers_and_costs_the_same_for_three(cast, alba, as_):
    TouchFactory(by=cast.stranger)
    client = as_(cast.owner)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url("touches")).status_code == 200
        return len(queries)

    TouchFactory(customer=alba, contact=ContactFactory(customer=alba))
    client.get(url("touches"))
    one = cost()
    for _each in range(2):
        customer = CustomerFactory(owner=cast.owner)
        TouchFactory(customer=customer, contact=ContactFactory(customer=customer), next_step_on="2026-12-01")
    assert cost() == one
    assert client.get(url("touches")).content.decode().count("data-open") == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=letter", ["letter"]),
        ("outcome=refused", ["refused"]),
        ("step=due", ["late", "today"]),
        ("step=open", ["late", "manager", "next", "today"]),
        ("step=mine", ["late", "next", "today"]),
        ("step=done", ["done"]),
        ("step_kind=visit", ["next"]),
        ("cost_min=5", ["letter"]),
        ("at_before=2026-11-01", ["refused"]),
        ("at_after=x", None),
        ("by=999999999999999999999", None),
    ],
)
def test_filters(cast, alba, as_, query, found):
    today = timezone.localdate()

    def touch(note, **fields):
        TouchFactory(customer=alba, note=note, **fields)

    touch("letter", kind=TouchKind.LETTER, cost=Decimal(5))
    touch(
        "refused",
        outcome=TouchOutcome.REFUSED,
        at=datetime.fromisoformat("2026-10-10T12:00:00+00:00"),
    )
    touch("late", next_step_on=today - timedelta(days=1), **STEP)
    touch("today", next_step_on=today, **STEP)
    touch("next", next_step_on=today + timedelta(days=1), next_step_kind=StepKind.VISIT)
    touch("done", next_step_on=today, next_step_done_at=timezone.now(), **STEP)
    touch("manager", by=cast.manager, next_step_on=today + timedelta(days=1), **STEP)
    response = as_(cast.owner).get(url("touches") + f"?{query}")
    assert response.status_code == 200
    if found is not None:
        rows = response.context["page"].matching_rows()
        assert sorted(row.note for row in rows) == found


def test_home_shows_what_is_due_and_ticks_it_off(cast, alba, as_):
    today = timezone.localdate()
    late = TouchFactory(customer=alba, next_step_on=today - timedelta(days=2), **STEP)
    due = TouchFactory(customer=alba, next_step_on=today, **STEP)
    TouchFactory(customer=alba, next_step_on=today + timedelta(days=1), **STEP)
    TouchFactory(customer=alba, by=cast.manager, next_step_on=today, **STEP)
    client = as_(cast.owner)
    assert [step for step, _marks in panel_of(client)["steps"]] == [late, due]
    home = reverse("shell:home")
    response = client.post(url("step-done", late.pk), {"next": home})
    assert response.headers["Location"] == home
    client.post(url("step-done", due.pk), {"next": home})
    assert panel_of(client) is None


def panel_of(client):
    """Return what the panel of due steps shows the person logged in, None where it is left out."""
    from crm.timeline.panels import steps_due

    return steps_due(client.get(reverse("shell:home")).wsgi_request)


def test_the_card_proposes_a_step_a_week_before(cast, alba, as_):
    today = timezone.localdate()
    touch = TouchFactory(customer=alba, next_step_on=today + timedelta(days=8), **STEP)
    client = as_(cast.owner)
    assert client.get(alba.get_absolute_url()).context["next_step"] is None
    touch.next_step_on = today + timedelta(days=7)
    touch.save()
    step = client.get(alba.get_absolute_url()).context["next_step"]
    assert step.title == "Next: Call again"
    assert step.action.url == url("step-done", touch.pk)


def test_a_step_of_which_there_is_none_is_refused_in_words(cast, alba, as_):
    touch = TouchFactory(customer=alba)
    response = as_(cast.owner).post(url("step-done", touch.pk), follow=True)
    assert [str(message) for message in response.context["messages"]] == ["No next step is open here."]


@pytest.mark.parametrize("verb", ["touch-remove", "step-done"])
def test_what_changes_anything_is_a_post(cast, alba, as_, verb):
    assert as_(cast.owner).get(url(verb, TouchFactory(customer=alba).pk)).status_code == 405
