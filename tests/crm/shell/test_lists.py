"""The list page: what it shows, whom it obeys, what it costs."""

import pytest
from django.contrib.messages import get_messages

from crm.people.models import User
from crm.shell.models import SavedFilter
from tests.crm.shell.pages import People
from tests.factories.people import TeamFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.crm.shell.pages")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def viewer():
    team = TeamFactory(name="Harbour")
    return UserFactory(name="Vera Viewer", team=team, role="manager")


@pytest.fixture
def browse(client, viewer):
    client.force_login(viewer)

    def get(query="", **headers):
        return client.get(f"/people/{query}", headers=headers or None)

    return get


def mates(viewer, *names, **values):
    return [UserFactory(name=name, team=viewer.team, **values) for name in names]


def names_in(response):
    """The names in the order of the rows."""
    text = response.content.decode()
    return [part.split("<", 1)[0] for part in text.split(" data-open>")[1:]]


def test_anonymous_people_are_sent_to_the_log_in_page(client):
    response = client.get("/people/")
    assert response.status_code == 302
    assert "/login" in response.url


def test_rows_are_those_the_person_may_see(browse, viewer):
    mates(viewer, "Alba")
    UserFactory(name="Somebody else", team=TeamFactory())
    assert names_in(browse()) == ["Alba", "Vera Viewer"]


@pytest.mark.parametrize("query", ["", "?sort=-latitude", "?role=rep", "?q=a", "?sort=team"])
def test_queries_do_not_grow_with_the_rows(client, viewer, query, django_assert_max_num_queries):
    client.force_login(viewer)
    counts = []
    for names in (["Aa"], ["Ab", "Ac"], ["Ad", "Ae", "Af"]):
        mates(viewer, *names)
        with django_assert_max_num_queries(8) as queries:
            assert client.get(f"/people/{query}").status_code == 200
        counts.append(len(queries))
    # Once there is a second page the count is one query more; it stays that.
    assert counts[1] - counts[0] <= 1
    assert counts[2] <= max(counts[:2]) + 1


def test_cells_are_escaped_and_safe_markup_is_kept(browse, viewer):
    mates(viewer, "<script>alert(1)</script>", phone="<img src=x>", number='"><b>x')
    text = browse().content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<b>&lt;img src=x&gt;</b>" in text
    assert 'aria-label="Select &lt;script&gt;' in text


@pytest.mark.parametrize("parameter", ["q", "sort", "role", "after", "before", "joined_after"])
def test_parameters_are_escaped_and_never_break_the_page(browse, viewer, parameter):
    mates(viewer, "A", "B", "C", "D")
    for value in ('"><script>alert(1)</script>', "%00", "é" * 200, "-", "1e999", "' OR 1=1"):
        response = browse(f"?{parameter}={value}")
        assert response.status_code == (400 if value == "%00" else 200)  # no text holds a NUL
        assert b"<script>alert" not in response.content


def test_sorting_by_a_head_and_back(browse, viewer):
    mates(viewer, "Zoe", base_latitude=3)
    mates(viewer, "Adam", base_latitude=9)
    assert names_in(browse("?sort=name")) == ["Adam", "Vera Viewer", "Zoe"]
    assert names_in(browse("?sort=-name")) == ["Zoe", "Vera Viewer", "Adam"]
    assert names_in(browse("?sort=-latitude")) == ["Adam", "Zoe", "Vera Viewer"]
    assert names_in(browse("?sort=latitude")) == ["Zoe", "Adam", "Vera Viewer"]
    text = browse("?sort=name").content.decode()
    assert 'aria-sort="ascending"><a class="sort" href="?sort=-name"' in text
    assert 'aria-sort="none"><a class="sort" href="?sort=-latitude"' in text


def test_pages_follow_each_other_and_keep_the_query(browse, viewer):
    mates(viewer, "A", "B", "C", "D")
    first = browse("?sort=-name&role=rep&role=manager")
    assert names_in(first) == ["Vera Viewer", "D", "C"]
    table = first.context["table"]
    assert "role=rep&role=manager" in table.next_url
    second = browse(table.next_url)
    assert names_in(second) == ["B", "A"]
    assert names_in(browse(second.context["table"].previous_url)) == ["Vera Viewer", "D", "C"]
    assert "5" in first.content.decode().split('id="list-count"')[1][:20]


def test_htmx_gets_the_parts_and_a_return_in_history_the_page(browse):
    part = browse(**HTMX)
    assert b"<html" not in part.content
    assert b'id="list-tools" hx-swap-oob' in part.content
    assert "HX-Request" in part["Vary"]
    assert b"<html" in browse(**HTMX, **{"HX-History-Restore-Request": "true"}).content


def test_the_filter_form_is_made_when_it_is_opened(browse):
    assert b"filter-panel__form" not in browse().content
    assert b"filter-panel__form" not in browse("?role=rep").content
    assert b"filter-panel__form" in browse("?filters=1").content
    opened = browse("?filters=1&role=rep&q=v&sort=-name", **HTMX)
    assert b"<html" not in opened.content
    assert b'name="q" value="v"' in opened.content
    assert b'name="sort" value="-name"' in opened.content


def test_filters_in_use_are_chips_that_remove_themselves(browse, viewer):
    chips = browse(f"?role=rep&team={viewer.team_id}&joined_after=2020-01-01&sort=-name").context["chips"]
    assert [(chip.name, chip.value) for chip in chips] == [
        ("Role", "Rep"),
        ("Joined", "Jan 1, 2020 – …"),
        ("Team", "Harbour"),
    ]
    assert chips[0].url == f"?team={viewer.team_id}&joined_after=2020-01-01&sort=-name"
    assert "joined_after" not in chips[1].url


@pytest.mark.parametrize(
    ("query", "chosen", "chips"),
    [
        ("", "", []),
        ("is_active=", "", []),
        ("is_active=unknown", "", []),
        ("is_active=true", "true", [("Active", "yes")]),
        ("is_active=false", "false", [("Active", "no")]),
    ],
)
def test_yes_and_no_are_asked_for_or_not_at_all(browse, query, chosen, chips):
    response = browse(f"?filters=1&{query}")
    group = response.context["filter_groups"][0]
    box = next(field for field in group.fields if field.name == "is_active")
    options = [(option.data["value"], option.choice_label) for option in box.subwidgets]
    assert options == [("", "any"), ("true", "yes"), ("false", "no")]
    assert box.field.widget.format_value(box.value()) == chosen
    assert [(chip.name, chip.value) for chip in response.context["chips"]] == chips
    assert group.active == len(chips)


def test_a_filter_with_an_error_says_so_and_shows_nothing(browse, viewer):
    mates(viewer, "A")
    response = browse("?joined_after=yesterday-ish")
    assert names_in(response) == []
    assert b"Joined:" in response.content
    assert list(People.rows_for(viewer, response.wsgi_request.GET)) == []


def test_export_rows_are_those_of_the_list(browse, viewer):
    mates(viewer, "anna", "otto", role="rep")
    response = browse("?role=rep&q=ann")
    assert (
        [row.name for row in People.rows_for(viewer, response.wsgi_request.GET)]
        == names_in(response)
        == ["anna"]
    )


def test_search_falls_back_to_what_is_similar(browse, viewer):
    # The column searched here is the name itself, so it has to be written as an index text.
    User.objects.filter(pk=viewer.pk).update(name=" koniglich ol ")
    response = browse("?q=Konglich")
    assert response.context["near"]
    assert names_in(response) == [" koniglich ol "]
    assert b"These are similar" in response.content
    assert b"Nothing matches" in browse("?q=zzzzz").content


def test_an_empty_list_offers_the_next_step(browse, monkeypatch):
    monkeypatch.setattr(People, "rows", lambda self: User.objects.none())
    response = browse()
    assert b"Nobody yet" in response.content
    assert b'href="/invite/"' in response.content
    assert b"Nothing matches" in browse("?role=rep").content


# Columns and saved filters --------------------------------------------------------------------------


def test_chosen_columns_stay_chosen(client, browse, viewer):
    assert "No." not in [head.label for head in browse().context["table"].heads]
    answer = client.post(
        "/columns/", {"page": "test-people", "columns": ["number", "nonsense"], "next": "/people/?sort=-name"}
    )
    assert answer.url == "/people/?sort=-name"
    assert [head.label for head in browse().context["table"].heads] == ["Name", "No."]
    client.post("/columns/", {"page": "test-people", "columns": ["number"], "reset": "1"})
    assert "Latitude" in [head.label for head in browse().context["table"].heads]


def test_a_filter_is_saved_shown_opened_and_deleted(client, browse, viewer):
    client.post(
        "/filters/", {"page": "test-people", "name": " My  reps ", "query": "role=rep", "is_default": "on"}
    )
    kept = SavedFilter.objects.get()
    assert (kept.name, kept.owner, kept.is_default) == ("My reps", viewer, True)
    assert browse().url == "?role=rep"
    assert b"My reps" in browse("?all=1").content
    client.post(f"/filters/{kept.pk}/delete/")
    assert not SavedFilter.objects.exists()


def test_the_same_name_replaces_and_there_is_one_default(client, viewer):
    client.force_login(viewer)
    for name, query in [("a", "q=1"), ("b", "q=2"), ("a", "q=3")]:
        client.post("/filters/", {"page": "p", "name": name, "query": query, "is_default": "on"})
    assert set(SavedFilter.objects.values_list("name", "query", "is_default")) == {
        ("a", "q=3", True),
        ("b", "q=2", False),
    }


def test_somebody_elses_filter_is_not_found_even_when_shared(client, browse, viewer):
    [mate] = mates(viewer, "Mate")
    secret = SavedFilter.objects.create(owner=mate, page="test-people", name="Secret", query="q=x")
    shared = SavedFilter.objects.create(
        owner=mate, page="test-people", name="Shared", query="q=y", shared=True, is_default=True
    )
    foreign = SavedFilter.objects.create(
        owner=UserFactory(team=TeamFactory()), page="test-people", name="Foreign", shared=True
    )
    for kept in (secret, shared, foreign):
        assert client.post(f"/filters/{kept.pk}/delete/").status_code == 404
    response = browse()
    assert response.status_code == 200  # a mate's default does not open my page
    assert [kept.name for kept in response.context["kept"].filters] == ["Shared"]


@pytest.mark.parametrize(
    "values", [{"name": ""}, {"name": "x" * 61}, {"query": "x" * 2001}, {"page": ""}, {"page": "x" * 101}]
)
def test_what_cannot_be_kept_is_refused_with_a_message(client, viewer, values):
    client.force_login(viewer)
    response = client.post("/filters/", {"page": "p", "name": "n", "query": "q=1"} | values)
    assert response.status_code == 302
    assert len(list(get_messages(response.wsgi_request))) == 1
    assert not SavedFilter.objects.exists()


def test_nobody_is_led_off_the_site(client, viewer):
    client.force_login(viewer)
    response = client.post("/columns/", {"page": "p", "columns": ["a"], "next": "https://evil.example/"})
    assert response.url == "/"


# Bulk actions ---------------------------------------------------------------------------------------


def test_a_bulk_action_asks_then_does_it_to_the_chosen_rows(client, browse, viewer):
    first, _second = mates(viewer, "A", "B")
    asked = client.post("/people/", {"action": "rename", "pk": [first.pk]})
    assert b"Rename 1 people?" in asked.content
    assert User.objects.get(pk=first.pk).name == "A"
    client.post("/people/", {"action": "rename", "pk": [first.pk], "confirmed": "1", "name": "New"})
    assert sorted(User.objects.filter(team=viewer.team).values_list("name", flat=True)) == [
        "B",
        "New",
        "Vera Viewer",
    ]


def test_a_bulk_action_never_reaches_rows_of_others(client, browse, viewer):
    stranger = UserFactory(name="Stranger", team=TeamFactory())
    client.post("/people/", {"action": "rename", "pk": [stranger.pk], "confirmed": "1", "name": "New"})
    stranger.refresh_from_db()
    assert stranger.name == "Stranger"


def test_all_that_match_are_those_of_the_filter(client, browse, viewer):
    mates(viewer, "A", "B", "C", "D", role="rep")
    asked = client.post("/people/?role=rep", {"action": "rename", "all": "1"})
    assert b"Rename 4 people?" in asked.content


def test_too_many_rows_are_refused_with_a_message(client, browse, viewer, monkeypatch):
    monkeypatch.setattr("crm.shell.lists.bulk_view.AT_MOST", 2)
    mates(viewer, "A", "B", "C")
    response = client.post("/people/", {"action": "rename", "all": "1", "confirmed": "1", "name": "X"})
    assert "Narrow the filter" in str(next(iter(get_messages(response.wsgi_request))))
    assert not User.objects.filter(name="X").exists()


@pytest.mark.parametrize("pks", [[], ["x"], ["99999999"], ["1e9", "-1", "9" * 40]])
def test_no_row_chosen_is_said(client, browse, pks):
    response = client.post("/people/", {"action": "rename", "pk": pks})
    assert response.status_code == 302
    assert "Tick the rows" in str(next(iter(get_messages(response.wsgi_request))))


def test_a_service_may_refuse(client, browse, viewer):
    response = client.post(
        "/people/", {"action": "rename", "pk": [viewer.pk], "confirmed": "1", "name": "forbidden"}
    )
    assert "That name is taken" in str(next(iter(get_messages(response.wsgi_request))))


def test_a_form_with_an_error_comes_back(client, browse, viewer):
    response = client.post("/people/", {"action": "rename", "pk": [viewer.pk], "confirmed": "1", "name": ""})
    assert response.status_code == 200
    assert b"This field is required" in response.content


def test_actions_not_theirs_are_not_offered_nor_done(client, browse, viewer):
    assert b"Purge" not in browse().content
    assert client.post("/people/", {"action": "admin-only", "pk": [viewer.pk]}).status_code == 403
    assert client.post("/people/", {"action": "unknown", "pk": [viewer.pk]}).status_code == 404
