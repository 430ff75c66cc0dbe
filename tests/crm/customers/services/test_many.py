"""Owners, archive and verification: of one card or of many."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from crm.customers.models import Customer
from crm.customers.services import (
    archive_customers,
    assign_territory,
    change_owner,
    restore_customers,
    verify_customers,
)
from crm.history.models import Event
from crm.people.services.handing_over import hand_over
from crm.shell.errors import Refused
from tests.factories.customers import CustomerFactory
from tests.factories.people import DeputyFactory, TerritoryFactory

EVERY = Customer.objects.all


@pytest.fixture
def three(cast) -> list[Customer]:
    return [CustomerFactory(owner=cast.owner) for _each in range(3)]


def test_owner_and_team_move_with_a_note_on_each_feed(cast, three):
    assert change_owner(customers=EVERY(), owner=cast.stranger, by=cast.admin, note="new beat") == 3
    for customer in EVERY():
        assert (customer.owner, customer.team) == (cast.stranger, cast.stranger.team)
        record = customer.history.first()
        assert (record.history_user, record.owner_id, record.history_type) == (
            cast.admin,
            cast.stranger.pk,
            "~",
        )
        event = Event.objects.get(customer=customer)
        assert event.verb == "customer.owner_changed"
        assert event.data == {
            "from": cast.owner.pk,
            "to": cast.stranger.pk,
            "to_name": "Sven Stranger",
            "note": "new beat",
        }


def test_what_is_theirs_already_is_left_alone(cast, three):
    assert change_owner(customers=EVERY(), owner=cast.owner, by=cast.manager) == 0
    assert not Event.objects.exists()


def test_a_team_that_lags_behind_its_owner_is_put_right(cast, three):
    Customer.objects.filter(pk=three[0].pk).update(team=None)
    assert change_owner(customers=EVERY(), owner=cast.owner, by=cast.manager) == 1


def test_reps_do_not_give_cards_away_unless_they_stand_in_for_a_manager(cast, three):
    with pytest.raises(Refused) as refused:
        change_owner(customers=EVERY(), owner=cast.mate, by=cast.owner)
    assert refused.value.field == "owner"
    today = timezone.localdate()
    DeputyFactory(principal=cast.manager, deputy=cast.mate, starts_on=today, ends_on=today)
    assert change_owner(customers=EVERY(), owner=cast.mate, by=cast.mate) == 3


def test_nobody_who_has_left_becomes_an_owner(cast, three):
    cast.mate.is_active = False
    cast.mate.save()
    with pytest.raises(Refused, match="left"):
        change_owner(customers=EVERY(), owner=cast.mate, by=cast.manager)


@pytest.mark.parametrize("count", [1, 3])
def test_many_cost_what_one_costs(cast, count, django_assert_max_num_queries):
    for _each in range(count):
        CustomerFactory(owner=cast.owner)
    with django_assert_max_num_queries(11):
        change_owner(customers=EVERY(), owner=cast.mate, by=cast.manager)


def test_a_territory_takes_its_customers_along(cast, three):
    territory = TerritoryFactory(rep=cast.owner, team=cast.harbour)
    Customer.objects.filter(pk=three[0].pk).update(territory=territory)
    moved = hand_over(giver=cast.owner, taker=cast.mate, by=cast.manager, territory=territory, note="swap")
    assert moved["customers"] == 1
    assert Customer.objects.get(owner=cast.mate) == three[0]


def test_many_cards_go_into_a_territory_at_once_and_out_again(cast, three):
    beat = TerritoryFactory(rep=cast.owner, team=cast.harbour)
    assert assign_territory(customers=EVERY(), territory=beat, by=cast.owner) == 3
    assert assign_territory(customers=EVERY(), territory=beat, by=cast.owner) == 0
    newest = three[0].history.first()
    assert (newest.territory_id, newest.history_user) == (beat.pk, cast.owner)
    event = Event.objects.get(customer=three[0])
    assert (event.verb, event.data, event.by) == ("customer.changed", {"fields": ["territory"]}, cast.owner)
    assert assign_territory(customers=EVERY(), territory=None, by=cast.manager) == 3
    assert {card.territory for card in EVERY()} == {None}


def test_a_territory_one_does_not_see_takes_nothing(cast, three):
    foreign = TerritoryFactory(rep=cast.stranger, team=cast.stranger.team)
    with pytest.raises(Refused) as refused:
        assign_territory(customers=EVERY(), territory=foreign, by=cast.owner)
    assert refused.value.field == "territory"


def test_a_leavers_customers_all_go_archived_ones_too(cast, three):
    archive_customers(customers=Customer.objects.filter(pk=three[0].pk), by=cast.owner)
    moved = hand_over(giver=cast.owner, taker=cast.mate, by=cast.manager)
    assert moved["customers"] == 3
    assert not Customer.objects.filter(owner=cast.owner).exists()


def test_archive_and_back(cast, three):
    assert archive_customers(customers=EVERY(), by=cast.owner, reason="closed down") == 3
    assert archive_customers(customers=EVERY(), by=cast.owner) == 0
    assert not EVERY().current().exists()
    assert {event.data["reason"] for event in Event.objects.all()} == {"closed down"}
    assert restore_customers(customers=EVERY(), by=cast.owner) == 3
    assert EVERY().current().count() == 3
    assert three[0].history.count() == 3


def test_verifying_notes_day_and_person_once_a_day(cast, three):
    assert verify_customers(customers=EVERY(), by=cast.owner) == 3
    assert verify_customers(customers=EVERY(), by=cast.owner) == 0
    assert {customer.verified_on for customer in EVERY()} == {timezone.localdate()}
    assert Event.objects.filter(verb="customer.verified", by=cast.owner).count() == 3


def test_an_older_day_does_not_overwrite_a_newer(cast, three):
    verify_customers(customers=EVERY(), by=cast.owner)
    assert verify_customers(customers=EVERY(), by=cast.owner, on=date(2020, 1, 1)) == 0


def test_the_queue_holds_what_nobody_verified_for_too_long(cast):
    today = timezone.localdate()
    before = today - timedelta(days=365)
    stale = CustomerFactory(owner=cast.owner, verified_on=before - timedelta(days=1))
    CustomerFactory(owner=cast.owner, verified_on=before)
    CustomerFactory(owner=cast.owner)  # new, never verified
    never = CustomerFactory(owner=cast.owner)
    Customer.objects.filter(pk=never.pk).update(created_at=timezone.now() - timedelta(days=400))
    gone = CustomerFactory(owner=cast.owner, verified_on=date(2000, 1, 1))
    archive_customers(customers=Customer.objects.filter(pk=gone.pk), by=cast.owner)
    assert set(EVERY().to_verify(before)) == {stale, never}
