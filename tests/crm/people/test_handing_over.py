"""Handing over a territory or a leaver's records."""

import pytest

from crm.people.models import Territory, User
from crm.people.services.handing_over import deactivate, hand_over
from crm.shell.errors import Refused
from tests.factories.people import TerritoryFactory


def test_everything_goes_to_the_taker(cast):
    beats = [TerritoryFactory(rep=cast.owner, team=cast.harbour) for _ in range(2)]
    moved = hand_over(giver=cast.owner, taker=cast.stranger, by=cast.admin)
    assert moved["territories"] == 2
    assert {(t.rep, t.team) for t in Territory.objects.all()} == {(cast.stranger, cast.stranger.team)}
    newest = beats[0].history.first()
    assert (newest.history_user, newest.prev_record.rep_id) == (cast.admin, cast.owner.pk)


def test_one_territory_leaves_the_others(cast):
    north = TerritoryFactory(rep=cast.owner, team=cast.harbour)
    south = TerritoryFactory(rep=cast.owner, team=cast.harbour)
    hand_over(giver=cast.owner, taker=cast.mate, by=cast.manager, territory=north)
    assert dict(Territory.objects.values_list("pk", "rep")) == {
        north.pk: cast.mate.pk,
        south.pk: cast.owner.pk,
    }


def test_a_territory_of_somebody_else_is_refused(cast):
    foreign = TerritoryFactory(rep=cast.mate, team=cast.harbour)
    with pytest.raises(Refused) as refusal:
        hand_over(giver=cast.owner, taker=cast.stranger, by=cast.admin, territory=foreign)
    assert refusal.value.field == "territory"
    assert Territory.objects.get().rep == cast.mate


def test_nobody_hands_over_to_themselves_or_to_a_closed_log_in(cast):
    with pytest.raises(Refused, match="Choose another person"):
        hand_over(giver=cast.owner, taker=cast.owner, by=cast.admin)
    deactivate(person=cast.mate, by=cast.admin)
    with pytest.raises(Refused, match="cannot log in"):
        hand_over(giver=cast.owner, taker=User.objects.get(pk=cast.mate.pk), by=cast.admin)


def test_an_admin_cannot_lock_themselves_out(cast):
    with pytest.raises(Refused):
        deactivate(person=cast.admin, by=cast.admin)
    assert User.objects.get(pk=cast.admin.pk).is_active


def test_what_others_have_changed_meanwhile_decides(cast):
    """Before the form was sent, somebody gave the beat away and closed the taker's log-in."""
    beat = TerritoryFactory(rep=cast.owner, team=cast.harbour)
    giver, taker = User.objects.get(pk=cast.owner.pk), User.objects.get(pk=cast.mate.pk)
    hand_over(giver=giver, taker=cast.stranger, by=cast.admin, territory=Territory.objects.get())
    with pytest.raises(Refused) as refusal:
        hand_over(giver=giver, taker=taker, by=cast.admin, territory=beat)
    assert refusal.value.field == "territory"

    deactivate(person=cast.mate, by=cast.admin)
    with pytest.raises(Refused, match="cannot log in"):
        hand_over(giver=giver, taker=taker, by=cast.admin)
    assert Territory.objects.get().rep == cast.stranger


def test_territories_join_the_team_that_the_taker_is_in_now(cast):
    beat = TerritoryFactory(rep=cast.owner, team=cast.harbour)
    taker = User.objects.select_related("team").get(pk=cast.mate.pk)
    User.objects.filter(pk=taker.pk).update(team=cast.stranger.team)
    hand_over(giver=cast.owner, taker=taker, by=cast.admin)
    beat.refresh_from_db()
    assert beat.team == cast.stranger.team
