"""As a new rep would: add a name, answer, move it along, win it. No dead end, no sideways scroll."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Account
from prospects.choices import Stage
from prospects.models import Prospect, Step
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory

NOT_COVERED = """() => {
  const edge = (selector, name) => document.querySelector(selector).getBoundingClientRect()[name];
  return edge(".similar .rows__item", "bottom") <= edge(".form__actions", "top");
}"""


@pytest.fixture
def known(cast):
    """A customer the rep has already."""
    return CustomerFactory(owner=cast.owner, name="Halcyon Tools AG", phone="+41 31 555 01 01", city="Bern")


def test_from_a_first_name_to_an_account(page, visit, sign_in, looks_right, on_phone, cast, known):
    sign_in(cast.owner)
    visit("/")
    if on_phone:
        page.get_by_role("navigation", name="Quick").get_by_role("link", name="Prospects").click()
    else:
        page.locator("#side").get_by_role("link", name="Prospects", exact=True).click()
    expect(page.get_by_role("heading", name="No prospects yet")).to_be_visible()
    looks_right()
    page.locator(".page-head").get_by_role("link", name="New prospect").click()
    page.wait_for_url("**/prospects/new/")  # and for the scripts that listen to what is typed
    page.get_by_label("Name", exact=False).first.fill("Halcyon Tools")
    page.get_by_label("Phone").fill("+41 31 555 01 01")
    expect(page.locator(".similar")).to_contain_text("Halcyon Tools AG")
    page.wait_for_function(NOT_COVERED)
    looks_right()
    page.get_by_role("button", name="Add prospect").click()
    expect(page.get_by_role("alert")).to_contain_text("Halcyon Tools AG")
    page.get_by_role("button", name="None of these: add anyway").click()

    expect(page.get_by_role("heading", name="Halcyon Tools")).to_be_visible()
    assert page.get_by_role("link", name="Call", exact=True).first.get_attribute("href") == "tel:+41315550101"
    looks_right()
    page.get_by_role("link", name="Answer").click()
    page.get_by_label("Expected yearly sales").fill("20000")
    page.get_by_label("Need", exact=False).first.select_option(label="Strong")
    looks_right()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".score-parts")).to_contain_text("20 of 20")

    page.locator(".deeds summary").click()
    looks_right()
    page.get_by_role("button", name="Contacted (10%)").click()
    expect(page.locator(".card-head .tag").first).to_have_text("Contacted")
    page.get_by_role("link", name="History", exact=True).click()
    expect(page.locator(".changes", has_text="Contacted").first).to_be_visible()
    looks_right()

    page.locator(".deeds").get_by_role("link", name="Won").click()
    looks_right()
    page.get_by_role("button", name="Make it an account").click()
    expect(page).to_have_url(re.compile(r"/accounts/\d+/$"))
    expect(page.get_by_role("heading", name="Halcyon Tools")).to_be_visible()
    page.get_by_role("navigation", name="Parts of the card").get_by_role("link", name="Prospects").click()
    expect(page.locator(".rows .tag--red")).to_have_text("Won")
    looks_right()
    assert Account.objects.get().prospects.get().stage == Stage.WON


@pytest.fixture
def board(cast, sign_in, visit):
    """Two prospects of the owner on the board, one of them named."""
    named = Step.objects.get(name="Named")
    ProspectFactory(customer=CustomerFactory(owner=cast.owner, name="Alba Oil"), step=named, score=70)
    ProspectFactory(customer=CustomerFactory(owner=cast.owner, name="Berg Gas"), expected_value=5000)
    sign_in(cast.owner)
    visit("/prospects/board/")


def column(page, name):
    return page.locator("[data-board-column]").filter(has=page.get_by_role("heading", name=name))


def test_the_board_is_worked_with_keys_alone(page, board, looks_right, on_phone):
    looks_right()
    if on_phone:
        page.get_by_role("navigation", name="Columns").get_by_role("link", name="Named").click()
    move = page.get_by_role("link", name="Move Alba Oil")
    move.focus()
    page.keyboard.press("Enter")
    menu = page.locator("#board-menu")
    expect(menu).to_be_visible()
    expect(menu.get_by_role("button", name="Named")).to_be_disabled()
    looks_right()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    menu.get_by_role("button", name="Offer made").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Alba Oil stands at “Offer made”.")).to_be_visible()
    if on_phone:
        page.get_by_role("navigation", name="Columns").get_by_role("link", name="Offer made").click()
    expect(column(page, "Offer made")).to_contain_text("Alba Oil")
    looks_right()
    moved = Prospect.objects.get(customer__name="Alba Oil")
    assert (moved.stage, moved.step.name) == (Stage.LIKELY, "Offer made")


def test_a_card_is_dragged_to_another_column_and_to_won(page, board, on_phone):
    if on_phone:
        pytest.skip("fingers use the menu")
    page.set_viewport_size({"width": 1720, "height": 800})  # all columns in sight
    card = page.locator("[data-board-card]", has_text="Berg Gas")
    card.drag_to(column(page, "Sample or trial"))
    expect(page.get_by_text("Berg Gas stands at “Sample or trial”.")).to_be_visible()
    expect(column(page, "Sample or trial")).to_contain_text("weighted €2,000")
    page.locator("[data-board-card]", has_text="Berg Gas").drag_to(column(page, "Won this month"))
    expect(page.get_by_role("button", name="Make it an account")).to_be_visible()
    assert Prospect.objects.get(customer__name="Berg Gas").step.name == "Sample or trial"


def test_the_map_and_the_list_pass_their_filter_on(page, visit, sign_in, looks_right, cast):
    for name, north in (("Alba Oil", 47.1), ("Berg Gas", 47.2)):
        customer = CustomerFactory(
            owner=cast.owner, name=name, city=name, latitude=north, longitude=8.1, phone="1"
        )
        ProspectFactory(customer=customer)
    sign_in(cast.owner)
    visit("/prospects/?city=alba")
    expect(page.locator("a[data-open]")).to_have_text(["Alba Oil"])
    looks_right()
    page.get_by_role("navigation", name="View").get_by_role("link", name="Map").click()
    expect(page.locator(".map-pin")).to_have_count(1)
    looks_right()
    page.locator(".map-pin").click()
    page.locator(".map").get_by_role("link", name="Alba Oil").click()
    expect(page.get_by_role("heading", name="Alba Oil")).to_be_visible()


def test_a_method_of_last_time_is_taken_out_by_one_press(page, visit, sign_in, cast):
    ProspectFactory(customer__owner=cast.owner, added_by=cast.owner)
    sign_in(cast.owner)
    visit("/prospects/new/")
    method, again = page.get_by_label("How found"), page.get_by_role("button", name="Not this time")
    assert method.input_value() != ""
    again.click()
    expect(method).to_have_value("")
    expect(again).to_be_hidden()
    expect(method).to_be_focused()
