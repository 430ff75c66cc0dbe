"""Pool, Plan 100 and campaigns as a rep and a manager use them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from prospects.choices import LedgerKind
from prospects.models import Campaign, LedgerEntry
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import (
    CampaignDayFactory,
    CampaignFactory,
    CampaignMemberFactory,
    ProspectFactory,
)


@pytest.fixture
def campaign(cast):
    """Two pooled prospects, one struck off early, one in a campaign of today."""

    def prospect(name, owner=None, **values):
        customer = CustomerFactory(owner=owner, team=cast.harbour, name=name, city="Bern")
        return ProspectFactory(customer=customer, added_by=owner, **values)

    prospect("Ash Mill"), prospect("Birch Garage")
    note = "Ten percent above the rival."
    dropped = prospect("Cedar Works", cast.owner, given_up=True, given_up_early=True, given_up_note=note)
    LedgerEntry.objects.create(
        team=cast.harbour, rep=cast.owner, customer=dropped.customer, prospect=dropped,
        kind=LedgerKind.STRUCK_OFF, change=2, debt=2,
    )  # fmt: skip
    made = CampaignFactory(name="Bakeries", team=cast.harbour, lead=cast.mate, goal_wins=2)
    CampaignDayFactory(campaign=made, date=timezone.localdate())
    CampaignMemberFactory(campaign=made, prospect=prospect("Oak Bakery", cast.mate))
    return made


def test_a_rep_claims_what_lies_in_the_pool(page, visit, sign_in, looks_right, cast, campaign):
    sign_in(cast.mate)
    visit("/prospects/pool/")
    expect(page.locator(".data-table td.lead")).to_contain_text(["Ash Mill", "Birch Garage"])
    looks_right()
    page.get_by_role("button", name="Claim Ash Mill").click()
    expect(page.get_by_role("heading", name="Ash Mill")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("Ash Mill is yours now.")


def test_plan_100_shows_list_debt_and_ledger(page, visit, sign_in, looks_right, cast, campaign):
    sign_in(cast.manager)
    visit("/prospects/plan-100/")
    expect(page.locator(".stats").first).to_contain_text("3 of 100")
    expect(page.get_by_text("Ten percent above the rival.")).to_be_visible()
    expect(page.get_by_role("link", name="Cedar Works").last).to_be_visible()
    looks_right()


def test_a_manager_opens_a_campaign(page, visit, sign_in, looks_right, cast, campaign):
    sign_in(cast.manager)
    visit("/campaigns/")
    looks_right()
    page.get_by_role("link", name="New campaign").click()
    expect(page.get_by_role("heading", name="New campaign")).to_be_visible()
    looks_right()
    page.get_by_label("Name").fill("Garages")
    page.get_by_label("Day 1").fill((timezone.localdate() + timedelta(days=3)).isoformat())
    page.get_by_label("Goal: wins").fill("4")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Garages")).to_be_visible()
    assert Campaign.objects.get(name="Garages").days.count() == 1


def test_goals_prospects_and_days_of_a_campaign(page, visit, sign_in, looks_right, cast, campaign):
    sign_in(cast.mate)
    visit(f"/campaigns/{campaign.pk}/")
    expect(page.get_by_text("2 to go")).to_be_visible()
    looks_right()
    tabs = page.locator(".tabs")
    tabs.get_by_role("link", name="Prospects").click()
    expect(page.get_by_role("link", name="Oak Bakery")).to_be_visible()
    looks_right()
    tabs.get_by_role("link", name="Days").click()
    expect(page.get_by_text("0 visits made")).to_be_visible()
    looks_right()


def test_the_home_page_tells_a_rep_of_list_and_debt(page, visit, sign_in, looks_right, cast, campaign):
    sign_in(cast.mate)
    visit("/")
    expect(page.get_by_text("24 too few")).to_be_visible()
    expect(page.get_by_text("2 names owed")).to_be_visible()
    looks_right()
