"""The look in a browser: every component is accessible, fits a phone, and answers the keyboard."""

import re

import pytest
from playwright.sync_api import expect

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


@pytest.fixture
def gallery(page, sign_in, live_server, cast):
    """The page of all components, signed in."""
    sign_in(cast.owner)
    page.goto(f"{live_server.url}/gallery/")
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
def test_every_component_is_accessible(gallery, axe, theme, window):
    gallery.set_viewport_size(window)
    gallery.emulate_media(color_scheme=theme, reduced_motion="reduce")
    expect(gallery.locator("html")).to_have_attribute("data-theme", theme)
    axe(gallery)


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_is_wider_than_the_window(gallery, window):
    gallery.set_viewport_size(window)
    assert gallery.evaluate("document.documentElement.scrollWidth") <= window["width"]


def test_touch_targets_of_a_phone_are_large(gallery):
    gallery.set_viewport_size(PHONE)
    targets = gallery.locator(".btn:not(.btn-sm), .form-control, .bottom-bar__link").locator("visible=true")
    heights = targets.evaluate_all("found => found.map(one => one.getBoundingClientRect().height)")
    assert heights
    assert min(heights) >= 43.5


def test_a_theme_chosen_stays(gallery):
    gallery.locator(".user__button").click()
    gallery.get_by_role("button", name="Dark").click()
    expect(gallery.locator("html")).to_have_attribute("data-theme", "dark")
    gallery.reload()
    expect(gallery.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_side_bar_stays_folded(gallery):
    gallery.locator("[data-side-rail]").click()
    gallery.reload()
    expect(gallery.locator("html")).to_have_attribute("data-side", "rail")


def test_the_palette_goes_where_enter_says(gallery, live_server):
    gallery.keyboard.press("Control+k")
    first = gallery.locator(".palette__item").first
    expect(first).to_have_attribute("aria-selected", "true")
    gallery.keyboard.type("home")
    expect(first).to_contain_text("Home")
    gallery.keyboard.press("Enter")
    expect(gallery).to_have_url(f"{live_server.url}/")


def test_the_palette_closes_with_escape(gallery):
    gallery.keyboard.press("Control+k")
    expect(gallery.locator("#palette")).to_be_visible()
    gallery.keyboard.press("Escape")
    expect(gallery.locator("#palette")).to_be_hidden()


def test_keys_go_to_places_and_show_themselves(gallery, live_server):
    gallery.keyboard.press("?")
    expect(gallery.locator("#keys")).to_be_visible()
    gallery.keyboard.press("Escape")
    gallery.keyboard.press("g")
    gallery.keyboard.press("h")
    expect(gallery).to_have_url(f"{live_server.url}/")


def test_a_slash_in_a_field_is_a_slash(gallery):
    gallery.keyboard.press("/")
    search = gallery.locator("[data-search]")
    expect(search).to_be_focused()
    gallery.keyboard.type("a/b?")
    expect(search).to_have_value("a/b?")


def test_rows_are_walked_and_selected_by_keys(gallery):
    for key in ("j", "j", "x"):
        gallery.keyboard.press(key)
    expect(gallery.locator("tr.is-selected")).to_contain_text("Bodensee Fuhrpark")
    expect(gallery.locator("[data-bulk-count]")).to_have_text("1 selected")
    gallery.keyboard.press("Escape")
    expect(gallery.locator("[data-bulk-bar]")).to_be_hidden()


def test_shift_click_selects_the_rows_between(gallery):
    boxes = gallery.locator("tbody .sel input")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(gallery.locator("[data-bulk-count]")).to_have_text("3 selected")


def test_a_confirmation_can_be_refused(gallery):
    gallery.get_by_role("button", name="Archive…").click()
    box = gallery.locator("#confirm")
    expect(box).to_contain_text("Archive Alba Mineralöl?")
    # What destroys is not the default of a hasty Enter.
    expect(box.get_by_role("button", name="Cancel")).to_be_focused()
    gallery.keyboard.press("Enter")
    expect(box).to_be_hidden()


def test_an_error_toast_stays_until_closed(gallery):
    gallery.get_by_role("button", name="Error toast").click()
    toast = gallery.locator("#toasts .notice--error")
    expect(toast).to_be_visible()
    toast.get_by_role("button", name="Close").click()
    expect(toast).to_have_count(0)


def test_charts_are_drawn_and_can_be_read_as_a_table(gallery):
    chart = gallery.locator("[data-chart=pareto]")
    expect(chart).to_have_class(re.compile("is-drawn"))
    expect(chart.locator("canvas")).to_be_visible()
    gallery.get_by_text("Show as table").click()
    expect(gallery.get_by_role("cell", name="117,483")).to_be_visible()


def test_the_map_works_without_tiles(gallery):
    canvas = gallery.locator("[data-map]")
    expect(canvas.locator(".map-pin:not(.map-pin--base)")).to_have_count(7)
    expect(canvas.locator("img.leaflet-tile")).to_have_count(0)
    canvas.get_by_role("button", name="Tue").click()
    expect(canvas.locator(".map-pin:not(.map-pin--base)")).to_have_count(5)


def test_a_pin_leads_to_its_customer(gallery):
    gallery.locator(".map-pin[title='Alba Mineralöl']").click()
    link = gallery.locator(".leaflet-popup").get_by_role("link", name="Alba Mineralöl")
    expect(link).to_have_attribute("href", "#card")


def test_the_phone_menu_opens_and_closes(gallery):
    gallery.set_viewport_size(PHONE)
    side = gallery.locator("#side")
    expect(side).to_be_hidden()
    gallery.get_by_role("button", name="Menu", exact=True).first.click()
    expect(side).to_be_visible()
    gallery.keyboard.press("Escape")
    expect(side).to_be_hidden()
