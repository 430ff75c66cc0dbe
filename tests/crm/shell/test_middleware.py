"""A NUL in a query or a form is refused, on either database; what a service refuses is said."""

import pytest
from django.urls import reverse

from accounts.models import Account
from crm.customers.models import Customer
from crm.customers.services import merge_customers
from crm.shell.errors import Refused
from crm.timeline.models import Note
from tests.factories.customers import CustomerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.mark.parametrize("address", ["/search/?q=%00", "/orders/?q=O%001", "/customers/?city=%00", "/?%00=1"])
def test_in_a_query(client, cast, address):
    client.force_login(cast.owner)
    assert client.get(address).status_code == 400


def test_in_a_form(client, cast):
    client.force_login(cast.owner)
    address = reverse("timeline:note-add", args=[CustomerFactory(owner=cast.owner).pk])
    assert client.post(address, {"text": "a\0b"}).status_code == 400
    assert client.post(address, {"text": "ab"}).status_code == 302
    assert [note.text for note in Note.objects.all()] == ["ab"]


def test_the_api_refuses_it_in_its_own_words(client, cast):
    client.force_login(cast.owner)
    response = client.get("/api/v1/search/?q=%00")
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/json")


@pytest.fixture
def merged(cast):
    """A card that somebody else has merged into another while its page was open."""
    kept, gone = (CustomerFactory(owner=cast.owner, team=cast.harbour) for _each in range(2))
    merge_customers(kept=kept, gone=gone, by=cast.owner)
    return Customer.objects.get(pk=gone.pk)


@pytest.mark.parametrize("deed", ["accounts:open", "customers:restore"])
def test_what_a_service_refuses_is_a_toast_where_one_came_from(client, cast, merged, deed):
    client.force_login(cast.owner)
    card = f"http://testserver{merged.get_absolute_url()}"
    response = client.post(reverse(deed, args=[merged.pk]), headers={"referer": card})
    assert (response.status_code, response.url) == (302, card)
    assert "has been merged with" in client.get(card, follow=True).content.decode()
    assert not Account.objects.exists()


def test_a_foreign_page_is_nothing_to_go_back_to(client, cast, merged):
    client.force_login(cast.owner)
    address = reverse("accounts:open", args=[merged.pk])
    assert client.post(address, headers={"referer": "https://elsewhere.example/"}).url == "/"
    answer = client.post(address, headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/")


def test_asked_for_by_address_it_is_a_plain_page(client, cast, monkeypatch):
    def refuse(*args, **kwargs):
        raise Refused("The cellar is <flooded>.")

    monkeypatch.setattr("crm.shell.views.finding.find_all", refuse)
    client.force_login(cast.owner)
    response = client.get("/search/?q=oil")
    assert response.status_code == 409
    assert "The cellar is &lt;flooded&gt;." in response.content.decode()
