"""An empty database says what comes next, and never leads into a dead end."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.first_steps import first_steps
from accounts.models import Account
from crm.people.choices import Role
from crm.people.models import User
from tests.cast import Cast
from tests.factories.accounts import AccountFactory, OrderFactory, ProductFactory
from tests.factories.customers import CustomerFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    person: User = UserFactory(role=Role.ADMIN, is_superuser=True)
    return person


def shown(admin: User, rf) -> list[tuple[str, int]]:
    request = rf.get("/")
    request.user = admin
    panel = first_steps(request)
    assert panel is not None
    return [(step.label, step.count) for step in panel["steps"]]


def test_the_steps_say_what_is_there_already(admin: User, rf) -> None:
    assert shown(admin, rf) == [("People", 0), ("Products", 0), ("Customers", 0), ("Orders", 0)]
    CustomerFactory.create_batch(2)
    ProductFactory()
    assert shown(admin, rf) == [("People", 2), ("Products", 1), ("Customers", 2), ("Orders", 0)]


def test_every_step_of_the_home_page_leads_somewhere(client: Client, admin: User) -> None:
    client.force_login(admin)
    home = client.get(reverse("shell:home"))
    panel = next(one for one in home.context["panels"] if one.panel.key == "accounts.first-steps")
    for kind in ("users", "products", "customers", "orders"):
        address = f"{reverse('exchange:upload')}?kind={kind}"
        assert address in panel.body
        assert client.get(address).status_code == 200


def test_the_steps_are_for_admins_and_end_with_the_first_order(client: Client, cast: Cast, rf) -> None:
    for person, seen in ((cast.admin, True), (cast.manager, False)):
        client.force_login(person)
        assert ("First steps" in client.get(reverse("shell:home")).content.decode()) == seen
    OrderFactory()
    request = rf.get("/")
    request.user = cast.admin
    with CaptureQueriesContext(connection) as queries:
        assert first_steps(request) is None
    assert len(queries) == 1


@pytest.mark.parametrize(
    ("who", "step"), [("admin", "Import products"), ("manager", "New product"), ("owner", "adds them")]
)
def test_no_products_yet(client: Client, cast: Cast, who: str, step: str) -> None:
    client.force_login(cast.named()[who])
    page = client.get(reverse("accounts:products")).content.decode()
    assert "No products yet" in page
    assert step in page


def test_an_order_without_any_customer_leads_to_the_first_card(client: Client, admin: User) -> None:
    client.force_login(admin)
    page = client.get(reverse("accounts:order-start")).content.decode()
    assert "No customers yet" in page
    assert f'href="{reverse("customers:create")}"' in page


def test_the_first_order_of_a_customer_opens_their_account(client: Client, cast: Cast) -> None:
    mine = CustomerFactory(owner=cast.owner, name="Alba Oil")
    CustomerFactory(owner=cast.stranger, name="Beta Oil")
    client.force_login(cast.owner)
    for query in ({}, {"q": "oil"}):
        page = client.get(reverse("accounts:order-start"), query).content.decode()
        assert "Alba Oil" in page
        assert "Beta Oil" not in page
    response = client.post(reverse("accounts:open", args=[mine.pk]), {"then": "order"})
    assert response.headers["Location"] == reverse("accounts:order-new", args=[Account.objects.get().pk])


def test_who_trades_comes_first_and_nobody_matching_is_said(client: Client, cast: Cast) -> None:
    AccountFactory(customer__owner=cast.owner, customer__name="Alba Oil")
    CustomerFactory(owner=cast.owner, name="Gamma Gas")
    client.force_login(cast.owner)
    page = client.get(reverse("accounts:order-start")).content.decode()
    assert "Alba Oil" in page
    assert "Gamma Gas" not in page
    assert "Nobody matches" in client.get(reverse("accounts:order-start"), {"q": "zzz"}).content.decode()
