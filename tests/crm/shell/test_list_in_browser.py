"""The list in a browser: what htmx does, and that all of it also works without script."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories.customers import CustomerFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.urls("tests.crm.shell.pages")]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def people(page, sign_in, live_server, cast):
    """The list of people, three a page, signed in as the manager."""
    for name in ("Anna", "Bert", "Carl"):
        UserFactory(name=name, team=cast.harbour, role="rep")
    sign_in(cast.manager)
    page.goto(f"{live_server.url}/people/")
    return page


def names(page):
    return page.locator("a[data-open]")


def test_typing_narrows_the_rows_and_the_address(people):
    people.keyboard.press("/")
    people.keyboard.type("Ann")
    expect(names(people)).to_have_text(["Anna"])
    expect(people.locator("#list-count")).to_have_text("1")
    expect(people.locator(".chip__name")).to_have_text("Search")
    expect(people).to_have_url(re.compile(r"[?&]q=Ann"))


def test_heads_sort_and_pages_turn_in_place(people):
    people.get_by_role("link", name="Name").click()
    expect(names(people).first).to_have_text("Olga Owner")
    people.get_by_role("link", name="Next").click()
    expect(names(people)).to_have_text(["Carl", "Bert", "Anna"])
    people.go_back()
    expect(names(people).first).to_have_text("Olga Owner")


def test_the_filter_is_fetched_when_it_opens(people, axe):
    expect(people.locator(".filter-panel__form")).to_have_count(0)
    people.get_by_role("button", name="Filter").click()
    people.get_by_label("Role").select_option("manager")
    axe(people)
    people.get_by_role("button", name="Show", exact=True).click()
    expect(names(people)).to_have_text(["Max Manager"])
    people.get_by_role("link", name="Role Manager").click()
    expect(names(people)).to_have_count(3)


def test_columns_are_chosen_and_stay(people):
    people.locator("summary", has_text="Columns").click()
    people.get_by_label("No.").check()
    people.get_by_role("button", name="Apply").click()
    expect(people.get_by_role("columnheader", name="No.")).to_be_visible()
    people.reload()
    expect(people.get_by_role("columnheader", name="No.")).to_be_visible()


def test_a_filter_is_saved_and_used_again(people, live_server):
    people.goto(f"{live_server.url}/people/?role=manager")
    people.locator("summary", has_text="Saved").click()
    people.get_by_label("Save what is shown as").fill("Managers")
    people.get_by_role("button", name="Save", exact=True).click()
    people.goto(f"{live_server.url}/people/")
    people.locator("summary", has_text="Saved").click()
    people.get_by_role("link", name="Managers").click()
    expect(names(people)).to_have_text(["Max Manager"])


def test_rows_are_chosen_and_an_action_asks_first(people):
    people.get_by_label("Select Anna").check()
    people.get_by_role("button", name="Rename…").click()
    expect(people.get_by_text("Rename 1 people?")).to_be_visible()
    people.get_by_label("New name").fill("Zora")
    people.get_by_role("button", name="Rename").click()
    expect(people.get_by_text("1 renamed by Max Manager")).to_be_visible()
    expect(names(people)).not_to_contain_text(["Anna"])


@pytest.mark.parametrize(
    "path", ["/people/", "/people/?filters=1&q=Konglich", "/new/", "/", "/search/?q=a", "/keys/"]
)
def test_pages_fit_a_phone_and_are_accessible(people, live_server, axe, path):
    people.set_viewport_size(PHONE)
    people.goto(f"{live_server.url}{path}")
    assert people.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    axe(people)


def test_a_card_fits_a_phone_and_is_accessible(people, live_server, axe, cast):
    people.set_viewport_size(PHONE)
    people.goto(f"{live_server.url}/card/{cast.mate.pk}/")
    assert people.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    axe(people)


def test_everything_works_without_script(new_context, live_server, cast, client):
    for name in ("Anna", "Bert", "Carl"):
        UserFactory(name=name, team=cast.harbour, role="rep")
    client.force_login(cast.manager)
    context = new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/people/")
    page.get_by_role("link", name="Next").click()
    expect(names(page)).to_have_text(["Max Manager", "Milo Mate", "Olga Owner"])
    page.get_by_role("link", name="Show the filter").click()
    page.get_by_label("Role").select_option("manager")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(names(page)).to_have_text(["Max Manager"])


@pytest.mark.urls("crm.urls")
@pytest.mark.parametrize("width", [360, 1280])
def test_a_long_filter_is_found_by_its_name(page, sign_in, live_server, cast, axe, width):
    page.set_viewport_size({"width": width, "height": 740})
    CustomerFactory(owner=cast.owner, name="Alba Oil", bank="Cantonal")
    CustomerFactory(owner=cast.owner, name="Berg Gas")
    sign_in(cast.owner)
    page.goto(f"{live_server.url}/customers/")
    page.get_by_role("button", name="Filter").click()
    panel = page.locator("#filter-panel")
    expect(panel.get_by_label("City", exact=True)).to_be_visible()
    expect(panel.get_by_label("Bank", exact=True)).to_be_hidden()
    axe(page)
    find = panel.get_by_label("Find a filter")
    find.fill("bánk")
    expect(panel.get_by_label("City", exact=True)).to_be_hidden()
    find.press("Escape")
    expect(panel.get_by_label("City", exact=True)).to_be_visible()
    expect(panel.get_by_label("Bank", exact=True)).to_be_hidden()
    find.fill("no such thing")
    expect(panel.get_by_role("status")).to_have_text("Nothing is called that here.")
    find.fill("bank")
    find.press("Enter")
    expect(panel.get_by_label("Bank", exact=True)).to_be_focused()
    page.keyboard.type("canton")
    page.keyboard.press("Enter")
    expect(names(page)).to_have_text(["Alba Oil"])
    page.wait_for_load_state()  # rows are there before the button works
    if width < 768:  # a drawer closes with the page, a column stays
        page.get_by_role("button", name="Filter").first.click()
    money = panel.locator("summary", has_text="Money")
    expect(money.locator(".count")).to_have_text("1 in use")
    expect(panel.get_by_label("Bank", exact=True)).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.urls("crm.urls")
def test_a_column_is_found_by_its_name(page, sign_in, live_server, cast, axe):
    CustomerFactory(owner=cast.owner, name="Alba Oil", bank="Cantonal")
    sign_in(cast.owner)
    page.goto(f"{live_server.url}/customers/")
    page.locator("summary", has_text="Columns").click()
    page.get_by_label("Find a column").fill("bank")
    expect(page.locator("[data-columns] .menu__item:visible")).to_have_text(["Bank"])
    page.get_by_label("Bank", exact=True).check()
    axe(page)
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("table")).to_contain_text("Cantonal")
