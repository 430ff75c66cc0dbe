"""Several people at once: one claims, a touch and the sweep wait for each other, the ledger keeps count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from constance.test import override_config
from django.db import connection
from django.utils import timezone

from crm.history.models import Event
from crm.shell.errors import Refused
from crm.timeline.choices import TouchKind
from crm.timeline.services import log_touch
from prospects.choices import GiveUpReason
from prospects.ledger import debt_after
from prospects.models import LedgerEntry, PoolMove, Prospect
from prospects.services import add_prospect, claim, give_to_pool, give_up, return_silent
from prospects.services.campaigns import add_members
from tests.cast import Cast
from tests.factories.customers import CustomerFactory
from tests.factories.people import UserFactory
from tests.factories.prospects import CampaignFactory, ProspectFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE = 6


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(AT_ONCE) as made:
        yield made


def all_at_once(threads: ThreadPoolExecutor, deeds: list[Callable[[], Any]]) -> list[Any]:
    """Do every deed in a thread of its own, all from one moment on; a refusal's code is an answer."""
    gate = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            gate.wait()
            return deed()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    return list(threads.map(run, deeds))


def pooled(cast: Cast) -> Prospect:
    return ProspectFactory(customer=CustomerFactory(owner=None, team=cast.harbour), added_by=None)


def test_of_claims_at_once_one_wins(cast: Cast, threads: ThreadPoolExecutor) -> None:
    prospect = pooled(cast)
    reps = [UserFactory(team=cast.harbour) for _ in range(AT_ONCE)]
    deeds = [lambda rep=rep: claim(prospect=prospect, by=rep).customer.owner for rep in reps]
    answers = all_at_once(threads, deeds)
    assert answers.count("gone") == AT_ONCE - 1
    winner = next(answer for answer in answers if answer != "gone")
    prospect.refresh_from_db()
    assert prospect.customer.owner == winner
    assert PoolMove.objects.get().rep == winner
    assert Event.objects.get().by == winner


@override_config(PROSPECTS_LIVE_LEAST=0, PROSPECTS_LIVE_MOST=2)
def test_claims_of_one_rep_at_once_stay_below_the_ceiling(cast: Cast, threads: ThreadPoolExecutor) -> None:
    prospects = [pooled(cast) for _ in range(AT_ONCE)]
    deeds = [lambda one=one: claim(prospect=one, by=cast.mate) for one in prospects]
    answers = all_at_once(threads, deeds)
    assert answers.count("ceiling") == AT_ONCE - 2
    assert Prospect.objects.held().filter(customer__owner=cast.mate).count() == 2


def test_a_touch_and_the_sweep_at_once_leave_one_truth(cast: Cast, threads: ThreadPoolExecutor) -> None:
    today, facts = timezone.localdate(), {"kind": TouchKind.CALL}
    for _ in range(5):
        prospect = ProspectFactory(
            customer=CustomerFactory(owner=cast.owner, team=cast.harbour), held_since=today - timedelta(90)
        )
        returned, _touch = all_at_once(
            threads,
            [
                return_silent,
                lambda one=prospect: log_touch(customer=one.customer, by=cast.owner, facts=facts),
            ],
        )
        prospect.refresh_from_db()
        assert prospect.customer.last_touch_on == today
        # Whoever came first: a card touched before the sweep stays, one swept before the touch is pooled.
        assert (prospect.customer.owner is None) == bool(returned)
        assert PoolMove.objects.filter(customer=prospect.customer).count() == returned
        assert return_silent() == 0


def test_sweeps_at_once_move_each_card_once(cast: Cast, threads: ThreadPoolExecutor) -> None:
    today = timezone.localdate()
    for _ in range(8):
        customer = CustomerFactory(owner=cast.owner, team=cast.harbour)
        ProspectFactory(customer=customer, held_since=today - timedelta(90))
    assert sum(all_at_once(threads, [return_silent] * AT_ONCE)) == 8
    assert PoolMove.objects.count() == 8
    assert Event.objects.filter(verb="pool.returned").count() == 8


def test_claimed_and_given_back_in_a_crowd_the_moves_alternate(
    cast: Cast, threads: ThreadPoolExecutor
) -> None:
    prospect = pooled(cast)
    reps = [UserFactory(team=cast.harbour) for _ in range(AT_ONCE)]

    def turn(rep: Any) -> None:
        claim(prospect=prospect, by=rep)
        give_to_pool(prospect=prospect, by=rep)

    all_at_once(threads, [lambda rep=rep: turn(rep) for rep in reps])
    kinds = list(PoolMove.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["claimed", "released"] * (len(kinds) // 2)
    assert Prospect.objects.pooled().get() == prospect


def test_the_ledger_of_a_team_keeps_count_in_a_crowd(cast: Cast, threads: ThreadPoolExecutor) -> None:
    def card(name: str) -> dict[str, str]:
        return {"name": name, "phone": "+41 31 311 00 00"}

    old = [add_prospect(by=cast.owner, card=card(f"Old {n}")) for n in range(3)]
    reason = {"reason": GiveUpReason.NO_NEED, "note": "They moved to gas."}
    deeds: list[Callable[[], Any]] = [
        *(lambda one=one: give_up(prospect=one, by=cast.owner, **reason) for one in old),
        *(lambda n=n: add_prospect(by=cast.mate, card=card(f"New {n}")) for n in range(3)),
    ]
    all_at_once(threads, deeds)
    entries = list(LedgerEntry.objects.order_by("pk").values_list("kind", "debt"))
    kinds = [kind for kind, _debt in entries]
    assert sorted(kinds) == ["new_name"] * 6 + ["struck_off"] * 3
    assert [debt for _kind, debt in entries] == [
        debt_after(kinds[:at], names_owed=2) for at in range(1, len(kinds) + 1)
    ]


def test_prospects_added_to_a_campaign_at_once_are_in_it_once(
    cast: Cast, threads: ThreadPoolExecutor
) -> None:
    campaign = CampaignFactory(team=cast.harbour, lead=cast.owner)
    for _ in range(3):
        ProspectFactory(customer=CustomerFactory(owner=cast.owner, team=cast.harbour))
    deeds = [
        lambda: add_members(campaign=campaign, prospects=Prospect.objects.all(), by=cast.owner)
    ] * AT_ONCE
    answers = all_at_once(threads, deeds)
    assert sum(answer.added for answer in answers) == 3
    assert campaign.members.count() == 3
