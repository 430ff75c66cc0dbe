"""A customer who had stopped buying is won back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.history.models import Event
from prospects.services import convert
from tests.factories.accounts import AccountFactory
from tests.factories.prospects import ProspectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lapsed(cast):
    account = AccountFactory(customer__owner=cast.owner, closed_on=timezone.localdate())
    return ProspectFactory(customer=account.customer, newcomer="lapsed")


def test_a_closed_account_is_opened_again(cast, lapsed):
    account = convert(prospect=lapsed, by=cast.owner)
    assert account == lapsed.customer.account
    account.refresh_from_db()
    assert account.closed_on is None
    verbs = Event.objects.filter(customer=lapsed.customer).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["account.reopened", "prospect.won"]


def test_the_page_says_so_before(client, cast, lapsed):
    client.force_login(cast.owner)
    text = client.get(reverse("prospects:convert", args=[lapsed.pk])).content.decode()
    assert "the closed account is opened again" in text
