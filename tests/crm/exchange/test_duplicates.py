"""New rows that look like a card on file, or like an earlier row of the same file (domain.md, D1.6)."""

import csv

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse

from crm.customers.models import Customer
from crm.exchange.kinds import kind_named
from crm.exchange.models import Import, ImportState
from crm.exchange.reading.limits import Limits
from crm.exchange.records import Duplicates, Outcome
from crm.exchange.running import Plan
from crm.exchange.services.direct import import_file
from crm.jobs.services import run_due
from tests.factories.customers import ContactFactory, CustomerFactory

LOS_ANGELES = settings.BASE_DIR.parent / "shared/data/businesses/los_angeles.csv"
FILE = (
    "name,phone,city,street,contact\n"
    "Nordlicht Trading GmbH,+49 30 1234567,Berlin,Am Ufer 4,Anna Frey\n"
    "Something Else,+49 40 7654321,Hamburg,Neuer Wall 1,\n"
)


@pytest.fixture
def card(cast):
    """What the first row of FILE looks like."""
    return CustomerFactory(
        number="K-1",
        name="Nordlicht Trading",
        phone="030 1234567",
        city="Berlin",
        street="Am Ufer 4",
        owner=cast.owner,
    )


@pytest.fixture
def take(sheet):
    def run(content, by, duplicates, **more):
        return import_file(
            kind=kind_named("customers"),
            path=sheet(content),
            plan=Plan(duplicates=Duplicates(duplicates), **more),
            by=by,
            limits=Limits(),
        )

    return run


def test_without_a_word_all_are_created_and_the_likely_ones_counted(load, counts, card):
    result = load("customers", FILE)
    assert counts(result) == (2, 0, 0, 0)
    assert result["duplicates"] == 1


def test_a_check_says_which_and_why(take, cast, card):
    result = take(FILE, cast.owner, "ask", dry_run=True)
    (likely,) = result.likely
    assert (likely["row"], likely["card"], likely["other_name"]) == (2, card.pk, "Nordlicht Trading")
    assert likely["score"] >= 70
    assert any("phone" in reason for reason in likely["reasons"])


def test_nothing_is_written_before_somebody_has_said_what_to_do(take, cast, card):
    assert not take(FILE, cast.owner, "ask").written
    assert Customer.objects.count() == 1


def test_skipped_rows_are_left_out(take, cast, card):
    result = take(FILE, cast.owner, "skip")
    assert {outcome.value: number for outcome, number in result.counts.items() if number} == {
        "created": 1,
        "skipped": 1,
    }
    assert [one["skipped"] for one in result.likely] == [True]
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["Nordlicht Trading", "Something Else"]


@pytest.mark.parametrize(
    ("treated", "counted"), [("skip", (1, 0, 0, 1)), ("update", (1, 1, 0, 0)), ("create", (2, 0, 0, 0))]
)
def test_the_command_counts_what_was_skipped(load, card, treated, counted):
    result = load("customers", FILE, f"--duplicates={treated}")
    assert tuple(result[name] for name in ("created", "updated", "unchanged", "skipped")) == counted


def test_the_command_speaks_of_skipped_rows_only_where_there_are_some(sheet, card, capsys):
    call_command("load", "customers", str(sheet(FILE)), "--duplicates=skip")
    assert "1 created, 0 updated, 0 unchanged, 1 skipped, 0 refused" in capsys.readouterr().out
    call_command("load", "products", str(sheet("number,name\nP1,Oil\n")))
    assert "1 created, 0 updated, 0 unchanged, 0 refused" in capsys.readouterr().out


def test_nothing_is_skipped_where_refused_rows_kept_all_out(load, card):
    result = load("customers", FILE + ",1,,,\n", "--duplicates=skip")
    assert (result["created"], result["skipped"], result["refused"], result["written"]) == (0, 0, 1, False)


def test_the_one_on_file_is_changed_and_keeps_its_number(take, cast, card):
    content = FILE.replace("name,", "number,name,").replace("Nord", "X-1,Nord").replace("Some", "X-2,Some")
    result = take(content, cast.owner, "update")
    assert {outcome.value: number for outcome, number in result.counts.items() if number} == {
        "created": 1,
        "updated": 1,
    }
    card.refresh_from_db()
    assert (card.number, card.name) == ("K-1", "Nordlicht Trading GmbH")
    assert [contact.name for contact in card.contacts.all()] == ["Anna Frey"]
    assert set(Customer.objects.values_list("number", flat=True)) == {"K-1", "X-2"}


def test_a_card_one_may_not_see_is_neither_named_nor_changed(take, cast, card):
    result = take(FILE, cast.stranger, "ask", dry_run=True)
    (likely,) = result.likely
    assert (likely["hidden"], likely["card"], likely["other_name"], likely["reasons"]) == (True, None, "", [])
    result = take(FILE, cast.stranger, "update")
    assert (result.counts[Outcome.SKIPPED], [one["skipped"] for one in result.likely]) == (1, [True])
    card.refresh_from_db()
    assert card.name == "Nordlicht Trading"
    assert Customer.objects.filter(owner=cast.stranger).count() == 1


def test_a_name_alone_tells_nothing_of_a_card_one_may_not_see(take, cast, card):
    names = "name,phone\nNordlicht Trading,+49 89 999\n"
    (likely,) = take(names, cast.owner, "ask", dry_run=True).likely
    assert likely["card"] == card.pk
    assert take(names, cast.stranger, "ask", dry_run=True).likely == []


def test_a_card_one_sees_is_shown_beside_a_hidden_one_of_the_name(take, cast, card):
    CustomerFactory(name="Nordlicht Trading", phone="+49 89 99", city="Kiel", owner=cast.stranger)
    (likely,) = take("name,city\nNordlicht Trading,Kiel\n", cast.owner, "ask", dry_run=True).likely
    assert (likely["hidden"], likely["card"]) == (False, card.pk)


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_a_row_like_an_earlier_one_of_the_file(take, cast, monkeypatch, batch):
    monkeypatch.setattr("crm.exchange.checking.BATCH", batch)
    content = (
        "name,phone,city,street,contact,contact_title\n"
        "Nordlicht Trading GmbH,+49 30 1234567,Berlin,Am Ufer 4,Anna Frey,\n"
        "Nordlicht Trading,030/1234567,Berlin,Am Ufer 4,Anna Frey,Head\n"
    )
    (likely,) = take(content, cast.owner, "ask", dry_run=True).likely
    assert (likely["row"], likely["earlier"]) == (3, 2)
    checked = take(content, cast.owner, "update", dry_run=True)
    result = take(content, cast.owner, "update")
    assert checked.counts == result.counts
    card = Customer.objects.get()
    assert (card.name, card.phone) == ("Nordlicht Trading", "030/1234567")
    assert [(one.name, one.title) for one in card.contacts.all()] == [("Anna Frey", "Head")]
    take(content.replace("Nordlicht", "Suedlicht").replace("1234567", "9999999"), cast.owner, "skip")
    assert Customer.objects.count() == 2


def test_two_rows_about_one_card_both_count(take, cast, card):
    content = (
        "number,name,phone,city,street,email\n"
        "K-1,,,,,mail@nordlicht.example\n"
        "X-9,Nordlicht Trading,+49 30 1234567,Berlin,Am Ufer 4a,\n"
    )
    take(content, cast.owner, "update")
    card.refresh_from_db()
    assert (card.email, card.street) == ("mail@nordlicht.example", "Am Ufer 4a")
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("treated", ["skip", "update"])
def test_who_was_left_out_still_introduces(take, cast, card, treated):
    content = (
        "number,name,phone,city,street,introducer\n"
        "N-1,New One,+49 89 1112223,Munich,Hof 1,X-1\n"
        "X-1,Nordlicht Trading GmbH,+49 30 1234567,Berlin,Am Ufer 4,\n"
    )
    take(content, cast.owner, treated)
    assert Customer.objects.get(number="N-1").introducer == card


def test_an_update_can_be_undone(take, cast, card):
    ContactFactory(customer=card, name="Bo")
    take(FILE, cast.owner, "update")
    kind_named("customers").undo(Import.objects.get().pk, cast.owner)
    card.refresh_from_db()
    assert card.name == "Nordlicht Trading"
    assert [contact.name for contact in card.contacts.all()] == ["Bo"]
    assert Customer.objects.count() == 1


def test_a_batch_asks_as_often_for_many_rows_as_for_few(take, cast, card, django_assert_max_num_queries):
    def rows(count):
        return "name,phone,city\n" + "".join(f"Firm {n} Ltd,0{n}5551,Town {n}\n" for n in range(count))

    for count in (3, 60):
        with django_assert_max_num_queries(40):
            take(rows(count), cast.owner, "ask", dry_run=True)


def test_the_repeated_names_of_los_angeles_are_offered(load, counts):
    result = load("customers", LOS_ANGELES, "--dry-run")
    assert counts(result) == (498, 0, 0, 0)
    with LOS_ANGELES.open(encoding="utf-8-sig", newline="") as file:
        names = [row["BUSINESS_NAME"] for row in csv.DictReader(file)]
    repeated = len(names) - len(set(names))
    assert repeated <= result["duplicates"] <= repeated + 5


class TestPage:
    @pytest.fixture
    def imported(self, client, cast, card):
        client.force_login(cast.owner)
        file = ContentFile(FILE.encode(), name="new.csv")
        client.post(reverse("exchange:upload"), {"kind": "customers", "file": file})
        one = Import.objects.get()
        url = reverse("exchange:import", args=[one.pk])
        form = client.get(url).context["mapping_form"]
        client.post(reverse("exchange:check", args=[one.pk]), {b.html_name: b.value() or "" for b in form})
        run_due()
        return one

    def press(self, client, imported, **data):
        client.post(reverse("exchange:run", args=[imported.pk]), data)
        run_due()
        imported.refresh_from_db()
        return imported.state

    def test_names_them_and_wants_an_answer(self, client, imported):
        page = client.get(reverse("exchange:import", args=[imported.pk])).content.decode()
        assert "Nordlicht Trading GmbH" in page
        assert "They share a phone number" in page
        assert page.count('name="duplicates"') == 3
        assert self.press(client, imported) == ImportState.CHECKED
        assert self.press(client, imported, duplicates="nonsense") == ImportState.CHECKED
        assert Customer.objects.count() == 1

    def test_does_as_it_is_told(self, client, imported):
        assert self.press(client, imported, duplicates="update") == ImportState.DONE
        assert Customer.objects.count() == 2
        assert Customer.objects.get(number="K-1").name == "Nordlicht Trading GmbH"
