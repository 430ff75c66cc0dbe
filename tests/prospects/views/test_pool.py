"""The pool's pages: rows for the team, cards for who claims."""

import re
from datetime import timedelta

import pytest
from constance.test import override_config
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.customers.models import Customer
from crm.shell.formats import day
from prospects.choices import PoolMoveKind
from prospects.models import PoolMove, Prospect
from tests.factories.customers import CustomerFactory, IndustryFactory
from tests.factories.people import UserFactory
from tests.factories.prospects import ProspectFactory

pytestmark = pytest.mark.django_db
URL = "/prospects/pool/"


def pooled(team, name="Harbour Garage", **values):
    customer = CustomerFactory(
        owner=None, team=team, name=name, city="Bern", phone="+41 31 311 00 99", email="x@garage.example"
    )
    return ProspectFactory(customer=customer, added_by=None, **values)


def lost(prospect, rep, days=0):
    move = PoolMove.objects.create(
        customer=prospect.customer, team=rep.team, rep=rep, kind=PoolMoveKind.RETURNED
    )
    PoolMove.objects.filter(pk=move.pk).update(at=timezone.now() - timedelta(days=days))


@pytest.fixture
def as_mate(client, cast):
    client.force_login(cast.mate)
    return client


def test_a_rep_sees_the_row_and_nothing_of_the_card(as_mate, cast):
    prospect = pooled(cast.harbour)
    lost(prospect, cast.owner)
    html = as_mate.get(URL).content.decode()
    for text in ("Harbour Garage", "Bern", "Olga Owner", f"/prospects/{prospect.pk}/claim/"):
        assert text in html
    for text in ("311 00 99", "x@garage.example", f'href="/prospects/{prospect.pk}/"'):
        assert text not in html
    assert as_mate.get(f"/prospects/{prospect.pk}/").status_code == 404


def test_a_manager_sees_the_card_behind_the_row(client, cast):
    prospect = pooled(cast.harbour)
    client.force_login(cast.manager)
    assert f'href="/prospects/{prospect.pk}/"' in client.get(URL).content.decode()


def test_claimed_by_one_press_and_told(as_mate, cast):
    prospect = pooled(cast.harbour)
    response = as_mate.post(f"/prospects/{prospect.pk}/claim/", follow=True)
    assert response.redirect_chain == [(f"/prospects/{prospect.pk}/", 302)]
    assert "Harbour Garage is yours now." in response.content.decode()
    assert Customer.objects.get().owner == cast.mate


def test_who_comes_second_hears_why(as_mate, client, cast):
    prospect = pooled(cast.harbour)
    as_mate.post(f"/prospects/{prospect.pk}/claim/")
    client.force_login(cast.owner)
    response = client.post(f"/prospects/{prospect.pk}/claim/", follow=True)
    assert "Somebody else has taken this prospect, or it is closed." in response.content.decode()
    assert response.redirect_chain == [(URL, 302)]


def test_who_lost_it_sees_from_when_it_can_be_claimed(as_mate, cast):
    lost(pooled(cast.harbour), cast.mate, days=10)
    html = as_mate.get(URL).content.decode()
    assert f"Again from {day(timezone.localdate() + timedelta(days=20))}" in html
    assert "/claim/" not in html


@override_config(PROSPECTS_LIVE_LEAST=0, PROSPECTS_LIVE_MOST=1)
def test_a_full_list_says_so(as_mate, cast):
    ProspectFactory(customer=CustomerFactory(owner=cast.mate, team=cast.harbour))
    prospect = pooled(cast.harbour)
    html = as_mate.get(URL).content.decode()
    assert "Your live list is full: 1 of 1." in html
    assert "/claim/" not in html
    response = as_mate.post(f"/prospects/{prospect.pk}/claim/", follow=True)
    assert "You have 1 live prospect, and 1 are the most." in response.content.decode()


def test_several_are_claimed_at_once_or_none(as_mate, cast):
    first, second = pooled(cast.harbour, "Ash"), pooled(cast.harbour, "Birch")
    lost(second, cast.mate)
    data = {"action": "claim", "pk": [first.pk, second.pk], "confirmed": "1"}
    response = as_mate.post(URL, data, follow=True)
    assert "Birch: You lost this prospect to the pool" in response.content.decode()
    assert Prospect.objects.pooled().count() == 2
    response = as_mate.post(URL, {**data, "pk": [first.pk]}, follow=True)
    assert "1 prospect is yours now." in response.content.decode()
    assert Prospect.objects.pooled().get() == second


def test_who_leads_teams_is_offered_no_claim_where_none_is_theirs(client, cast):
    pooled(cast.harbour)
    client.force_login(cast.regional)
    html = client.get(URL).content.decode()
    assert ("Select prospects to give them to a rep." in html, "Your live list" in html) == (True, False)
    assert "/claim/" not in html
    assert offered(client) == ["give-out"]
    own = pooled(cast.regional.team)
    html = client.get(URL).content.decode()
    assert re.findall(r"/prospects/(\d+)/claim/", html) == [str(own.pk)]
    assert offered(client) == ["claim", "give-out"]


def offered(client):
    return [action.key for action in client.get(URL).context["bulk_actions"]]


def test_a_manager_gives_out(client, cast):
    prospects = [pooled(cast.harbour), pooled(cast.harbour)]
    client.force_login(cast.manager)
    data = {"action": "give-out", "pk": [one.pk for one in prospects]}
    page = client.post(URL, data).content.decode()
    assert "Milo Mate · Harbour · 0 live" in page
    response = client.post(URL, {**data, "confirmed": "1", "rep": cast.mate.pk}, follow=True)
    assert "2 prospects now belong to Milo Mate." in response.content.decode()
    assert set(Customer.objects.values_list("owner", flat=True)) == {cast.mate.pk}


def test_a_rep_gives_nothing_out(as_mate, cast):
    prospect = pooled(cast.harbour)
    data = {"action": "give-out", "pk": [prospect.pk], "confirmed": "1", "rep": cast.mate.pk}
    assert as_mate.post(URL, data).status_code == 403


def test_to_the_pool_from_the_card(client, cast):
    prospect = ProspectFactory(customer=CustomerFactory(owner=cast.owner, team=cast.harbour, name="Ash"))
    client.force_login(cast.owner)
    response = client.post(reverse("prospects:to-pool", args=[prospect.pk]), follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert "Ash lies in the team&#x27;s pool now." in response.content.decode()
    assert client.post(reverse("prospects:to-pool", args=[prospect.pk])).status_code == 404


def test_filters_and_search(as_mate, cast):
    bakery = IndustryFactory(name="Bakery")
    prospect = pooled(cast.harbour, "Ash")
    Customer.objects.filter(pk=prospect.customer_id).update(industry=bakery, city="Chur")
    pooled(cast.harbour, "Birch")
    today = timezone.localdate()
    for query in (f"industry={bakery.pk}", "city=chur", "name=ash"):
        html = as_mate.get(f"{URL}?{query}").content.decode()
        assert ("Ash" in html, "Birch" in html) == (True, False), query
    Customer.objects.filter(pk=prospect.customer_id).update(last_touch_on=today)
    html = as_mate.get(f"{URL}?last_contact_before={today.isoformat()}").content.decode()
    assert (">Ash" in html, ">Birch" in html) == (False, True)


def test_a_person_without_a_team_finds_an_empty_page(client, cast):
    client.force_login(UserFactory(team=None))
    pooled(cast.harbour)
    assert "The pool is empty" in client.get(URL).content.decode()


@pytest.mark.parametrize("person", ["mate", "manager"])
def test_queries_do_not_grow_with_rows(client, cast, person, django_assert_num_queries):
    client.force_login(cast.named()[person])
    lost(pooled(cast.harbour), cast.owner)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for _ in range(2):
        lost(pooled(cast.harbour), cast.owner)
    with django_assert_num_queries(len(few)):
        client.get(URL)
