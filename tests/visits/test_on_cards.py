"""The next visit and the button for one, on the cards of customers, accounts and prospects."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.customers.models import Customer
from tests.cast import Cast
from tests.factories.prospects import ProspectFactory
from tests.factories.visits import VisitFactory
from tests.visits.conftest import account_of
from visits.choices import VisitState
from visits.on_cards import next_visit

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def customer(cast: Cast) -> Customer:
    """A customer of the owner with an account and an open prospect."""
    found = account_of(cast.owner).customer
    ProspectFactory(customer=found)
    return found


def cards(customer: Customer) -> list[str]:
    """The addresses of the customer's three cards."""
    prospect = customer.prospects.get()
    return [
        customer.get_absolute_url(),
        customer.account.get_absolute_url(),
        prospect.get_absolute_url(),
    ]


def test_the_next_visit_is_the_first_to_come(cast: Cast, customer: Customer, today: date) -> None:
    assert next_visit(customer) is None
    VisitFactory(customer=customer, date=today - timedelta(days=1))
    VisitFactory(customer=customer, date=today, state=VisitState.CANCELLED)
    VisitFactory(customer=customer, date=today, state=VisitState.DONE)
    VisitFactory(date=today)
    assert next_visit(customer) is None
    later = VisitFactory(customer=customer, date=today + timedelta(days=1), state=VisitState.CONFIRMED)
    assert next_visit(customer) == later
    some_time = VisitFactory(customer=customer, date=today, starts=None, ends=None)
    assert next_visit(customer) == some_time
    afternoon = VisitFactory(customer=customer, rep=cast.mate, date=today, starts=time(15), ends=time(16))
    assert next_visit(customer) == afternoon


def test_every_card_shows_it_beside_its_tabs(
    client: Client, cast: Cast, customer: Customer, today: date
) -> None:
    client.force_login(cast.owner)
    assert ["Next visit" in client.get(url).content.decode() for url in cards(customer)] == [False] * 3
    visit = VisitFactory(customer=customer, rep=cast.mate, date=today)
    link = f'href="{visit.get_absolute_url()}"'
    sides = [client.get(url).context["side"] for url in cards(customer)]
    assert [(side.count("<h2>Next visit</h2>"), side.count(link)) for side in sides] == [(1, 1)] * 3


def deeds(client: Client, url: str) -> dict[str, str]:
    """The buttons in the head of a card that are about touches and visits."""
    wanted = ("Log a touch", "Plan visit")
    return {str(one.label): one.url for one in client.get(url).context["actions"] if one.label in wanted}


@pytest.mark.parametrize("at", [0, 1], ids=["customer", "account"])
def test_the_head_leads_to_a_touch_and_a_visit_and_back(
    client: Client, cast: Cast, customer: Customer, at: int
) -> None:
    client.force_login(cast.owner)
    card = cards(customer)[at]
    back = card.replace("/", "%2F")
    assert deeds(client, card) == {
        "Log a touch": f"{reverse('timeline:touch-new', args=[customer.pk])}?next={back}",
        "Plan visit": f"{reverse('visits:create')}?customer={customer.pk}&next={back}",
    }


def test_an_appointment_names_its_customer_and_the_planned_visits_at_that_time(
    client: Client, cast: Cast, customer: Customer, today: date
) -> None:
    day = today + timedelta(days=7)
    for starts, ends in ((time(9), time(10)), (time(10), time(11)), (time(11), time(12))):
        VisitFactory(rep=cast.owner, date=day, starts=starts, ends=ends)
    client.force_login(cast.owner)
    url = f"{reverse('visits:create')}?customer={customer.pk}"
    assert f'<p class="page-head__sub">{customer.name}</p>' in client.get(url).content.decode()
    form = {"customer": customer.number, "rep": cast.owner.pk, "date": day, "occasion": "routine"}
    answer = client.post(url, {**form, "starts": "10:30", "minutes": "60"}, follow=True)
    (said,) = map(str, answer.context["messages"])
    assert said.endswith("2 planned visits lie at the same time: plan the week again.")
    later = {**form, "date": day + timedelta(days=7), "starts": "10:30", "minutes": "60"}
    (said,) = map(str, client.post(url, later, follow=True).context["messages"])
    assert "planned visit" not in said


def test_a_touch_from_the_accounts_card_ends_there(client: Client, cast: Cast, customer: Customer) -> None:
    client.force_login(cast.owner)
    account = cards(customer)[1]
    form: dict[str, Any] = {"kind": "call", "outcome": "reached", "next": account}
    response = client.post(deeds(client, account)["Log a touch"], form)
    assert (response.status_code, response.headers.get("Location")) == (302, account)


def test_a_card_in_the_archive_plans_nothing(
    client: Client, cast: Cast, customer: Customer, today: date
) -> None:
    client.force_login(cast.owner)
    Customer.objects.filter(pk=customer.pk).update(archived_at=timezone.now())
    VisitFactory(customer=customer, date=today)
    for card in cards(customer)[:2]:
        assert deeds(client, card) == {}
        assert client.get(card).context["side"].count("Next visit") == 0


def test_who_does_not_see_the_card_gets_nothing_of_it(client: Client, cast: Cast, customer: Customer) -> None:
    client.force_login(cast.mate)
    assert [client.get(card).status_code for card in cards(customer)] == [404] * 3
    assert client.get(reverse("timeline:touch-new", args=[customer.pk])).status_code == 404
    form = client.get(f"{reverse('visits:create')}?customer={customer.pk}").context["form"]
    assert form.initial.get("customer") is None
