"""The way through the pages: file, columns, check, import, undo; and downloads."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from crm.customers.models import Customer
from crm.exchange.models import Import, ImportState, RememberedColumn
from crm.jobs.models import Job
from crm.jobs.services import run_due
from tests.factories.customers import CustomerFactory

CUSTOMERS = "Kd-Nr;Firma;Tel;Ort\nK1;Alba Oil;031;Bern\nK2;Böhm;061;Basel\n"


def posted(content, name="customers.csv", kind="customers"):
    data = content if isinstance(content, bytes) else content.encode()
    return {"kind": kind, "file": SimpleUploadedFile(name, data)}


@pytest.fixture
def user(cast, client):
    client.force_login(cast.owner)
    return cast.owner


@pytest.fixture
def uploaded(client, user):
    """Upload a file; the import it became."""

    def upload(content, **kwargs):
        response = client.post(reverse("exchange:upload"), posted(content, **kwargs))
        assert response.status_code == 302, response.context["form"].errors
        return Import.objects.latest("pk")

    return upload


def columns(client, imported, **chosen):
    """The mapping form as the page shows it, with some columns chosen otherwise."""
    form = client.get(reverse("exchange:import", args=[imported.pk])).context["mapping_form"]
    data = {bound.html_name: bound.value() or "" for bound in form if bound.name != "clear_blanks"}
    by_name = {column.name: f"column-{column.index}" for column in form.source.columns}
    return data | {by_name[name]: field for name, field in chosen.items()}


def step(client, imported, name, data=None):
    """Press a button of the import's page and let the work be done."""
    response = client.post(reverse(f"exchange:{name}", args=[imported.pk]), data or {})
    assert response.status_code == 302
    run_due()
    imported.refresh_from_db()
    return imported


CHOSEN = {"Kd-Nr": "number", "Firma": "name", "Ort": "city"}


def test_the_whole_way(client, user, uploaded):
    imported = uploaded(CUSTOMERS.encode("cp1252"))
    page = client.get(reverse("exchange:import", args=[imported.pk]))
    assert page.context["source"].encoding.name == "cp1252"
    assert page.context["source"].delimiter == ";"

    step(client, imported, "check", columns(client, imported, **CHOSEN))
    assert (imported.state, imported.counts["created"]) == (ImportState.CHECKED, 2)
    assert not Customer.objects.exists()

    step(client, imported, "run")
    assert imported.state == ImportState.DONE
    assert set(Customer.objects.values_list("number", "city", "owner")) == {
        ("K1", "Bern", user.pk),
        ("K2", "Basel", user.pk),
    }
    page = client.get(reverse("exchange:import", args=[imported.pk]))
    assert page.context["list_url"] == reverse("customers:list")

    step(client, imported, "undo")
    assert imported.state == ImportState.UNDONE
    assert not Customer.objects.exists()
    page = client.get(reverse("exchange:import", args=[imported.pk])).content.decode()
    assert "undone by Olga Owner" in page


def test_what_was_chosen_is_guessed_next_time(client, uploaded):
    step(client, (first := uploaded(CUSTOMERS)), "check", columns(client, first, **CHOSEN))
    assert RememberedColumn.objects.count() >= 3

    second = uploaded("Ort;Kd-Nr;Firma\nBern;K1;Alba\n")
    form = client.get(reverse("exchange:import", args=[second.pk])).context["mapping_form"]

    assert [bound.value() for bound in form.column_fields()] == ["city", "number", "name"]


def test_while_it_runs_the_page_shows_a_bar(client, uploaded):
    imported = uploaded(CUSTOMERS)
    data = columns(client, imported, **CHOSEN)
    client.post(reverse("exchange:check", args=[imported.pk]), data)

    page = client.get(reverse("exchange:import", args=[imported.pk])).content.decode()

    assert reverse("jobs:progress", args=[Job.objects.latest("pk").pk]) in page


def test_a_running_import_is_not_started_twice(client, uploaded):
    imported = uploaded(CUSTOMERS)
    data = columns(client, imported, **CHOSEN)
    for _time in range(3):
        client.post(reverse("exchange:check", args=[imported.pk]), data)
        client.post(reverse("exchange:run", args=[imported.pk]))

    assert Job.objects.count() == 1


def test_bad_rows_are_shown_and_downloaded(client, uploaded, cast):
    imported = uploaded(
        "number,name,phone,verified_on\nK1,Alba,1,2026-01-01\nK2,=x,2,2026-01-01\nK3,Cy,3,soon\n"
    )
    step(client, imported, "check", columns(client, imported))

    page = client.get(reverse("exchange:import", args=[imported.pk])).content.decode()
    assert "“soon” is not a date" in page
    download = client.get(reverse("exchange:bad-rows", args=[imported.pk]))
    text = b"".join(download.streaming_content).decode("utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()] == ["number", "K2", "K3"]
    assert ",'=x,2," in text

    step(client, imported, "run")
    assert imported.state == ImportState.REFUSED
    assert not Customer.objects.exists()
    step(client, imported, "run", {"skip_bad": "1"})
    assert [customer.number for customer in Customer.objects.all()] == ["K1"]

    client.force_login(cast.stranger)
    assert client.get(reverse("exchange:bad-rows", args=[imported.pk])).status_code == 404


def test_how_the_file_is_read_can_be_changed(client, uploaded):
    imported = uploaded("number,name,phone,verified_on\nK1,Alba,1,03/04/2026\n")
    step(client, imported, "check", columns(client, imported))
    assert "Choose the order of dates" in imported.message

    step(client, imported, "settings", {"date_order": "mdy"})
    step(client, imported, "check", columns(client, imported))
    step(client, imported, "run")

    assert Customer.objects.get().verified_on.isoformat() == "2026-03-04"


@pytest.mark.every_database
def test_control_characters_are_told_and_not_stored(client, uploaded):
    rows = "".join(f"Q{n},Firm of number {n},{n}\n" for n in range(1_000))
    imported = uploaded("number,name,phone\n" + rows + "K1,a\x00b,1\nK2,Bo,a\x00b\n")

    step(client, imported, "check", columns(client, imported))

    assert imported.state == ImportState.CHECKED
    assert [(error["row"], error["value"]) for error in imported.result["errors"]] == [
        (1_002, "a\ufffdb"),
        (1_003, "a\ufffdb"),
    ]


@pytest.mark.parametrize("button", ["check", "settings", "run"])
def test_an_import_of_the_command_line_cannot_be_chosen_about(client, user, sheet, button):
    path = sheet("number,name,phone\nK1,Alba,1\n")
    call_command("load", "customers", str(path), person=user.email, stdout=io.StringIO())
    imported = Import.objects.get()

    step(client, imported, button)

    assert imported.state == ImportState.DONE
    assert not Job.objects.exists()


def test_a_file_that_is_lost_is_said_so(client, uploaded):
    imported = uploaded(CUSTOMERS)
    data = columns(client, imported, **CHOSEN)
    client.post(reverse("exchange:check", args=[imported.pk]), data)
    Path(imported.file.path).unlink()
    run_due()

    page = client.get(reverse("exchange:import", args=[imported.pk])).content.decode()

    imported.refresh_from_db()
    assert (imported.state, imported.message) == (
        ImportState.REFUSED,
        "The file of this import is not kept any more. Upload it again.",
    )
    assert page.count("The file of this import is not kept any more. Upload it again.") >= 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.4", "This is a PDF file"),
        (b"number,name\n", "no rows of data"),
        (b"PK\x03\x04zz", "damaged"),
    ],
)
def test_a_wrong_file_is_refused_at_the_door(client, user, content, message):
    response = client.post(reverse("exchange:upload"), posted(content))

    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Import.objects.exists()


def test_texts_of_the_page_do_not_speak_of_the_command_line(client, uploaded):
    imported = uploaded("foo,bar\n1,2\n", kind="contacts")
    step(client, imported, "check", columns(client, imported))
    assert imported.message == (
        "The file has no column for “customer”. It has: foo, bar. Choose the one that holds it."
    )


def test_two_columns_for_one_field_are_refused(client, uploaded):
    imported = uploaded(CUSTOMERS)

    response = client.post(
        reverse("exchange:check", args=[imported.pk]), columns(client, imported, Firma="name", Ort="name")
    )

    assert "Another column fills this field already" in response.content.decode()
    assert not Job.objects.exists()


def test_a_template_puts_columns_together(client, uploaded):
    imported = uploaded("number,a,b,phone\nK1,Alba,Oil,1\n")
    data = columns(client, imported, a="", b="") | {"templates": "name = {a} {b}"}

    step(client, imported, "check", data)
    step(client, imported, "run")

    assert Customer.objects.get().name == "Alba Oil"


def test_the_list_shows_ones_own_and_an_admin_all(client, cast, uploaded, django_assert_max_num_queries):
    for _each in range(3):
        uploaded(CUSTOMERS)
    for person, shown in (("owner", 3), ("mate", 0), ("manager", 0), ("admin", 3)):
        client.force_login(cast.named()[person])
        with django_assert_max_num_queries(10):
            page = client.get(reverse("exchange:list")).content.decode()
        assert page.count("data-open>") == shown


def test_an_export_holds_what_the_list_shows(client, user, cast):
    CustomerFactory(number="K1", name="Alba Oil", owner=user, team=user.team, search_text=" alba oil ")
    CustomerFactory(number="K2", name="Bert", owner=user, team=user.team, search_text=" bert ")
    CustomerFactory(
        number="K3", name="Alba Gas", owner=cast.stranger, team=cast.stranger.team, search_text=" alba gas "
    )

    def numbers(query):
        response = client.get(reverse("exchange:export", args=["customers"]) + query)
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        return [line.split(",")[0] for line in text.splitlines()[1:]]

    assert numbers("") == ["K1", "K2"]
    assert numbers("?list=customers:list&q=alba&format=csv") == ["K1"]


@pytest.mark.parametrize("name", ["nothing:list", "exchange:list", "home", "customers:card"])
def test_rows_of_a_list_that_is_none_are_404_and_not_all_rows(client, user, name):
    CustomerFactory(owner=user)

    for address in (reverse("exchange:export", args=["customers"]), "/api/v1/exports/customers.csv"):
        assert client.get(address, {"list": name}).status_code == 404


@pytest.mark.parametrize(
    ("file_format", "status"), [("csv", 200), ("xlsx", 200), ("json", 200), ("exe", 404)]
)
def test_formats(client, user, file_format, status):
    assert (
        client.get(reverse("exchange:export", args=["customers"]), {"format": file_format}).status_code
        == status
    )


def test_unknown_kinds_are_404_and_forbidden_ones_403(client, user):
    assert client.get(reverse("exchange:export", args=["nothing"])).status_code == 404
    assert client.get(reverse("exchange:export", args=["users"])).status_code == 403
    assert client.get(reverse("exchange:sample", args=["users"])).status_code == 403


def test_a_sample_has_every_column(client, user):
    text = client.get(reverse("exchange:sample", args=["customers"])).content.decode("utf-8-sig")

    assert text.startswith("number,kind,name,")
    assert "tax_number" not in text


def test_nobody_uploads_what_they_may_not_import(client, user):
    response = client.post(reverse("exchange:upload"), posted("number,name\n1,A\n", kind="users"))

    assert response.status_code == 200
    assert not Import.objects.exists()


def test_a_job_that_gave_up_says_so(client, uploaded, monkeypatch):
    imported = uploaded(CUSTOMERS)
    client.post(reverse("exchange:check", args=[imported.pk]), columns(client, imported, **CHOSEN))
    Job.objects.update(failed=True, done_at="2026-01-01T00:00:00Z")

    page = client.get(reverse("exchange:import", args=[imported.pk])).content.decode()

    assert "Something went wrong, and nothing was written" in page
