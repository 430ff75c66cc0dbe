"""What kind of newcomer a further effort is proposed to be about."""

from datetime import timedelta

import pytest
from django.utils import timezone

from prospects.choices import Newcomer
from prospects.newcomers import newcomer_of
from tests.factories.accounts import AccountFactory
from tests.factories.customers import CustomerFactory

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


def test_without_an_account_they_never_bought():
    assert newcomer_of(CustomerFactory()) == Newcomer.NEVER_BOUGHT


@pytest.mark.parametrize(
    ("opened", "last_order", "closed", "newcomer"),
    [
        (800, 30, None, Newcomer.OTHER_PRODUCT),
        (30, None, None, Newcomer.OTHER_PRODUCT),
        (800, 365, None, Newcomer.OTHER_PRODUCT),
        (800, 366, None, Newcomer.LAPSED),
        (800, None, None, Newcomer.LAPSED),
        (800, 30, 10, Newcomer.LAPSED),
    ],
)
def test_who_bought_and_stopped_has_lapsed(opened, last_order, closed, newcomer):
    account = AccountFactory(
        opened_on=days_ago(opened),
        last_order_on=last_order and days_ago(last_order),
        closed_on=closed and days_ago(closed),
    )
    assert newcomer_of(account.customer) == newcomer
