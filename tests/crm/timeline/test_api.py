"""Notes, files and the feed in the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.timeline.models import Attachment, Note
from tests.api import program_of, wrong
from tests.factories.customers import CustomerFactory

FILES, NOTES = "/api/v1/files/", "/api/v1/notes/"


@pytest.fixture
def owner(cast):
    return program_of(cast.owner)


@pytest.fixture
def alba(cast):
    return CustomerFactory(name="Alba Oil", owner=cast.owner, team=cast.harbour)


def upload(client, customer, name="offer.pdf", content=b"%PDF- 1", **more):
    sent = {"customer": customer.pk, "file": SimpleUploadedFile(name, content)}
    return client.post(FILES, sent, format="multipart", **more)


def test_a_note_is_written_and_stays(owner, alba, cast):
    made = owner.post(NOTES, {"customer": alba.pk, "text": "Likes <tea>."}, format="json")
    assert (made.status_code, made.json()["by_name"]) == (201, "Olga Owner")
    url = f"{NOTES}{made.json()['id']}/"
    assert owner.patch(url, {"text": "No."}, format="json").status_code == 405
    assert owner.delete(url).status_code == 405
    assert Note.objects.get().text == "Likes <tea>."


@pytest.mark.parametrize("text", ["", "   ", "x" * 5_001])
def test_a_note_of_nothing_or_too_much_is_refused(owner, alba, text):
    assert "text" in wrong(owner.post(NOTES, {"customer": alba.pk, "text": text}, format="json"))


def test_a_file_is_put_there_fetched_and_taken_off(owner, alba):
    made = upload(owner, alba)
    assert (made.status_code, made.json()["name"], made.json()["size"]) == (201, "offer.pdf", 7)
    url = f"{FILES}{made.json()['id']}/"
    fetched = owner.get(f"{url}content/")
    assert b"".join(fetched.streaming_content) == b"%PDF- 1"
    assert fetched.headers["Content-Disposition"] == 'attachment; filename="offer.pdf"'
    assert fetched.headers["Content-Type"] == "application/octet-stream"
    assert owner.delete(url).status_code == 204
    assert owner.get(url).status_code == 404
    assert owner.get(f"{url}content/").status_code == 404
    assert Attachment.objects.get().removed_by is not None


def test_a_file_is_fetched_by_nobody_who_does_not_see_the_card(owner, alba, cast):
    made = upload(owner, alba)
    for person in (cast.mate, cast.stranger, cast.other_manager):
        assert program_of(person).get(f"{FILES}{made.json()['id']}/content/").status_code == 404


@pytest.mark.parametrize(("name", "content"), [("virus.exe", b"MZ"), ("empty.pdf", b"")])
def test_what_may_not_be_put_there_is_refused_in_words(owner, alba, name, content):
    assert "file" in wrong(upload(owner, alba, name, content))
    assert not Attachment.objects.exists()


def test_only_who_put_it_there_or_a_leader_takes_a_file_off(owner, alba, cast):
    made = upload(program_of(cast.manager), alba)
    assert owner.delete(f"{FILES}{made.json()['id']}/").status_code == 403


def test_a_file_sent_twice_with_a_key_is_put_there_once_another_content_is_another_request(owner, alba):
    key = {"HTTP_IDEMPOTENCY_KEY": "once"}
    assert upload(owner, alba, **key).json() == upload(owner, alba, **key).json()
    assert Attachment.objects.count() == 1
    assert upload(owner, alba, content=b"%PDF- 2", **key).status_code == 422


def test_the_feed_is_text_newest_first_and_goes_on(owner, alba):
    for number in range(25):
        owner.post(NOTES, {"customer": alba.pk, "text": f"Note {number} & more"}, format="json")
    first = owner.get(f"/api/v1/customers/{alba.pk}/feed/").json()
    assert first["results"][0]["text"] == "Olga Owner noted"
    assert first["results"][0]["detail"] == "Note 24 & more"
    assert first["results"][0]["source"] == "note"
    rest = owner.get(first["next"]).json()
    seen = [row["detail"] for page in (first, rest) for row in page["results"]]
    assert seen == [f"Note {number} & more" for number in reversed(range(25))]
    assert rest["next"] is None
