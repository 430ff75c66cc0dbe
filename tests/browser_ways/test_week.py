"""Plan the week, see it on the map, and make today's first visit with one tap."""

from __future__ import annotations

import pytest
from constance.settings import CONFIG
from playwright.sync_api import expect

from tests.factories.customers import CustomerFactory
from tests.factories.visits import VisitFactory
from tests.visits.conftest import BERN, account_of
from visits.choices import VisitState
from visits.clock import today_of
from visits.models import Visit


@pytest.fixture
def rep(cast, sign_in, monkeypatch):
    """The owner, at home in Bern, with five accounts around it."""
    monkeypatch.setitem(CONFIG, "VISITS_ROUNDS", (200, "", int))
    rep = cast.owner
    rep.base_latitude, rep.base_longitude = BERN
    rep.save()
    for number in range(5):
        account_of(rep, "A", north=0.01 * number, customer__name=f"Account {number}")
    sign_in(rep)
    return rep


def test_a_week_is_planned_and_a_visit_made(page, visit, looks_right, work, rep):
    visit("/week/")
    page.get_by_role("link", name="Week after").click()
    expect(page.get_by_role("heading", name="This week is not planned yet")).to_be_visible()
    looks_right()
    page.get_by_role("button", name="Plan the week").click()
    work()
    expect(page.locator(".visit")).to_have_count(5)
    expect(page.locator(".map .map-pin").first).to_be_visible()
    looks_right()

    VisitFactory(customer=CustomerFactory(owner=rep, name="Halcyon Tools"), date=today_of(rep))
    visit("/today/")
    expect(page.locator(".agenda__item").first).to_contain_text("Halcyon Tools")
    looks_right()
    page.get_by_role("button", name="Done").first.click()
    expect(page.locator(".agenda-behind li", has_text="Halcyon Tools")).to_be_visible()
    assert Visit.objects.get(customer__name="Halcyon Tools").state == VisitState.DONE
