"""A program that speaks for a person."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

from crm.api.models import ApiToken, digest_of
from crm.people.models import User


def program_of(person: User) -> APIClient:
    """Return a client with a token of *person*, sending and expecting JSON."""
    key = f"key-of-{person.pk}"
    ApiToken.objects.get_or_create(user=person, name="Tests", defaults={"digest": digest_of(key)})
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {key}")
    return client


def wrong(response: Any) -> dict[str | None, str]:
    """Return the code of what is wrong by its field, from an answer of 400."""
    assert response.status_code == 400, response.content
    return {error["field"]: error["code"] for error in response.json()["errors"]}
