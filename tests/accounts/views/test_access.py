"""Who reaches which page: what a person may not see is a 404, what they may not do a 403."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account, Order
from tests.cast import SEES_OWNERS_RECORDS, Cast
from tests.factories.accounts import AccountFactory, OrderFactory, ProductFactory, TierOverrideFactory

pytestmark = pytest.mark.django_db
EVERYBODY = ("owner", "mate", "manager", "other_manager", "stranger", "regional", "admin")
LEADERS = {"manager", "regional", "admin"}


@pytest.fixture
def account(cast: Cast) -> Account:
    made: Account = AccountFactory(customer__owner=cast.owner)
    return made


@pytest.fixture
def order(account: Account) -> Order:
    made: Order = OrderFactory(account=account)
    return made


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("name_of_page", ["card", "edit", "order-new", "return-new"])
def test_pages_of_an_account(
    client: Client, cast: Cast, account: Account, name: str, name_of_page: str
) -> None:
    client.force_login(cast.named()[name])
    expected = 200 if name in SEES_OWNERS_RECORDS else 404
    assert client.get(reverse(f"accounts:{name_of_page}", args=[account.pk])).status_code == expected


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("name_of_page", ["order", "order-edit"])
def test_pages_of_an_order(client: Client, cast: Cast, order: Order, name: str, name_of_page: str) -> None:
    client.force_login(cast.named()[name])
    expected = 200 if name in SEES_OWNERS_RECORDS else 404
    assert client.get(reverse(f"accounts:{name_of_page}", args=[order.pk])).status_code == expected


def may(name: str) -> int:
    """What comes back for a deed of leaders: 403 for who sees the account, 404 for who does not."""
    if name in LEADERS:
        return 200
    return 403 if name in SEES_OWNERS_RECORDS else 404


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_tier_is_for_leaders(client: Client, cast: Cast, account: Account, name: str) -> None:
    client.force_login(cast.named()[name])
    assert client.get(reverse("accounts:tier", args=[account.pk])).status_code == may(name)


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("name_of_page", ["tier-give-back", "close", "reopen"])
def test_deeds_are_for_leaders(
    client: Client, cast: Cast, account: Account, name: str, name_of_page: str
) -> None:
    TierOverrideFactory(account=account)
    client.force_login(cast.named()[name])
    expected = may(name)
    response = client.post(reverse(f"accounts:{name_of_page}", args=[account.pk]))
    assert response.status_code == (302 if expected == 200 else expected)


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_catalogue_is_everybodys_to_read_and_leaders_to_change(
    client: Client, cast: Cast, name: str
) -> None:
    product = ProductFactory()
    client.force_login(cast.named()[name])
    assert client.get(reverse("accounts:product", args=[product.pk])).status_code == 200
    expected = 200 if name in {*LEADERS, "other_manager"} else 403
    for address in (reverse("accounts:product-new"), reverse("accounts:product-edit", args=[product.pk])):
        assert client.get(address).status_code == expected


@pytest.mark.parametrize("name", EVERYBODY)
def test_ranking_is_for_leaders(client: Client, cast: Cast, name: str) -> None:
    client.force_login(cast.named()[name])
    expected = 302 if name in {*LEADERS, "other_manager"} else 403
    assert client.post(reverse("accounts:rank")).status_code == expected


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("name_of_page", ["list", "orders", "order-start", "pareto", "products", "runs"])
def test_lists_are_everybodys_and_hold_what_they_see(
    client: Client, cast: Cast, order: Order, name: str, name_of_page: str
) -> None:
    client.force_login(cast.named()[name])
    response = client.get(reverse(f"accounts:{name_of_page}"))
    assert response.status_code == 200
    if name_of_page in ("list", "orders", "order-start"):
        Account.objects.update(last_order_on=order.date)
        text = client.get(reverse(f"accounts:{name_of_page}")).content.decode()
        assert (order.account.customer.name in text.replace("&amp;", "&").replace("&#x27;", "'")) == (
            name in SEES_OWNERS_RECORDS
        )


@pytest.mark.parametrize("name_of_page", ["list", "orders", "pareto", "products", "runs", "order-start"])
def test_nobody_without_log_in(client: Client, name_of_page: str) -> None:
    assert client.get(reverse(f"accounts:{name_of_page}")).status_code == 302
