"""Saved filters and chosen columns in the API."""

from __future__ import annotations

import pytest

from crm.shell.models import SavedFilter
from tests.api import program_of, wrong

FILTERS, COLUMNS = "/api/v1/saved-filters/", "/api/v1/list-columns/"
PAGE = "customers:list"


@pytest.fixture
def owner(cast):
    return program_of(cast.owner)


def names(person, url=FILTERS):
    return [row["name"] for row in program_of(person).get(f"{url}?ordering=name").json()["results"]]


def save(client, **given):
    return client.post(FILTERS, {"page": PAGE, "name": "Bern", "query": "city=Bern"} | given, format="json")


def test_a_filter_is_kept_for_oneself_until_it_is_shared(cast, owner):
    first = save(owner)
    assert (first.status_code, first.json()["owner"]) == (201, cast.owner.pk)
    assert (names(cast.owner), names(cast.mate)) == (["Bern"], [])
    again = save(owner, query="city=Bern&q=oil", shared=True, is_default=True)
    assert again.json()["id"] == first.json()["id"]
    assert (names(cast.mate), names(cast.stranger)) == (["Bern"], [])
    kept = SavedFilter.objects.get()
    assert (kept.query, kept.shared, kept.is_default) == ("city=Bern&q=oil", True, True)


def test_only_ones_own_filter_is_dropped(cast, owner):
    url = f"{FILTERS}{save(owner, shared=True).json()['id']}/"
    assert program_of(cast.mate).get(url).status_code == 200
    assert program_of(cast.mate).delete(url).status_code == 404
    assert owner.delete(url).status_code == 204
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"name": ""}, {"name": "blank"}),
        ({"name": "x" * 61}, {"name": "max_length"}),
        ({"page": ""}, {"page": "blank"}),
        ({"query": "x" * 2001}, {"query": "max_length"}),
    ],
)
def test_what_is_wrong_with_a_filter_is_named(owner, given, found):
    assert wrong(save(owner, **given)) == found


def test_columns_are_ones_own_and_no_filter(cast, owner):
    for columns in (["name", "city"], ["city"]):
        kept = owner.post(COLUMNS, {"page": PAGE, "columns": columns}, format="json")
        assert (kept.status_code, kept.json()["columns"]) == (201, columns)
    assert [row["columns"] for row in owner.get(f"{COLUMNS}?page={PAGE}").json()["results"]] == [["city"]]
    assert owner.get(f"{COLUMNS}?page=accounts:list").json()["results"] == []
    assert names(cast.owner) == []
    assert program_of(cast.mate).get(COLUMNS).json()["results"] == []
    assert owner.delete(f"{COLUMNS}{kept.json()['id']}/").status_code == 204
    assert wrong(owner.post(COLUMNS, {"page": PAGE, "columns": []}, format="json")) == {"columns": "empty"}
