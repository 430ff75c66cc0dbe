"""The page of one's own API tokens."""

import re

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from crm.api.models import ApiToken, digest_of
from crm.people.services.tokens import MOST_TOKENS, create_token
from crm.shell.errors import Refused


@pytest.fixture
def owner(client, cast):
    client.force_login(cast.owner)
    return client


def key_in(response):
    found = re.search(r'data-copy="([^"]+)"', response.content.decode())
    return found and found[1]


def test_a_token_is_shown_once_and_works(owner, cast):
    response = owner.post(reverse("people:tokens"), {"name": "Phone"})
    key = key_in(response)
    assert "no-store" in response.headers["Cache-Control"]
    assert APIClient(headers={"Authorization": f"Token {key}"}).get("/api/v1/me/").status_code == 200
    again = owner.get(reverse("people:tokens"))
    assert "Phone" in again.content.decode()
    assert key not in again.content.decode()
    assert ApiToken.objects.get().digest == digest_of(key)


def test_a_name_is_given_once(owner, cast):
    create_token(by=cast.owner, name="Phone")
    response = owner.post(reverse("people:tokens"), {"name": " Phone "})
    assert key_in(response) is None
    assert "There is a token “Phone” already" in response.content.decode()


def test_names_are_a_persons_own(owner, cast):
    create_token(by=cast.mate, name="Phone")
    assert key_in(owner.post(reverse("people:tokens"), {"name": "Phone"}))


def test_a_revoked_token_counts_no_more(owner, cast):
    token, key = create_token(by=cast.owner, name="Phone")
    owner.post(reverse("people:token-revoke", args=[token.pk]))
    assert APIClient(headers={"Authorization": f"Token {key}"}).get("/api/v1/me/").status_code == 401
    assert "“Phone” counts no more." in owner.get(reverse("people:tokens")).content.decode()


def test_there_is_an_end_to_tokens(cast):
    for number in range(MOST_TOKENS):
        create_token(by=cast.owner, name=f"Program {number}")
    with pytest.raises(Refused, match="enough tokens"):
        create_token(by=cast.owner, name="One more")
    assert create_token(by=cast.mate, name="First")


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_token_has_a_name(cast, name):
    with pytest.raises(Refused) as refused:
        create_token(by=cast.owner, name=name)
    assert refused.value.field == "name"
