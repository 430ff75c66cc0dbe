"""Search in the API."""

from tests.api import program_of, wrong
from tests.factories.customers import ContactFactory, CustomerFactory


def search(person, query):
    return program_of(person).get("/api/v1/search/", query)


def test_search_finds_what_the_page_finds_among_what_one_sees(cast):
    mine = CustomerFactory(owner=cast.owner, name="Königlich Öl")
    ContactFactory(customer=mine, name="Konigin Ida")
    CustomerFactory(owner=cast.stranger, name="Koniglich Fremd")
    found = {one["source"]: one["hits"] for one in search(cast.owner, {"q": "koniglich"}).json()}
    assert [hit["title"] for hit in found["customers"]] == ["Königlich Öl"]
    assert found["customers"][0]["url"] == mine.get_absolute_url()
    assert [hit["title"] for hit in search(cast.owner, {"q": "konigin"}).json()[0]["hits"]] == ["Konigin Ida"]


def test_nothing_to_search_for_is_said(cast):
    assert wrong(search(cast.owner, {})) == {"q": "required"}
    assert wrong(search(cast.owner, {"q": "a" * 101})) == {"q": "max_length"}
    assert wrong(search(cast.owner, {"q": "a", "limit": "1"})) == {"limit": "invalid"}
