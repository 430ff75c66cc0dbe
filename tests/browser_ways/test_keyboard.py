"""Without a mouse: the palette, the search of the page, the list of keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories.customers import CustomerFactory


@pytest.fixture(autouse=True)
def signed_in(cast, sign_in, visit):
    CustomerFactory(owner=cast.owner, name="Albatros Oil")
    CustomerFactory(owner=cast.owner, name="Zenith Gas")
    sign_in(cast.owner)
    visit("/customers/")


def test_the_palette_goes_everywhere(page, looks_right):
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search or go to")
    expect(palette.get_by_role("combobox")).to_be_focused()
    expect(palette.get_by_role("option").first).to_be_visible()
    looks_right()
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()

    page.keyboard.press("Control+k")
    page.keyboard.type("zenit")
    expect(palette.get_by_role("option", selected=True)).to_contain_text("Zenith Gas")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Zenith Gas")).to_be_visible()

    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    page.keyboard.type("new customer")
    expect(palette.get_by_role("option", selected=True)).to_contain_text("New customer")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/customers/new/"))


def test_who_types_faster_than_the_palette_answers_gets_what_was_typed(page):
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.type("zenith gas")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Zenith Gas")).to_be_visible()


def test_keys_of_the_page(page, looks_right):
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("alba")
    expect(page.locator("a[data-open]")).to_have_text(["Albatros Oil"])
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    looks_right()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page).to_have_url(re.compile("/accounts/$"))
