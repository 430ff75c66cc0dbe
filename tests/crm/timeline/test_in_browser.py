"""Touches by one thumb, as a rep logs them in the field."""

from __future__ import annotations

from playwright.sync_api import expect

from crm.timeline.models import Touch
from tests.factories.customers import ContactFactory

PHONE = {"width": 360, "height": 740}
PATIENCE = 15_000  # milliseconds, on a machine that is busy with other tests
# The test's browser has no program that dials, and waits for one.
NO_DIALLER = """document.addEventListener("click", event => {
    if (event.target.closest("a[href^='tel:']")) event.preventDefault()
})"""


def fits(page) -> None:
    """Nothing makes the page wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_two_taps_on_a_phone(page, sign_in, live_server, cast, alba, axe):
    page.set_viewport_size(PHONE)
    sign_in(cast.owner)
    page.goto(f"{live_server.url}{alba.get_absolute_url()}")
    expect(page.locator("#touch")).to_be_in_viewport()
    axe(page)
    page.locator("#touch .chip", has_text="E-mail").click()
    expect(page.locator("#touch h2")).to_have_text("E-mail")
    fits(page)
    axe(page)
    page.locator("#touch button", has_text="Log it").click()
    expect(page.locator("#feed")).to_contain_text("Olga Owner · E-mail · Sent", timeout=PATIENCE)
    assert Touch.objects.get().kind == "email"


def test_what_is_wrong_is_said_in_the_panel_and_nothing_is_lost(page, sign_in, live_server, cast, alba):
    sign_in(cast.owner)
    page.goto(f"{live_server.url}{alba.get_absolute_url()}")
    page.locator("#touch .chip", has_text="Letter").click()
    page.locator("#touch summary").click()
    page.locator("#touch input[name=next_step]").fill("Call them")
    page.locator("#touch button", has_text="Log it").click()
    expect(page.locator("#touch .form__errors")).to_contain_text("a next step has a day")
    expect(page.locator("#touch input[name=next_step]")).to_have_value("Call them")
    page.locator("#touch a", has_text="Cancel").click()
    expect(page.locator("#touch .chip").first).to_be_visible()
    assert Touch.objects.count() == 0


def test_back_from_a_call_the_form_is_there(page, sign_in, live_server, cast, alba):
    ContactFactory(customer=alba, name="Mr Frey", mobile="+41 79 555 01 01")
    page.set_viewport_size(PHONE)
    sign_in(cast.owner)
    page.goto(f"{live_server.url}{alba.get_absolute_url()}")
    page.evaluate(NO_DIALLER)
    page.locator("#touch a[href^='tel:']", has_text="555 01 01").click()
    expect(page.locator("#touch h2")).to_have_text("Phone call")
    page.locator("#touch button", has_text="Log it").click()
    feed = page.locator("#feed")
    expect(feed).to_contain_text("Olga Owner · Phone call · Mr Frey · Reached", timeout=PATIENCE)
