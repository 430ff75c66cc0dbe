"""A NUL in a query or a form is refused, on either database."""

import pytest
from django.urls import reverse

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
