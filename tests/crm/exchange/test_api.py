"""Imports through the API: one call to start, one to ask, one to undo."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.customers.models import Customer
from crm.exchange.models import Import
from crm.jobs.services import run_due
from tests.factories.customers import CustomerFactory

URL = "/api/v1/imports/"


@pytest.fixture
def send(client, cast):
    client.force_login(cast.owner)

    def post(text, headers=None, **values):
        file = SimpleUploadedFile("a.csv", text.encode())
        return client.post(URL, {"kind": "customers", "file": file, **values}, headers=headers)

    return post


def test_a_file_is_imported_and_undone(client, send):
    response = send("id,firm,phone\nK1,Alba,1\n", mapping=json.dumps({"name": "firm"}))
    assert response.status_code == 201
    assert response.json()["state"] == "running"
    url = f"{URL}{response.json()['id']}/"

    run_due()
    found = client.get(url).json()
    assert (found["state"], found["created"], found["percent"]) == ("done", 1, 100)
    assert Customer.objects.get().name == "Alba"

    assert client.post(f"{url}undo/").json()["state"] == "undoing"
    run_due()
    assert client.get(url).json()["state"] == "undone"
    assert not Customer.objects.exists()


def test_a_dry_run_writes_nothing_and_tells_errors(client, send):
    response = send("number,name,phone\nK1,Alba,1\nK1,Bert,2\n", dry_run="true")
    run_due()

    found = client.get(f"{URL}{response.json()['id']}/").json()

    assert (found["state"], found["created"], found["refused"]) == ("checked", 1, 1)
    assert found["errors"][0]["row"] == 3
    assert client.get(f"{URL}{found['id']}/bad-rows/").status_code == 200


@pytest.mark.parametrize("treated", ["", "skip", "update", "create", "nonsense"])
def test_likely_duplicates_are_treated_as_asked(client, send, cast, treated):
    CustomerFactory(number="K1", name="Alba Oil GmbH", phone="030 123456", owner=cast.owner)
    text = "number,name,phone\nK9,Alba Oil,030 123456\n"
    response = send(text, **({"duplicates": treated} if treated else {}))
    if treated == "nonsense":
        assert response.status_code == 400
        return
    run_due()
    shown = client.get(f"{URL}{response.json()['id']}/").json()
    assert (shown["state"], shown["duplicates"]) == ("done", 1)
    expected = {"skip": {"K1"}, "update": {"K1"}}.get(treated, {"K1", "K9"})
    assert set(Customer.objects.values_list("number", flat=True)) == expected


@pytest.mark.parametrize(
    ("text", "values", "message"),
    [
        ("", {}, "The file is empty"),
        ("number,name\n1,A\n", {"kind": "users"}, "You may not import"),
        ("number,name\n1,A\n", {"kind": "nothing"}, "You may not import"),
        ("number,name\n1,A\n", {"mapping": "[1]"}, "Write a JSON object"),
        ("number,name\n1,A\n", {"mapping": "[" * 100_000}, "Write a JSON object"),
        ("number,name\n1,A\n", {"mapping": r'{"name": "a\u0000b"}'}, "Write a JSON object"),
        ("number,name\n1,A\n", {"mapping": r'{"\ud800": "name"}'}, "Write a JSON object"),
        ("number,name\n1,A\n", {"mapping": '{"nmae": "name"}'}, "There is no field"),
        ("number,name\n1,A\n", {"mapping": '{"name": "nix"}'}, "has no column"),
    ],
)
def test_wrong_requests_say_why(settings, tmp_path, send, text, values, message):
    settings.MEDIA_ROOT = tmp_path

    response = send(text, **values)

    assert response.status_code == 400
    assert message in json.dumps(response.json(), ensure_ascii=False)
    assert not Import.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_same_key_starts_once(send):
    answers = [send("number,name,phone\nK1,Alba,1\n", headers={"Idempotency-Key": "k"}) for _time in range(2)]

    assert Import.objects.count() == 1
    assert answers[0].json()["id"] == answers[1].json()["id"]


def test_others_do_not_see_it(client, cast, send):
    pk = send("number,name,phone\nK1,Alba,1\n").json()["id"]
    client.force_login(cast.mate)

    assert client.get(f"{URL}{pk}/").status_code == 404
    assert client.post(f"{URL}{pk}/undo/").status_code == 404
    assert client.get(URL).json()["results"] == []


# Exports --------------------------------------------------------------------------------------------


def test_what_one_may_export_is_listed(client, cast):
    client.force_login(cast.owner)
    kinds = [one["kind"] for one in client.get("/api/v1/exports/").json()]
    assert "customers" in kinds


@pytest.mark.parametrize("file_format", ["csv", "json", "xlsx"])
def test_an_export_holds_what_one_sees(client, cast, file_format):
    CustomerFactory(owner=cast.owner, name="Alba")
    CustomerFactory(owner=cast.stranger, name="Fremd")
    client.force_login(cast.owner)
    response = client.get(f"/api/v1/exports/customers.{file_format}")
    content = b"".join(response.streaming_content)
    assert response.headers["Content-Disposition"].endswith(f'.{file_format}"')
    assert b"Fremd" not in content
    assert file_format == "xlsx" or b"Alba" in content


def test_an_export_is_narrowed_as_a_list_is(client, cast):
    CustomerFactory(owner=cast.owner, name="Alba", city="Bern")
    CustomerFactory(owner=cast.owner, name="Brenner", city="Chur")
    client.force_login(cast.owner)
    response = client.get("/api/v1/exports/customers.json?list=customers:list&city=Bern")
    assert [row["name"] for row in json.loads(b"".join(response.streaming_content))] == ["Alba"]


@pytest.mark.parametrize("path", ["nothing.csv", "customers.pdf", "customers"])
def test_what_cannot_be_exported_is_not_there(client, cast, path):
    client.force_login(cast.owner)
    assert client.get(f"/api/v1/exports/{path}").status_code == 404


def test_people_are_exported_by_who_may(client, cast):
    client.force_login(cast.owner)
    rep = client.get("/api/v1/exports/users.csv").status_code
    client.force_login(cast.admin)
    assert (rep, client.get("/api/v1/exports/users.csv").status_code) == (403, 200)
