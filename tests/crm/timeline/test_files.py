"""Files on a card: who fetches them, what is taken, and that they never run in our name."""

from __future__ import annotations

import pytest
from constance.test import override_config
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crm.history.models import Event
from crm.shell.errors import Refused
from crm.timeline.models import Attachment
from crm.timeline.services import attach_file, remove_file
from crm.timeline.services.files import clean_name
from tests.cast import SEES_OWNERS_RECORDS


def upload(name: str = "offer.pdf", content: bytes = b"%PDF-1.4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.fixture
def offer(cast, alba) -> Attachment:
    return attach_file(customer=alba, by=cast.owner, upload=upload())


def fetch(attachment: Attachment) -> str:
    return reverse("timeline:file", args=[attachment.pk])


def test_a_file_is_fetched_by_those_who_see_the_customer(cast, offer, as_):
    for name, user in cast.named().items():
        response = as_(user).get(fetch(offer))
        assert response.status_code == (200 if name in SEES_OWNERS_RECORDS else 404), name
        if name in SEES_OWNERS_RECORDS:
            assert b"".join(response.streaming_content) == b"%PDF-1.4"


def test_it_is_always_a_download_whatever_it_says_it_is(cast, alba, as_):
    nasty = attach_file(customer=alba, by=cast.owner, upload=upload('../../a"; x=\r\n.txt', b"<script>"))
    response = as_(cast.owner).get(fetch(nasty))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert "\n" not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_nothing_is_served_from_the_folder_itself(offer, as_, cast):
    assert as_(cast.owner).get(f"/media/{offer.file.name}").status_code == 404


def test_its_name_never_touches_the_disk(offer, media):
    (stored,) = [path for path in media.rglob("*") if path.is_file()]
    assert "offer" not in stored.name
    assert "." not in stored.name


def test_putting_a_file_on_the_card_is_for_those_who_see_it(cast, alba, as_):
    address = reverse("timeline:file-add", args=[alba.pk])
    for name, user in cast.named().items():
        response = as_(user).post(address, {"file": [upload(f"{name}.pdf"), upload("b.txt")]})
        assert response.status_code == (302 if name in SEES_OWNERS_RECORDS else 404), name
    assert Attachment.objects.count() == 2 * len(SEES_OWNERS_RECORDS)
    page = as_(cast.owner).get(alba.get_absolute_url() + "?tab=files").content.decode()
    assert "manager.pdf" in page


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("page.html", b"x", "kind"), ("run.exe", b"x", "kind"), ("none", b"x", "kind"), ("a.pdf", b"", "empty"),
     ("a.pdf", b"x" * (1024 * 1024 + 1), "too_large")],
)  # fmt: skip
def test_what_is_not_taken_is_said_and_leaves_nothing(cast, alba, media, name, content, code):
    with override_config(TIMELINE_FILE_MEGABYTES=1), pytest.raises(Refused) as refused:
        attach_file(customer=alba, by=cast.owner, upload=upload(name, content))
    assert refused.value.code == code
    assert not Attachment.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_the_admin_says_which_kinds_are_taken(cast, alba):
    with override_config(TIMELINE_FILE_TYPES=".DWG, step"):
        assert attach_file(customer=alba, by=cast.owner, upload=upload("plan.dwg")).name == "plan.dwg"
        with pytest.raises(Refused):
            attach_file(customer=alba, by=cast.owner, upload=upload())


def test_a_refused_file_is_said_on_the_page(cast, alba, as_):
    response = as_(cast.owner).post(
        reverse("timeline:file-add", args=[alba.pk]), {"file": upload("run.exe")}, follow=True
    )
    assert "run.exe" in response.content.decode()


def test_who_put_it_there_takes_it_off_and_managers_too(cast, offer, as_):
    address = reverse("timeline:file-remove", args=[offer.pk])
    assert as_(cast.stranger).post(address).status_code == 404
    assert as_(cast.manager).post(address).status_code == 302
    assert as_(cast.owner).get(fetch(offer)).status_code == 404
    assert as_(cast.owner).post(address).status_code == 404
    offer.refresh_from_db()
    assert offer.removed_by == cast.manager
    assert Event.objects.get(verb="file.removed").data == {"name": "offer.pdf"}


def test_a_rep_does_not_take_off_what_another_put_there(cast, alba, as_):
    theirs = attach_file(customer=alba, by=cast.manager, upload=upload())
    with pytest.raises(Refused):
        remove_file(attachment=theirs, by=cast.owner)
    assert as_(cast.owner).post(reverse("timeline:file-remove", args=[theirs.pk])).status_code == 403


def test_a_file_gone_from_the_disk_is_a_404(cast, offer, as_, media):
    for path in media.rglob("*"):
        if path.is_file():
            path.unlink()
    assert as_(cast.owner).get(fetch(offer)).status_code == 404


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\temp\\Offer.PDF", "Offer.PDF"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\u202egpj.exe", "abgpj.exe"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given, kept):
    assert clean_name(given) == kept
