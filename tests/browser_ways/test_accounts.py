"""From the list of accounts to a recorded order; and the ranking with its curve."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from accounts.models import Order, TierRun
from accounts.services.ranking import rank_accounts
from tests.browser_ways.conftest import elsewhere
from tests.factories.accounts import AccountFactory, OrderFactory, ProductFactory


@pytest.fixture
def accounts(cast):
    """Three accounts of the owner with orders of today."""
    made = []
    for name, net in (("Alba Oil", 800), ("Berg Gas", 150), ("Cadmus Tools", 50)):
        account = AccountFactory(customer__owner=cast.owner, customer__name=name)
        OrderFactory(account=account, net=net)
        made.append(account)
    return made


def test_from_the_list_to_a_recorded_order(page, visit, sign_in, looks_right, cast, accounts):
    product = ProductFactory(name="Gear oil", price=Decimal("2.50"))
    elsewhere(lambda: rank_accounts(by=None))
    sign_in(cast.owner)
    visit("/accounts/")
    looks_right()
    page.get_by_role("link", name="Alba Oil").click()
    expect(page.get_by_role("heading", name="Alba Oil")).to_be_visible()
    looks_right()
    for tab in ("Products bought", "Tier history", "Orders"):
        page.get_by_role("navigation").get_by_role("link", name=tab).last.click()
        expect(page).to_have_url(re.compile("tab="))
    page.get_by_role("link", name="Record an order").first.click()

    line = page.get_by_role("group", name="Line 1")
    line.get_by_label("Quantity").fill("4")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Choose the product of this line.")).to_be_visible()
    line.get_by_label("Product").select_option(str(product.pk))
    looks_right()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("cell", name="Gear oil")).to_be_visible()
    looks_right()
    assert Order.objects.latest("pk").net == 10


def test_the_ranking_draws_its_curve_and_is_run_to_the_end(
    page, visit, sign_in, looks_right, work, cast, accounts
):
    elsewhere(lambda: rank_accounts(by=None))
    OrderFactory(account=accounts[2], net=9000)
    sign_in(cast.manager)
    visit("/pareto/")
    expect(page.locator("[data-chart=pareto].is-drawn :is(svg, canvas)")).to_be_visible()
    looks_right()

    page.locator("summary", has_text="Rank now").click()
    page.get_by_role("button", name="Rank now").click()
    work()
    expect(page).to_have_url(re.compile(rf"run={TierRun.objects.latest('pk').pk}$"))
    page.get_by_text("Show as table").click()
    expect(page.locator(".chart__table tbody tr").first).to_contain_text("Cadmus Tools")
