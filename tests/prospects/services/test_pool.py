"""Into the pool and out of it: each move once, for who may."""

from datetime import timedelta

import pytest
from constance.test import override_config
from django.utils import timezone

from crm.history.models import Event
from crm.shell.errors import Refused
from crm.timeline.choices import TouchKind
from crm.timeline.services import log_touch
from prospects.models import PoolMove, Prospect
from prospects.services import assign_from_pool, claim, give_to_pool, return_silent
from tests.factories.accounts import AccountFactory, ProductFamilyFactory
from tests.factories.customers import CustomerFactory
from tests.factories.people import UserFactory
from tests.factories.prospects import ProspectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


def held_by(rep, **values):
    return ProspectFactory(customer=CustomerFactory(owner=rep, team=rep.team), **values)


def pooled(team, **values):
    return ProspectFactory(customer=CustomerFactory(owner=None, team=team), added_by=None, **values)


def moves():
    return list(PoolMove.objects.order_by("pk").values_list("kind", "rep__name", "by__name"))


def verbs_of(prospect):
    return list(
        Event.objects.filter(customer=prospect.customer).order_by("pk").values_list("verb", flat=True)
    )


def refusal(deed):
    with pytest.raises(Refused) as refused:
        deed()
    return refused.value.code


# The sweep -------------------------------------------------------------------------------------------


def test_the_silent_return_once_and_it_is_told_once(cast, today):
    silent = held_by(cast.owner, held_since=today - timedelta(days=60))
    held_by(cast.owner, held_since=today - timedelta(days=59))
    assert return_silent(today=today) == 1
    assert return_silent(today=today) == 0
    silent.refresh_from_db()
    assert (silent.customer.owner, silent.customer.team) == (None, cast.harbour)
    assert moves() == [("returned", "Olga Owner", None)]
    assert verbs_of(silent) == ["pool.returned"]
    assert silent.customer.history.first().owner is None


def test_a_touch_starts_the_clock_again(cast, today):
    prospect = held_by(cast.owner, held_since=today - timedelta(days=100))
    log_touch(customer=prospect.customer, by=cast.owner, facts={"kind": TouchKind.CALL})
    assert return_silent(today=today + timedelta(days=59)) == 0
    assert return_silent(today=today + timedelta(days=60)) == 1


@override_config(PROSPECTS_POOL_DAYS=10)
def test_the_days_are_a_setting(cast, today):
    held_by(cast.owner, held_since=today - timedelta(days=10))
    assert return_silent(today=today) == 1


def test_who_buys_from_us_and_who_has_no_team_stays(cast, today):
    long_ago = today - timedelta(days=400)
    buyer = held_by(cast.owner, held_since=long_ago)
    AccountFactory(customer=buyer.customer)
    ProspectFactory(customer=CustomerFactory(owner=cast.owner, team=None), held_since=long_ago)
    held_by(cast.owner, held_since=long_ago, given_up=True)
    assert return_silent(today=today) == 0


def test_who_has_stopped_buying_returns_like_others(cast, today):
    lapsed = held_by(cast.owner, held_since=today - timedelta(days=60))
    AccountFactory(customer=lapsed.customer, closed_on=today)
    given = held_by(cast.owner)
    AccountFactory(customer=given.customer, closed_on=today)
    assert return_silent() == 1
    give_to_pool(prospect=given, by=cast.owner)
    assert set(Prospect.objects.pooled()) == {lapsed, given}


def test_a_card_with_a_young_effort_stays(cast, today):
    old = held_by(cast.owner, held_since=today - timedelta(days=90))
    young = ProspectFactory(
        customer=old.customer, line=ProductFamilyFactory(), held_since=today - timedelta(days=5)
    )
    assert return_silent(today=today) == 0
    assert return_silent(today=today + timedelta(days=55)) == 1
    young.refresh_from_db()
    assert young.customer.owner is None


# Giving to it ----------------------------------------------------------------------------------------


def test_given_to_the_pool(cast):
    prospect = held_by(cast.owner)
    give_to_pool(prospect=prospect, by=cast.manager)
    assert moves() == [("released", "Olga Owner", "Max Manager")]
    assert verbs_of(prospect) == ["pool.released"]


def test_what_cannot_be_given_to_it(cast):
    buyer = held_by(cast.owner)
    AccountFactory(customer=buyer.customer)
    teamless = ProspectFactory(customer=CustomerFactory(owner=cast.owner, team=None))
    for prospect, code in (
        (buyer, "account"),
        (teamless, "no_team"),
        (held_by(cast.owner, given_up=True), "not_held"),
        (pooled(cast.harbour), "not_held"),
    ):
        assert refusal(lambda prospect=prospect: give_to_pool(prospect=prospect, by=cast.owner)) == code
    assert moves() == []


# Claiming --------------------------------------------------------------------------------------------


def test_a_claim_is_told_once_and_starts_the_clock(cast, today):
    prospect = pooled(cast.harbour, held_since=today - timedelta(days=300))
    claimed = claim(prospect=prospect, by=cast.mate)
    assert (claimed.customer.owner, claimed.held_since) == (cast.mate, today)
    assert verbs_of(prospect) == ["pool.claimed"]
    assert refusal(lambda: claim(prospect=prospect, by=cast.owner)) == "gone"


@override_config(PROSPECTS_LIVE_LEAST=1, PROSPECTS_LIVE_MOST=2)
def test_the_ceiling_counts_every_effort_that_comes_with_the_card(cast):
    held_by(cast.mate)
    double = pooled(cast.harbour)
    ProspectFactory(customer=double.customer, line=ProductFamilyFactory())
    single = pooled(cast.harbour)
    assert refusal(lambda: claim(prospect=double, by=cast.mate)) == "ceiling"
    claim(prospect=single, by=cast.mate)
    assert refusal(lambda: claim(prospect=pooled(cast.harbour), by=cast.mate)) == "ceiling"


def test_who_lost_it_waits_others_do_not(cast, today):
    prospect = held_by(cast.owner)
    give_to_pool(prospect=prospect, by=cast.owner)
    move = PoolMove.objects.get()
    move.at -= timedelta(days=29)
    move.save()
    assert refusal(lambda: claim(prospect=prospect, by=cast.owner)) == "wait"
    move.at -= timedelta(days=1)
    move.save()
    assert claim(prospect=prospect, by=cast.owner).customer.owner == cast.owner


def test_nobody_claims_from_another_team_or_what_is_held(cast):
    assert refusal(lambda: claim(prospect=pooled(cast.harbour), by=cast.stranger)) == "other_team"
    assert refusal(lambda: claim(prospect=held_by(cast.owner), by=cast.mate)) == "gone"
    teamless = UserFactory(team=None)
    unowned = ProspectFactory(customer=CustomerFactory(owner=None, team=None), added_by=None)
    assert refusal(lambda: claim(prospect=unowned, by=teamless)) == "other_team"


# Giving out of it ------------------------------------------------------------------------------------


@override_config(PROSPECTS_LIVE_LEAST=0, PROSPECTS_LIVE_MOST=0)
def test_a_manager_gives_out_beyond_ceiling_and_wait(cast):
    prospect = held_by(cast.owner)
    give_to_pool(prospect=prospect, by=cast.owner)
    given = assign_from_pool(prospect=prospect, rep=cast.owner, by=cast.manager)
    assert given.customer.owner == cast.owner
    assert moves()[-1] == ("assigned", "Olga Owner", "Max Manager")
    assert verbs_of(prospect) == ["pool.released", "pool.assigned"]
    assert refusal(lambda: assign_from_pool(prospect=prospect, rep=cast.mate, by=cast.manager)) == "gone"


def test_only_to_a_rep_of_the_team_who_is_there(cast):
    prospect = pooled(cast.harbour)
    left = UserFactory(team=cast.harbour, is_active=False)
    assert refusal(lambda: assign_from_pool(prospect=prospect, rep=left, by=cast.manager)) == "left"
    other = cast.stranger
    assert refusal(lambda: assign_from_pool(prospect=prospect, rep=other, by=cast.admin)) == "other_team"
    assert Prospect.objects.pooled().get() == prospect
