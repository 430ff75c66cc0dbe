"""What fields of every app share."""

import json
from collections.abc import Iterator

import pytest
from django.urls import get_resolver
from rest_framework import serializers
from rest_framework.serializers import ModelSerializer, PrimaryKeyRelatedField, Serializer

from crm.api.fields import Key
from crm.customers.models import Contact
from tests.api import program_of, wrong
from tests.factories.customers import CustomerFactory


@pytest.fixture
def post(cast):
    """Send a body as it is written, as a new contact of a customer."""

    def send(customer: str):
        body = f'{{"name": "Eva", "phone": "+41 31 555 00 11", "customer": {customer}}}'
        return program_of(cast.owner).post("/api/v1/contacts/", body, content_type="application/json")

    return send


@pytest.mark.parametrize("number", ["1e400", "-1e400", "NaN", "Infinity"])
def test_what_is_no_number_is_no_json(post, number):
    answer = post(number)
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


@pytest.mark.parametrize("key", [7.5, True, None, [], {}, "1e400", "9" * 5000, 10**30, "a\0", "\ud800"])
def test_what_is_no_key_names_nobody(post, cast, key):
    CustomerFactory(owner=cast.owner, pk=7)
    assert list(wrong(post(json.dumps(key)))) == ["customer"]
    assert not Contact.objects.exists()


def _serializers(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _serializers(each)


def test_every_key_that_can_be_sent_is_read_by_it():
    """A plain key field takes 7.5 for number 7."""
    assert get_resolver().url_patterns  # the API's modules are imported
    plain = []
    for kind in set(_serializers(Serializer)):
        abstract = issubclass(kind, ModelSerializer) and not hasattr(kind, "Meta")
        if abstract or kind.__module__.startswith(("rest_framework", "drf_spectacular")):
            continue
        for name, field in kind().fields.items():
            one = field.child_relation if isinstance(field, serializers.ManyRelatedField) else field
            if isinstance(one, PrimaryKeyRelatedField) and not field.read_only and not isinstance(one, Key):
                plain.append(f"{kind.__name__}.{name}")
    assert plain == []
