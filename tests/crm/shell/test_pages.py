"""Cards, forms, home page, search and palette."""

import pytest
from django.contrib.messages import get_messages
from django.core.checks import run_checks

from crm.shell import navigation, panels, search
from crm.shell.discovery import Registry
from crm.shell.navigation import Command, Entry
from crm.shell.panels import CardTab, HomePanel
from crm.shell.search import Hit, Source
from tests.factories.people import TeamFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.crm.shell.pages")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def viewer(client):
    viewer = UserFactory(name="Vera Viewer", team=TeamFactory(), role="manager")
    client.force_login(viewer)
    return viewer


@pytest.fixture
def registry(monkeypatch):
    """Empty one registry for the test and fill it with the given items."""

    def fill(module, name, *items):
        kept = getattr(module, name)
        monkeypatch.setattr(kept, "_items", {})
        kept.register(*items)

    return fill


def test_what_the_apps_registered_leads_somewhere_and_has_templates():
    assert [
        str(message) for message in run_checks(tags=["urls", "templates"]) if "shell." in (message.id or "")
    ] == []


def test_a_registry_keeps_order_and_refuses_two_of_a_name():
    registry = Registry("entries")
    late, early = (
        Entry(key=key, label=key, url_name="x", icon="x", order=order) for key, order in [("a", 2), ("b", 1)]
    )
    registry.register(late, early, late)
    assert [entry.key for entry in registry] == ["b", "a"]
    with pytest.raises(ValueError, match="'a'"):
        registry.register(Entry(key="a", label="other", url_name="y", icon="y"))


# Cards ----------------------------------------------------------------------------------------------


def tab(key, order=1, **more):
    return CardTab(
        card="test-person",
        key=key,
        label=key.title(),
        order=order,
        template="components/tag.html",
        context=lambda request, subject: {"tone": "grey", "word": f"{key} of {subject.name}"},
        **more,
    )


def test_a_card_shows_head_next_step_first_tab_and_side(client, viewer, registry):
    registry(panels, "card_tabs", tab("second", 2), tab("first", 1, badge=lambda request, subject: 1234))
    text = client.get(f"/card/{viewer.pk}/").content.decode()
    for part in (
        "Vera Viewer",
        "VV",
        "Call back",
        "first of Vera Viewer",
        '<span class="count">1,234</span>',
        "class='feed'",
    ):
        assert part in text
    assert "second of" not in text
    assert 'href="?tab=second"' in text


def test_tabs_open_alone_for_htmx(client, viewer, registry):
    registry(panels, "card_tabs", tab("first"), tab("second", 2))
    response = client.get(f"/card/{viewer.pk}/?tab=second", headers=HTMX)
    assert b"<html" not in response.content
    assert b"second of Vera" in response.content
    assert b"first of" not in response.content


@pytest.mark.parametrize("query", ["?tab=unknown", "?tab=hidden"])
def test_tabs_that_are_not_theirs_are_not_found(client, viewer, registry, query):
    registry(panels, "card_tabs", tab("first"), tab("hidden", predicate=lambda user, subject: False))
    assert client.get(f"/card/{viewer.pk}/{query}").status_code == 404


def test_a_card_they_may_not_see_is_not_found(client, viewer):
    foreign = UserFactory(team=TeamFactory())
    assert client.get(f"/card/{foreign.pk}/").status_code == 404
    assert client.get("/card/999999/").status_code == 404


# Forms ----------------------------------------------------------------------------------------------


def test_a_form_has_sections_and_guards_unsaved_changes(client, viewer):
    text = client.get("/new/").content.decode()
    assert "<legend>Who</legend>" in text
    assert "As on the door" in text
    assert "data-guard" in text
    assert 'href="/people/"' in text


def test_a_service_form_saves_says_so_and_goes_on(client, viewer):
    response = client.post("/new/", {"name": "Ann"})
    assert response.url == "/people/"
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Ann is here."]
    assert client.post("/new/?next=/search/", {"name": "Ann"}).url == "/search/"
    assert client.post("/new/?next=//evil.example/", {"name": "Ann"}).url == "/people/"


def test_errors_are_summed_up_with_links_to_their_fields(client, viewer):
    text = client.post("/new/", {"name": ""}).content.decode()
    assert '<a href="#id_name">Name</a>: This field is required.' in text


def test_a_refusal_stands_at_its_field_or_on_top(client, viewer):
    form = client.post("/new/", {"name": "Ann", "city": "Atlantis"}).context["form"]
    assert form.errors == {"city": ["Atlantis has sunk. Choose a city on land."]}
    form = client.post("/new/", {"name": "nobody"}).context["form"]
    assert form.non_field_errors() == ["Nobody is no name."]


# Home -----------------------------------------------------------------------------------------------


def panel(key, **more):
    more.setdefault("context", lambda request: {"tone": "green", "word": f"body of {key}"})
    return HomePanel(key=key, title=key.title(), template="components/tag.html", **more)


def test_the_home_page_shows_the_panels_of_the_role(client, viewer, registry):
    registry(
        panels,
        "home_panels",
        panel("everybody"),
        panel("managers", roles=frozenset({"manager"})),
        panel("reps", roles=frozenset({"rep"})),
        panel("empty", context=lambda request: None),
        panel("slow", lazy=True),
    )
    text = client.get("/").content.decode()
    assert "body of everybody" in text
    assert "body of managers" in text
    for absent in ("body of reps", "Empty", "body of slow"):
        assert absent not in text
    assert 'hx-get="/panels/slow/"' in text
    assert b"body of slow" in client.get("/panels/slow/").content
    assert client.get("/panels/empty/").content == b""
    assert client.get("/panels/reps/").status_code == 404
    assert client.get("/panels/unknown/").status_code == 404


# Search and palette ---------------------------------------------------------------------------------


def things(user, text, limit):
    return [Hit(f"<b>{text}</b>", user.name, "/card/1/")][:limit] if text != "nothing" else []


@pytest.fixture
def sources(registry):
    registry(
        search,
        "sources",
        Source(
            key="things", label="Things", icon="note", find=things, all_url=lambda text: f"/people/?q={text}"
        ),
        Source(key="secret", label="Secrets", icon="lock", find=things, predicate=lambda user: user.is_admin),
    )


def test_the_search_page_shows_what_each_source_finds(client, viewer, sources):
    text = client.get("/search/?q=oil").content.decode()
    assert "&lt;b&gt;oil&lt;/b&gt;" in text
    assert "Vera Viewer" in text
    assert 'href="/people/?q=oil"' in text
    assert "Secrets" not in text
    assert "Nothing found for “nothing”" in client.get("/search/?q=nothing").content.decode()
    assert "Nothing found" not in client.get("/search/").content.decode()


def test_the_palette_finds_goes_and_creates(client, viewer, sources, registry):
    registry(
        navigation,
        "commands",
        Command(
            key="new", label="New thing", url_name="test-new", icon="plus", kind="create", words="record"
        ),
        Command(key="do", label="Rank", url_name="test-people", icon="play"),
        Command(key="no", label="Not theirs", url_name="test-people", icon="x", predicate=lambda user: False),
        Command(key="nowhere", label="Nowhere", url_name="no-such-page", icon="x"),
    )

    def ask(query):
        return client.get(f"/palette/?{query}", headers=HTMX).content.decode()

    everything = ask("")
    for part in ("New thing", "Rank", "Home"):
        assert part in everything
    for part in ("Not theirs", "Nowhere", "<html"):
        assert part not in everything
    assert "New thing" in ask("q=rec")
    assert "&lt;b&gt;oil&lt;/b&gt;" in ask("q=oil")
    creating = ask("mode=create&q=")
    assert "New thing" in creating
    assert "Rank" not in creating
    assert "<html" in client.get("/palette/?q=oil").content.decode()


def test_the_menu_marks_the_closest_entry(viewer, registry):
    def entry(key, url_name, **more):
        return Entry(key=key, label=key, url_name=url_name, icon="home", **more)

    registry(
        navigation,
        "entries",
        entry("home", "shell:home"),
        entry("people", "test-people", count=lambda user: 3),
        entry("new", "test-new", predicate=lambda user: False),
        entry("gone", "no-such-page"),
    )

    def active(path):
        return [item.label for item in navigation.menu(viewer, path) if item.active]

    assert [item.label for item in navigation.menu(viewer, "/")] == ["home", "people"]
    assert active("/") == ["home"]
    assert active("/people/") == active("/people/7/") == ["people"]
    assert active("/search/") == []
    assert navigation.menu(viewer, "/")[1].count == 3


@pytest.mark.parametrize("path", ["/", "/search/", "/palette/", "/keys/", "/gallery/", "/panels/x/"])
def test_the_pages_are_for_people_logged_in(client, path):
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("path", ["/filters/", "/filters/1/delete/", "/columns/"])
def test_keeping_is_by_post_only_and_logged_in(client, path):
    assert client.post(path).status_code == 302
    client.force_login(UserFactory())
    assert client.get(path).status_code == 405
