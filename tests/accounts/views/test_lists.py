"""The lists: what they hold, filter and find, at a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account
from accounts.services.ranking import rank_accounts
from tests.cast import Cast
from tests.factories.accounts import AccountFactory, OrderFactory, ProductFactory, TierOverrideFactory
from tests.factories.customers import IndustryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
MOST = {"list": 8, "orders": 8, "products": 8, "runs": 8, "pareto": 12, "order-start": 8}


def fill(cast: Cast, count: int) -> None:
    for number in range(count):
        account = AccountFactory(customer__owner=cast.owner)
        OrderFactory(account=account, net=Decimal(number + 1))
    rank_accounts()


def queries(client: Client, address: str) -> int:
    client.get(address)  # what is looked up once and kept
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("name", list(MOST))
@pytest.mark.parametrize("who", ["manager", "admin"])
def test_queries_do_not_grow_with_rows(client: Client, cast: Cast, name: str, who: str) -> None:
    client.force_login(cast.named()[who])
    address = reverse(f"accounts:{name}")
    fill(cast, 1)
    fill(cast, 1)  # movers are looked for from the second run on
    with_one = queries(client, address)
    fill(cast, 3)
    assert queries(client, address) == with_one
    assert with_one <= MOST[name]


@pytest.mark.parametrize("tab", ["overview", "orders", "products", "tiers", "contacts", "visits", "files"])
def test_queries_of_a_card_do_not_grow(client: Client, cast: Cast, tab: str) -> None:
    client.force_login(cast.owner)
    account = AccountFactory(customer__owner=cast.owner)
    address = account.get_absolute_url() + f"?tab={tab}"
    OrderFactory(account=account)
    rank_accounts()
    with_one = queries(client, address)
    for _ in range(3):
        OrderFactory(account=account)
        rank_accounts()
    assert queries(client, address) == with_one
    assert with_one <= 15


def found(client: Client, query: str, **more: Any) -> set[str]:
    """Return the names in the account list for *query*."""
    page = client.get(reverse("accounts:list") + f"?{query}").content.decode()
    return {name for name in ("Alba Oil", "Nordöl", "Zeta") if name in page}


@pytest.fixture
def three(client: Client, cast: Cast) -> None:
    today = timezone.localdate()
    client.force_login(cast.manager)
    industry = IndustryFactory(pk=77)
    AccountFactory(
        customer__name="Alba Oil",
        customer__owner=cast.owner,
        customer__city="Bern",
        tier="A",
        computed_tier="B",
        sales=500,
        last_order_on=today,
        supply_priority="first",
    )
    AccountFactory(
        customer__name="Nordöl",
        customer__owner=cast.mate,
        customer__city="Thun",
        tier="B",
        computed_tier="B",
        sales=50,
        last_order_on=today - timedelta(days=100),
        distance_band="far",
        customer__industry=industry,
    )
    AccountFactory(
        customer__name="Zeta",
        customer__owner=cast.mate,
        customer__city="Thun",
        tier="C",
        computed_tier="C",
        sales=5,
        closed_on=today,
    )
    TierOverrideFactory(account=Account.objects.get(tier="A"), tier="A")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Alba Oil", "Nordöl", "Zeta"}),
        ("q=nordol", {"Nordöl"}),
        ("tier=A&tier=C", {"Alba Oil", "Zeta"}),
        ("overridden=yes", {"Alba Oil"}),
        ("overridden=no", {"Nordöl", "Zeta"}),
        ("city=thun&closed=no", {"Nordöl"}),
        ("closed=yes", {"Zeta"}),
        ("sales_min=40&sales_max=100", {"Nordöl"}),
        ("distance_band=far", {"Nordöl"}),
        ("supply_priority=first", {"Alba Oil"}),
        ("industry=77", {"Nordöl"}),
    ],
)
def test_filters_of_accounts(client: Client, query: str, names: set[str]) -> None:
    assert found(client, query) == names


@pytest.mark.usefixtures("three")
def test_filters_by_owner_team_and_last_order(client: Client, cast: Cast) -> None:
    assert found(client, f"owner={cast.owner.pk}") == {"Alba Oil"}
    assert found(client, f"team={cast.harbour.pk}") == {"Alba Oil", "Nordöl", "Zeta"}
    before = timezone.localdate() - timedelta(days=90)
    assert found(client, f"last_order_before={before.isoformat()}") == {"Nordöl"}


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("sort", ["name", "-sales", "tier", "-last_order", "owner", "-distance"])
def test_every_order_shows_everybody(client: Client, sort: str) -> None:
    assert found(client, f"sort={sort}") == {"Alba Oil", "Nordöl", "Zeta"}


@pytest.mark.usefixtures("three")
def test_a_strangers_owner_is_no_choice(client: Client, cast: Cast) -> None:
    assert found(client, f"owner={cast.stranger.pk}") == set()


@pytest.mark.usefixtures("three")
def test_owners_change_together(client: Client, cast: Cast) -> None:
    keys = [str(pk) for pk in Account.objects.values_list("pk", flat=True)]
    address = reverse("accounts:list")
    asked = client.post(address, {"action": "owner", "pk": keys})
    assert asked.status_code == 200
    client.post(
        address, {"action": "owner", "pk": keys, "confirmed": "1", "owner": cast.owner.pk, "note": ""}
    )
    assert set(Account.objects.values_list("customer__owner", flat=True)) == {cast.owner.pk}


def test_orders_are_found_by_number_and_by_customer(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    one = OrderFactory(
        number="ab-17", account__customer__owner=cast.owner, account__customer__name="Alba Oil"
    )
    two = OrderFactory(number="zz-9", account__customer__owner=cast.owner, account__customer__name="Beta")
    for text, order in (("ab-1", one), ("alba", one), ("zz", two), ("beta", two)):
        page = client.get(reverse("accounts:orders") + f"?q={text}").content.decode()
        assert [number for number in ("ab-17", "zz-9") if f">{number}<" in page] == [order.number]


def test_products_show_their_cost_to_leaders_only(client: Client, cast: Cast) -> None:
    product = ProductFactory(cost=Decimal("6.37"))
    for person, shown in ((cast.owner, False), (cast.manager, True)):
        client.force_login(person)
        for address in (reverse("accounts:products"), product.get_absolute_url()):
            assert ("6.37" in client.get(address).content.decode()) == shown
