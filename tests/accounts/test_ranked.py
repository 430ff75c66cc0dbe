"""What the ranking in force says of one account, and what the head of its card says of that."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Account
from accounts.ranked import Ranked, ranked
from accounts.services.ranking import rank_accounts
from crm.shell.formats import day
from tests.cast import Cast
from tests.factories.accounts import AccountFactory, OrderFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def account(cast: Cast) -> Account:
    sold: Account = AccountFactory(customer__owner=cast.owner)
    OrderFactory(account=sold, net=Decimal(60))
    return sold


def sales_in_head(client: Client, account: Account) -> list[str]:
    facts = client.get(account.get_absolute_url()).context["header"].facts
    return [fact for fact in facts if fact.startswith("Sales")]


def test_nothing_before_the_first_ranking(client: Client, cast: Cast, account: Account) -> None:
    client.force_login(cast.owner)
    assert ranked(account) is None
    assert sales_in_head(client, account) == []


def test_the_head_says_of_which_day_the_sales_are(client: Client, cast: Cast, account: Account) -> None:
    client.force_login(cast.owner)
    yesterday = timezone.localdate() - timedelta(days=1)
    account.orders.update(date=yesterday)
    rank_accounts(as_of=yesterday)
    OrderFactory(account=account, net=Decimal(900))
    assert ranked(account) == Ranked(yesterday, Decimal(60), 1)
    assert sales_in_head(client, account) == [f"Sales €60.00, ranked on {day(yesterday)}"]


def test_who_came_after_the_ranking_is_not_in_it(account: Account) -> None:
    rank_accounts()
    assert ranked(AccountFactory()) is None


def test_the_latest_ranking_counts_and_is_asked_for_once(
    account: Account, django_assert_num_queries: Any
) -> None:
    rank_accounts()
    OrderFactory(account=AccountFactory(), net=Decimal(100))
    rank_accounts()
    with django_assert_num_queries(1):
        assert ranked(account) == ranked(account) == Ranked(timezone.localdate(), Decimal(60), 2)
