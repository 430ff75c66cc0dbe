"""A manager's word on a tier: who, how long, and what stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.choices import Tier
from accounts.models import Account, TierOverride
from accounts.services.overrides import end_override, expire_overrides, override_tier
from accounts.services.ranking import rank_accounts
from crm.history.models import Event
from crm.shell.errors import Refused
from tests.cast import Cast
from tests.factories.accounts import AccountFactory, OrderFactory, TierOverrideFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
TODAY = timezone.localdate


@pytest.fixture
def account(cast: Cast) -> Account:
    made: Account = AccountFactory(customer__owner=cast.owner, tier="C", computed_tier="C")
    return made


def set_a(
    account: Account, cast: Cast, days: int = 30, reason: str = "Second site", who: str = "manager"
) -> TierOverride:
    return override_tier(
        account=account,
        tier=Tier.A,
        reason=reason,
        expires_on=TODAY() + timedelta(days=days),
        by=cast.named()[who],
    )


@pytest.mark.parametrize("who", ["manager", "regional", "admin"])
def test_leaders_of_the_team_set_it(account: Account, cast: Cast, who: str) -> None:
    set_a(account, cast, who=who)
    account.refresh_from_db()
    assert (account.tier, account.computed_tier) == ("A", "C")
    event = Event.objects.get(verb="account.tier_set")
    assert event.data["from"] == "C"
    assert event.data["reason"] == "Second site"


@pytest.mark.parametrize("who", ["owner", "mate", "other_manager", "stranger"])
def test_others_do_not(account: Account, cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        set_a(account, cast, who=who)
    assert not TierOverride.objects.exists()


@pytest.mark.parametrize(
    ("days", "reason", "field"), [(-1, "x", "expires_on"), (367, "x", "expires_on"), (1, " ", "reason")]
)
def test_it_needs_a_reason_and_an_end(
    account: Account, cast: Cast, days: int, reason: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        set_a(account, cast, days, reason)
    assert refused.value.field == field


def test_a_new_word_ends_the_one_before_and_keeps_it(account: Account, cast: Cast) -> None:
    first, second = set_a(account, cast), set_a(account, cast, reason="Still growing")
    first.refresh_from_db()
    assert first.ended_by == cast.manager
    assert second.ended_at is None
    assert first.reason == "Second site"


def test_it_ends_after_its_last_day_and_only_once(account: Account, cast: Cast) -> None:
    override = set_a(account, cast, days=3)
    assert expire_overrides(today=override.expires_on) == 0
    assert expire_overrides(today=override.expires_on + timedelta(days=1)) == 1
    assert expire_overrides(today=override.expires_on + timedelta(days=1)) == 0
    account.refresh_from_db()
    assert account.tier == "C"
    assert Event.objects.filter(verb="account.tier_given_back").count() == 1


def test_it_can_be_ended_by_hand(account: Account, cast: Cast) -> None:
    set_a(account, cast)
    with pytest.raises(Refused):
        end_override(account=account, by=cast.owner)
    end_override(account=account, by=cast.manager)
    end_override(account=account, by=cast.manager)
    account.refresh_from_db()
    assert account.tier == "C"
    assert Event.objects.filter(verb="account.tier_given_back").count() == 1


def test_the_computed_tier_moves_on_below_it(account: Account, cast: Cast) -> None:
    TierOverrideFactory(account=account, tier="C", by=cast.manager)
    OrderFactory(account=account)
    rank_accounts()
    account.refresh_from_db()
    assert (account.tier, account.computed_tier) == ("C", "A")
