"""Log in, see the home page of one's role, log out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories.people import PASSWORD


@pytest.mark.parametrize(
    ("who", "panel", "menu"), [("owner", "Today's visits", "Customers"), ("manager", "Visit plans", "People")]
)
def test_log_in_home_log_out(page, visit, looks_right, choose_menu, cast, who, panel, menu):
    person = cast.named()[who]
    visit("/customers/")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looks_right()

    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile("/customers/$"))
    visit("/")
    expect(page.get_by_role("heading", name=f"Hello {person.name}")).to_be_visible()
    expect(page.get_by_role("heading", name=panel)).to_be_visible()
    looks_right()

    side = choose_menu()
    expect(side.get_by_role("link", name=menu)).to_be_visible()
    assert side.get_by_role("link", name="People").count() == (who == "manager")
    side.locator("summary", has_text=person.name).click()
    looks_right()
    side.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    visit("/")
    expect(page).to_have_url(re.compile("/login/"))
