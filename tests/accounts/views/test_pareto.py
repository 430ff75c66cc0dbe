"""The page of the ranking says what keeps it from being made."""

from __future__ import annotations

from decimal import Decimal

import pytest
from constance.test import override_config
from django.urls import reverse

from accounts.jobs import RANK
from accounts.models import TierRun
from crm.jobs.services import enqueue, run_due
from tests.factories.accounts import OrderFactory

pytestmark = pytest.mark.django_db
CONTRADICTION = override_config(ACCOUNTS_TIER_A_SHARE=Decimal(95), ACCOUNTS_TIER_B_SHARE=Decimal(90))
WORDS = "Tier A must end above 0% and not after tier B"


def page(client, user, name="pareto"):
    client.force_login(user)
    response = client.get(reverse(f"accounts:{name}"))
    return response.status_code, response.content.decode()


def test_shares_that_contradict_each_other_are_said_to_who_may_rank(client, cast):
    with CONTRADICTION:
        status, shown = page(client, cast.manager)
        assert (status, WORDS in shown, "rank-period" in shown) == (200, True, False)
        status, shown = page(client, cast.owner)
        assert (status, WORDS in shown) == (200, False)
        status, shown = page(client, cast.manager, "rank")
        assert (status, WORDS in shown) == (409, True)


def test_a_ranking_that_failed_says_so_until_one_is_made(client, cast):
    OrderFactory(net=Decimal(10))
    enqueue(kind=RANK, by=cast.manager)
    with CONTRADICTION:
        run_due()
    said = f"This did not work: {WORDS}"
    assert said in page(client, cast.manager)[1]
    assert said not in page(client, cast.regional)[1]
    enqueue(kind=RANK, by=cast.regional)
    run_due()
    assert TierRun.objects.count() == 1
    assert said not in page(client, cast.manager)[1]
