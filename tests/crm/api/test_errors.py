"""Errors of the API: one shape, whatever went wrong."""

import json

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from crm.api.error_shapes import ERROR_CODES
from crm.api.throttling import PersonRate
from tests.api import program_of, wrong
from tests.factories.customers import CustomerFactory

URL = "/api/v1/customers/"


@pytest.fixture
def owner(cast):
    return program_of(cast.owner)


def send(client, body, content_type="application/json", **more):
    return client.generic("POST", URL, body, content_type=content_type, **more)


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (lambda client: APIClient().get(URL), 401, "not_authenticated"),
        (
            lambda client: APIClient(headers={"Authorization": "Token x"}).get(URL),
            401,
            "authentication_failed",
        ),
        (lambda client: client.get(f"{URL}0/"), 404, "not_found"),
        (lambda client: client.get(f"{URL}{9**20}/"), 404, "not_found"),
        (lambda client: client.get(f"{URL}abc/"), 404, "not_found"),
        (lambda client: client.delete(URL), 405, "method_not_allowed"),
        (lambda client: client.get(URL, headers={"Accept": "text/html"}), 406, "not_acceptable"),
        (lambda client: client.post("/api/v1/tier-runs/"), 403, "permission_denied"),
        (lambda client: send(client, "{"), 400, "parse_error"),
        (lambda client: send(client, "[" * 100_000), 400, "parse_error"),
        (lambda client: send(client, '{"name": NaN}'), 400, "parse_error"),
        (lambda client: send(client, b"\xff\xfe"), 400, "parse_error"),
        (lambda client: send(client, "a,b", "text/csv"), 415, "unsupported_media_type"),
        (lambda client: send(client, " " * (5 * 1024 * 1024 + 1)), 413, "too_large"),
    ],
)
def test_errors_have_one_shape(owner, answer, status, code):
    response = answer(owner)
    body = response.json()
    assert (response.status_code, body["code"]) == (status, code)
    assert body["message"]
    assert body["errors"] == []
    assert body["code"] in ERROR_CODES


def test_what_is_wrong_is_told_by_field_for_people_and_programs(owner):
    response = owner.post(URL, {"name": "", "contacts": [{"name": "Ida"}, {}]}, format="json")
    body = response.json()
    assert body["code"] == "invalid"
    assert {(error["field"], error["code"]) for error in body["errors"]} == {
        ("name", "blank"),
        ("contacts.1.name", "required"),
    }
    assert all(error["message"] in body["message"] for error in body["errors"])


@pytest.mark.parametrize("body", ["[]", '"text"', "1", "null"])
def test_a_body_that_is_no_object_is_refused(owner, body):
    assert send(owner, body).status_code == 400


@pytest.mark.parametrize("text", ["a\u0000b", "\ud800"])
def test_characters_that_cannot_be_stored_are_refused(owner, text):
    assert "name" in wrong(send(owner, json.dumps({"name": text, "phone": "1"})))


def test_errors_speak_the_persons_language(cast):
    cast.owner.language = "zh-hans"
    cast.owner.save()
    response = program_of(cast.owner).post(URL, {}, format="json")
    assert response.headers["Content-Language"] == "zh-hans"
    assert response.json()["errors"][0]["message"] != "This field is required."


# The rate limit -----------------------------------------------------------------------------------


@pytest.fixture
def three_a_minute(monkeypatch):
    cache.clear()
    monkeypatch.setattr(PersonRate, "THROTTLE_RATES", {"person": "3/minute", "login": "3/minute"})


def test_who_asks_too_much_is_told_when_to_go_on(cast, three_a_minute):
    CustomerFactory(owner=cast.owner)
    client = program_of(cast.owner)
    assert [client.get(URL).status_code for _ in range(4)] == [200, 200, 200, 429]
    response = client.get(URL)
    assert response.json()["code"] == "throttled"
    assert 0 < int(response.headers["Retry-After"]) <= 60


def test_the_limit_is_a_persons_own(cast, three_a_minute):
    client = program_of(cast.owner)
    for _ in range(4):
        client.get(URL)
    assert program_of(cast.mate).get(URL).status_code == 200


def test_log_ins_are_limited_by_address(db, monkeypatch):
    monkeypatch.setattr("crm.api.throttling.LogInRate.THROTTLE_RATES", {"login": "2/minute"})
    sent = {"email": "a@b.example", "password": "x"}
    answers = [APIClient().post("/api/v1/token/", sent, format="json").status_code for _ in range(3)]
    assert answers == [401, 401, 429]
