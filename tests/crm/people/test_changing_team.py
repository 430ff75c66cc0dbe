"""A person changes team: who sees their records changes with them, whichever way it is entered."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Account
from crm.customers.models import Customer
from crm.history.models import Event
from crm.jobs.services import run_due
from crm.people.models import Team, Territory, User
from crm.people.services.changing_team import bring_along
from tests.factories.accounts import AccountFactory
from tests.factories.customers import CustomerFactory
from tests.factories.people import TerritoryFactory, UserFactory

SEES = Customer.objects.visible_to


@pytest.fixture
def cards(cast) -> list[Customer]:
    return [CustomerFactory(owner=cast.owner) for _each in range(2)]


@pytest.fixture
def valley(cast) -> Team:
    team: Team = cast.stranger.team
    return team


def moved(person: User, team: Team | None, by: User) -> None:
    User.objects.filter(pk=person.pk).update(team=team)
    bring_along(people=[person.pk], by=by)


def test_cards_and_territories_come_along_with_a_line_on_each_feed(cast, cards, valley):
    beat = TerritoryFactory(rep=cast.owner, team=cast.harbour)
    unowned = CustomerFactory(owner=None, team=cast.harbour)
    moved(cast.owner, valley, cast.admin)
    assert {card.team for card in Customer.objects.filter(owner=cast.owner)} == {valley}
    assert Customer.objects.get(pk=unowned.pk).team == cast.harbour
    assert Territory.objects.get(pk=beat.pk).team == valley
    assert [event.customer_id for event in Event.objects.order_by("customer_id")] == [
        card.pk for card in cards
    ]
    event = Event.objects.first()
    assert event.verb == "customer.team_changed"
    assert event.data == {"team": valley.pk, "team_name": "Valley", "owner_name": "Olga Owner"}
    newest = Customer.history.filter(id=cards[0].pk).first()
    assert (newest.history_user, newest.team_id) == (cast.admin, valley.pk)


def test_the_old_manager_sees_them_no_more_and_the_new_one_does(cast, cards, valley):
    leader = UserFactory(role="manager", team=valley)
    moved(cast.owner, valley, cast.admin)
    assert (SEES(cast.manager).count(), SEES(leader).count(), SEES(cast.owner).count()) == (0, 2, 2)


def test_what_is_in_step_is_left_alone(cast, cards):
    bring_along(people=[cast.owner.pk], by=cast.admin)
    assert not Event.objects.exists()


def test_without_a_team_only_the_owner_goes_on_seeing_them(cast, cards):
    beat = TerritoryFactory(rep=cast.owner, team=cast.harbour)
    moved(cast.owner, None, cast.admin)
    assert (SEES(cast.manager).count(), SEES(cast.owner).count()) == (0, 2)
    assert {event.verb for event in Event.objects.all()} == {"customer.team_left"}
    assert Territory.objects.get(pk=beat.pk).team == cast.harbour


@pytest.mark.parametrize("count", [1, 3])
def test_many_people_cost_what_one_costs(cast, count, valley, django_assert_num_queries):
    people = [UserFactory(team=cast.harbour) for _each in range(count)]
    for person in people:
        CustomerFactory(owner=person)
        TerritoryFactory(rep=person, team=cast.harbour)
    User.objects.filter(pk__in=[person.pk for person in people]).update(team=valley)
    with django_assert_num_queries(15):
        bring_along(people=[person.pk for person in people], by=cast.admin)


def test_the_distance_is_that_from_the_new_office(cast, valley):
    Team.objects.filter(pk=valley.pk).update(office_latitude=50, office_longitude=10)
    customer = CustomerFactory(owner=cast.owner, latitude=50, longitude=10)
    AccountFactory(customer=customer)
    moved(cast.owner, valley, cast.admin)
    run_due()
    assert Account.objects.get().distance_km == 0


def test_the_admin_page_brings_them_along(client, cast, cards, valley):
    client.force_login(cast.admin)
    url = reverse("admin:people_user_change", args=[cast.owner.pk])
    form = client.get(url).context["adminform"].form
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {name: value for name, value in data.items() if value not in (None, "", False)}
    sent |= {"team": valley.pk, "is_active": "on"}
    assert client.post(url, sent).status_code == 302
    assert {card.team for card in Customer.objects.all()} == {valley}
