"""The week and the day in a browser, at a desk and on a phone."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from playwright.sync_api import expect

from crm.jobs.services import run_due
from tests.factories.visits import LeftOutFactory, VisitFactory, VisitPlanFactory
from tests.visits.conftest import BERN, account_of
from visits.clock import monday_of, today_of
from visits.models import Visit

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def today(cast) -> date:
    """Three visits of today and somebody left out; the owner lives in Bern and is signed in."""
    cast.owner.base_latitude, cast.owner.base_longitude = BERN
    cast.owner.save()
    day = today_of(cast.owner)
    plan = VisitPlanFactory(rep=cast.owner, week=monday_of(day), planned_at=f"{day}T00:00:00Z")
    for hour, tier in ((9, "A"), (11, "B"), (14, "C")):
        customer = account_of(cast.owner, tier, north=0.01 * hour, customer__name=f"Customer {tier}").customer
        VisitFactory(
            plan=plan, customer=customer, rep=cast.owner, date=day, tier=tier, travel=600,
            starts=time(hour), ends=time(hour, 30),
            reasons=[{"code": "never_visited", "tier": tier, "every": 7}],
        )  # fmt: skip
    LeftOutFactory(plan=plan, customer=account_of(cast.owner, "C", customer__name="Nobody's Farm").customer)
    return day


def fits(page) -> None:
    """Nothing makes the page wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_my_week_at_a_desk_and_on_a_phone(page, sign_in, live_server, cast, today, axe):
    sign_in(cast.owner)
    page.goto(f"{live_server.url}/week/?week={monday_of(today)}")
    expect(page.locator(".visit__name a")).to_have_text(["Customer A", "Customer B", "Customer C"])
    expect(page.locator("#left-out")).to_contain_text("Nobody's Farm")
    expect(page.locator(".map .map-pin").first).to_be_visible()
    axe(page)
    fits(page)
    page.set_viewport_size(PHONE)
    fits(page)
    axe(page)


def test_a_day_by_one_thumb(page, sign_in, live_server, cast, today, axe):
    page.set_viewport_size(PHONE)
    sign_in(cast.owner)
    page.goto(f"{live_server.url}/today/")
    first = page.locator(".agenda__item").first
    expect(first).to_contain_text("Customer A")
    axe(page)
    fits(page)
    first.get_by_role("button", name="Done").click()
    expect(page.locator(".agenda__item").first).to_contain_text("Customer B")
    page.locator(".agenda__item").first.locator("summary").click()
    page.get_by_role("button", name="Nobody there").click()
    expect(page.locator(".agenda__item")).to_have_count(1)
    expect(page.locator(".agenda-behind li")).to_have_count(2)
    axe(page)
    page.locator(".agenda-behind li").first.get_by_role("button", name="Undo").click()
    expect(page.locator(".agenda__item")).to_have_count(2)


def test_planning_shows_its_progress_and_then_the_week(page, sign_in, live_server, cast, today, axe):
    sign_in(cast.owner)
    following = monday_of(today) + timedelta(days=7)
    page.goto(f"{live_server.url}/week/?week={following}")
    page.get_by_role("button", name="Plan the week").click()
    expect(page.locator("[data-progress]")).to_be_visible()
    axe(page)
    run_due()
    expect(page.locator(".visit")).to_have_count(Visit.objects.in_week(following).count())
    expect(page.locator("[data-progress]")).to_have_count(0)
    assert Visit.objects.in_week(following).exists()


def test_an_appointment_with_a_suggested_customer(page, sign_in, live_server, cast, today, axe):
    sign_in(cast.owner)
    page.goto(f"{live_server.url}/visits/new/")
    axe(page)
    page.get_by_label("Customer").press_sequentially("nobody")
    expect(page.locator("#customers-found option")).to_have_count(1)
    page.get_by_label("Customer").fill(page.locator("#customers-found option").get_attribute("value"))
    page.get_by_label("Day").fill((today + timedelta(days=1)).isoformat())
    page.get_by_label("From").fill("10:00")
    page.get_by_role("button", name="Make appointment").click()
    expect(page.locator("h1")).to_contain_text("Nobody's Farm")
    axe(page)
