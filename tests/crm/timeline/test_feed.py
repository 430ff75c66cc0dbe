"""The feed: events, notes and files in one order, in words, for those who see the customer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.customers.models import Customer
from crm.customers.services import (
    add_address,
    add_contact,
    archive_customers,
    change_owner,
    create_customer,
    update_customer,
    verify_customers,
)
from crm.history.models import Event
from crm.history.services import record_event
from crm.timeline.feed_sources import feed_of
from crm.timeline.models import Note
from crm.timeline.services import add_note
from crm.timeline.verbs import Verb, sentence_of, verbs
from tests.cast import SEES_OWNERS_RECORDS


def feed(customer):
    return reverse("timeline:feed", args=[customer.pk])


def note(customer):
    return reverse("timeline:note-add", args=[customer.pk])


def test_the_feed_is_for_those_who_see_the_customer(cast, alba, as_):
    for name, user in cast.named().items():
        expected = 200 if name in SEES_OWNERS_RECORDS else 404
        assert as_(user).get(feed(alba)).status_code == expected, name
        written = as_(user).post(note(alba), {"text": f"by {name}"})
        assert written.status_code == (302 if expected == 200 else 404), name
    assert Note.objects.count() == len(SEES_OWNERS_RECORDS)


def test_a_note_is_on_the_card_with_its_writer(cast, alba, as_):
    client = as_(cast.owner)
    client.post(note(alba), {"text": "Likes chess.\nCall on Mondays."})
    page = client.get(alba.get_absolute_url()).content.decode()
    assert "Likes chess.<br>Call on Mondays." in page
    assert "<strong>Olga Owner</strong> noted" in page


def test_htmx_gets_the_feed_anew_and_a_refusal_with_what_was_written(cast, alba, as_):
    client = as_(cast.owner)
    answer = client.post(note(alba), {"text": "Hello"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Hello" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    refused = client.post(note(alba), {"text": "x" * 5001}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()


@pytest.mark.parametrize("text", ["", "   \n", "x" * 5001])
def test_an_empty_or_endless_note_is_refused(cast, alba, as_, text):
    as_(cast.owner).post(note(alba), {"text": text})
    assert not Note.objects.exists()


def test_every_event_of_the_customer_file_has_its_words(cast):
    customer = create_customer(by=cast.owner, values={"name": "Alba", "phone": "1"})
    add_contact(customer=customer, by=cast.owner, values={"name": "Ann Frey"})
    add_address(customer=customer, by=cast.owner, values={"kind": "site", "city": "Thun"})
    update_customer(customer=customer, by=cast.owner, values={"city": "Bern", "brand": "B"})
    everything = Customer.objects.all()
    change_owner(customers=everything, owner=cast.mate, by=cast.manager, note="on leave")
    verify_customers(customers=everything, by=cast.manager)
    archive_customers(customers=everything, by=cast.manager, reason="closed")
    items, _rest = feed_of(customer, cast.manager)
    words = [(str(item.line), str(item.detail)) for item in items]
    assert all(event.verb in [verb.key for verb in verbs] for event in Event.objects.all())
    assert not [line for line, _detail in words if "…" in line]
    assert ("<strong>Max Manager</strong> gave the customer to Milo Mate", "on leave") in words
    assert ("<strong>Olga Owner</strong> changed brand or trade mark, city", "") in words or (
        "<strong>Olga Owner</strong> changed city, brand or trade mark",
        "",
    ) in words
    assert ("<strong>Olga Owner</strong> added an address: factory or site", "") in words


@pytest.mark.parametrize(("fields", "words"), [(["roles", "title"], "roles, title"), (["role"], "role")])
def test_roles_are_named_as_one_fact_today_and_in_events_of_former_days(fields, words):
    (verb,) = (one for one in verbs if one.key == "contact.changed")
    line = sentence_of(verb, verb.key, "Ann", {"name": "Bo", "fields": fields})
    assert line == f"<strong>Ann</strong> changed {words} of Bo"


def test_words_of_an_event_are_never_markup():
    verb = Verb(key="x", sentence="%(who)s met %(name)s & %(gone)s")
    line = sentence_of(verb, "x", "<b>", {"name": "<i>"})
    assert line == "<strong>&lt;b&gt;</strong> met &lt;i&gt; &amp; …"
    assert sentence_of(None, "old.verb", "", {}) == "<strong>The system</strong> · old.verb"


@pytest.mark.every_database
def test_the_pages_of_the_feed_together_are_the_feed(cast, alba):
    at = timezone.now()
    for hour in range(8):
        record_event(customer=alba, verb="customer.created", by=cast.owner)
        add_note(customer=alba, by=cast.owner, text=f"note {hour}")
    Event.objects.update(at=at)
    Note.objects.filter(pk__in=Note.objects.values("pk")[:4]).update(at=at)
    Note.objects.exclude(at=at).update(at=at - timedelta(hours=1))
    seen, before = [], None
    while True:
        page, before = feed_of(alba, cast.owner, before=before, limit=3)
        seen += [item.position for item in page]
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 16
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_feed_takes_one_query_a_source(cast, alba, count, django_assert_max_num_queries):
    for _each in range(count):
        record_event(customer=alba, verb="customer.created", by=cast.owner)
        add_note(customer=alba, by=cast.owner, text="x")
    from crm.timeline.feed_sources import feed_sources

    with django_assert_max_num_queries(len(feed_sources)):
        feed_of(alba, cast.owner)


def test_older_lines_come_on_demand_and_without_script(cast, alba, as_):
    for at in range(25):
        add_note(customer=alba, by=cast.owner, text=f"note number {at}.")
    client = as_(cast.owner)
    page = client.get(feed(alba))
    assert "note number 24." in page.content.decode()
    assert "note number 3." not in page.content.decode()
    older = client.get(feed(alba), {"before": str(page.context["rest"])}).content.decode()
    assert "note number 3." in older
    assert client.get(feed(alba), {"before": "nonsense"}).status_code == 200
