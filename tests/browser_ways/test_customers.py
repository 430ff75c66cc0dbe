"""Find customers in their list and work on many; write a card, a note, a change, and read the history."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from crm.customers.models import Customer
from tests.factories.customers import CustomerFactory


@pytest.fixture
def customers(cast, sign_in, visit):
    """52 customers of the owner, so that the list has a second page; its manager looks at it."""
    for number in range(50):
        CustomerFactory(owner=cast.owner, name=f"Company {number:02}", city="Bern")
    CustomerFactory(owner=cast.owner, name="Albatros Oil", city="Basel")
    CustomerFactory(owner=cast.mate, name="Zenith Gas", city="Basel")
    sign_in(cast.manager)
    visit("/customers/")


def test_search_filter_columns_sort_and_turn_pages(page, customers, looks_right, visit):
    rows = page.locator("a[data-open]")
    expect(page.locator("#list-count")).to_have_text("52")
    looks_right()

    page.get_by_role("searchbox").fill("albatrs")
    expect(rows).to_have_text(["Albatros Oil"])
    expect(page.get_by_role("status").filter(has_text="These are similar")).to_be_visible()
    looks_right()

    visit("/customers/?all=1")
    page.get_by_role("button", name="Filter").click()
    page.locator("#filter-panel").get_by_label("City", exact=True).fill("basel")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(rows).to_have_text(["Albatros Oil", "Zenith Gas"])
    page.locator("summary", has_text="Saved").click()
    page.get_by_label("Save what is shown as").fill("In Basel")
    looks_right()
    page.get_by_role("button", name="Save", exact=True).click()
    visit("/customers/")
    page.locator("summary", has_text="Saved").click()
    page.get_by_role("link", name="In Basel").click()
    expect(rows).to_have_count(2)

    visit("/customers/?all=1")
    page.locator("summary", has_text="Columns").click()
    page.get_by_role("checkbox", name="Postcode").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("columnheader", name="Postcode")).to_be_attached()
    page.get_by_role("columnheader", name="Name").get_by_role("link").click()
    expect(rows.first).to_have_text("Zenith Gas")
    page.get_by_role("link", name="Next").click()
    expect(rows).to_have_text(["Company 00", "Albatros Oil"])
    expect(page).to_have_url(re.compile("after="))
    looks_right()


def test_a_manager_gives_two_customers_to_somebody_else(page, customers, looks_right, cast):
    page.get_by_label("Select Company 00").check()
    page.get_by_label("Select Company 01").check()
    looks_right()
    page.get_by_role("button", name="Change owner…").click()
    page.get_by_label("New owner").select_option(label=f"{cast.mate} · {cast.mate.team}")
    page.get_by_label("Note for the feeds").fill("Harbour east")
    looks_right()
    page.get_by_role("button", name="Change owner").click()
    expect(page.get_by_text("2 customers now belong to Milo Mate.")).to_be_visible()
    expect(page.locator("tbody tr", has_text="Milo Mate")).to_have_count(2)
    given = set(Customer.objects.filter(owner=cast.mate).values_list("name", flat=True))
    assert given == {"Company 00", "Company 01", "Zenith Gas"}


def test_from_a_new_card_to_its_history(page, visit, sign_in, looks_right, cast):
    sign_in(cast.owner)
    visit("/customers/new/")
    page.get_by_label("Name", exact=False).first.fill("Halcyon Tools")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    looks_right()
    page.locator("#id_phone").fill("+41 31 555 01 01")
    page.locator("#id_city").fill("Bern")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Halcyon Tools")).to_be_visible()
    looks_right()

    page.get_by_label("Note", exact=True).fill("Wants a price for 200 litres.")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("#feed .feed")).to_contain_text("Wants a price for 200 litres.")

    page.get_by_role("link", name="Edit", exact=True).click()
    page.locator("#id_city").fill("Thun")
    looks_right()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".card-head__meta")).to_contain_text("Thun")

    page.get_by_role("link", name="History").click()
    change = page.locator(".changes > div", has_text="City").first
    expect(change.locator("del")).to_have_text("Bern")
    expect(change.locator("ins")).to_have_text("Thun")
    looks_right()
