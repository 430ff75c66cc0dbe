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
