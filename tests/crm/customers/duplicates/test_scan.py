"""The scan through the file, its command, its job, and what people decide on what it found."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from benchmarks.lookalikes import DATA, febrl
from crm.customers.duplicates import scan as scanning
from crm.customers.duplicates.scan import scan
from crm.customers.duplicates.wording import from_json
from crm.customers.jobs import SCAN
from crm.customers.models import Customer, DuplicatePair, NotDuplicate
from crm.customers.policy import duplicate_score, similar_score
from crm.customers.services import archive_customers
from crm.customers.services.duplicates import dismiss_pair, reconsider_pair, start_scan
from crm.exchange.kinds import kind_named
from crm.exchange.models import Import
from crm.history.models import Event
from crm.jobs import progress
from crm.jobs.models import Job
from crm.jobs.services import run_due
from crm.shell.errors import Refused
from tests.factories.customers import CustomerFactory, IndividualFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
PHONE = "+41 31 123 45 67"


@pytest.fixture(autouse=True)
def no_broker(monkeypatch) -> None:
    monkeypatch.setattr("crm.jobs.services._wake", lambda: None)


@pytest.fixture
def twins(cast) -> tuple[Customer, Customer]:
    """Two cards of one firm, both owner's."""
    return (
        CustomerFactory(
            number="K-1", name="Alba Oil AG", owner=cast.owner, phone=PHONE, street="", city="Bern"
        ),
        CustomerFactory(
            number="K-2", name="Alba Oil", owner=cast.owner, phone="031 1234567", street="", city=""
        ),
    )


def pairs(viewer=None, **options) -> list[tuple[int, int]]:
    return [(pair.a, pair.b) for pair in scan(viewer=viewer, **options)]


def test_a_pair_is_found_once_with_its_reasons(twins):
    CustomerFactory(name="Nova Energy")
    (pair,) = scan(viewer=None)
    assert (pair.a, pair.b, pair.score) == (twins[0].pk, twins[1].pk, 100)
    assert {reason.code for reason in pair.reasons} == {"name.same", "phone.same"}


def test_whoever_sees_both_cards_finds_the_pair(cast, twins):
    def who_finds() -> set[str]:
        return {name for name, user in cast.named().items() if pairs(user)}

    assert who_finds() == {"owner", "manager", "regional", "admin"}
    Customer.objects.filter(pk=twins[1].pk).update(owner=cast.mate)
    assert who_finds() == {"manager", "regional", "admin"}


def test_the_archive_and_what_was_told_apart_are_left_out(cast, twins):
    a, b = twins
    told = NotDuplicate.objects.create(a=a, b=b, by=cast.owner)
    assert pairs() == []
    told.delete()
    assert pairs() == [(a.pk, b.pk)]
    archive_customers(customers=Customer.objects.filter(pk=b.pk), by=cast.owner)
    assert pairs() == []


def test_one_kind_and_one_score(cast, twins):
    for name in ("Anna Frey", "Anna Frei"):
        IndividualFactory(name=name, owner=cast.owner, phone="079 555 44 33", street="", city="")
    assert len(pairs()) == 2
    assert pairs(kind="organisation") == [(twins[0].pk, twins[1].pk)]
    (anna,) = scan(viewer=None, kind="individual")
    assert anna.score == 95
    assert pairs(min_score=96) == [(twins[0].pk, twins[1].pk)]


def test_small_batches_and_a_small_memory_find_the_same(cast, monkeypatch):
    for number in range(12):
        CustomerFactory(
            name=f"Firm {number % 4}", owner=cast.owner, phone=f"031 55 66 7{number % 4}", city=""
        )
    every = pairs()
    assert len(every) == 12  # four firms, three cards each
    for name, size in (("BATCH", 2), ("KEPT", 1), ("LOADED", 1)):
        monkeypatch.setattr(scanning, name, size)
    heard: list[tuple[int, int]] = []
    assert pairs(progress=lambda done, total: heard.append((done, total))) == every
    assert heard == [(done, 12) for done in range(2, 13, 2)]


# The command ----------------------------------------------------------------------------------------


def found_by(capsys, *options: str) -> list[dict]:
    call_command("find_duplicates", "--json", *options)
    return json.loads(capsys.readouterr().out)


def test_the_command_prints_numbers_scores_and_reasons(cast, twins, capsys):
    row = {
        "a": "K-1",
        "b": "K-2",
        "score": 100,
        "reasons": ["The names are the same (+50)", "They share a phone number (+50)"],
    }
    assert found_by(capsys) == [row]
    assert found_by(capsys, "--as", cast.owner.email) == [row]
    assert found_by(capsys, "--as", cast.stranger.email) == []
    assert found_by(capsys, "--kind", "individual") == []
    call_command("find_duplicates")
    words = "100  K-1  K-2  The names are the same (+50); They share a phone number (+50)\n"
    assert capsys.readouterr().out == words


@pytest.mark.parametrize(
    "options", [["--as", "nobody@firm.example"], ["--min-score", "101"], ["--kind", "firm"]]
)
def test_the_command_says_what_is_wrong(options):
    with pytest.raises(CommandError):
        call_command("find_duplicates", *options)


def test_nothing_found_is_said(db, capsys):
    call_command("find_duplicates")
    assert capsys.readouterr().out == "No likely duplicates.\n"
    assert found_by(capsys) == []


@pytest.mark.skipif(not DATA.is_dir(), reason="the public sample data are not beside the project")
def test_people_of_febrl_are_found_after_an_import(load, capsys):
    path = DATA / "duplicates" / "febrl1.csv"
    maps = [
        "number=rec_id",
        "name={given_name} {surname}",
        'kind="individual"',
        "address={street_number} {address_1}, {address_2}",
        "city=suburb",
        "region=state",
        "birth_date=date_of_birth",
    ]
    load("customers", path, "--skip-bad", maps=maps)
    found = {(min(row["a"], row["b"]), max(row["a"], row["b"])) for row in found_by(capsys)}
    truth = febrl().truth
    right = len(found & truth)
    assert (right / len(found) >= 0.97, right / len(truth) >= 0.95) == (True, True), (right, len(found))


@pytest.mark.skipif(not DATA.is_dir(), reason="the public sample data are not beside the project")
def test_repeated_names_of_a_city_are_offered_and_branches_are_not_sure(load):
    maps = ["number=LOCATION_ACCOUNT", "name=BUSINESS_NAME", "address=STREET_ADDRESS"]
    load("customers", DATA / "businesses" / "los_angeles.csv", maps=maps)
    names = dict(Customer.objects.values_list("pk", "name"))
    repeated = {(a, b) for a in names for b in names if a < b and names[a] == names[b]}
    offered = {(pair.a, pair.b): pair.score for pair in scan(viewer=None, min_score=similar_score())}
    assert len(repeated) == 24
    assert repeated <= offered.keys()
    # All have their mail sent to one office; two pairs of branches are in one street.
    assert sum(offered[pair] >= duplicate_score() for pair in repeated) == 2


# The job and what people decide ---------------------------------------------------------------------


def test_a_scan_in_the_background_stores_what_the_person_may_see(cast, twins):
    CustomerFactory(name="Alba Oil", owner=cast.stranger, phone=PHONE)
    job = start_scan(by=cast.manager)
    assert start_scan(by=cast.manager) == job
    assert run_due() == 1
    job.refresh_from_db()
    assert (job.kind, job.result["pairs"], job.failed) == (SCAN, 1, False)
    assert progress.progress_of(job.pk).percent == 100
    pair = DuplicatePair.objects.get()
    assert (pair.a, pair.b, pair.score) == (*twins, 100)
    assert [reason.code for reason in from_json(pair.reasons)] == ["name.same", "phone.same"]


def test_the_weekly_scan_is_of_the_whole_file(cast, twins):
    CustomerFactory(name="Alba Oil", owner=cast.stranger, phone=PHONE)
    Job.objects.create(kind=SCAN, due_at=timezone.now())
    run_due()
    assert DuplicatePair.objects.count() == 3
    seen = {name: DuplicatePair.objects.visible_to(user).count() for name, user in cast.named().items()}
    assert seen == {
        "owner": 1,
        "mate": 0,
        "manager": 1,
        "other_manager": 0,
        "stranger": 0,
        "regional": 1,
        "admin": 3,
    }


def test_another_scan_drops_what_is_no_longer_alike_and_leaves_what_others_see(cast, twins):
    other = CustomerFactory(name="Alba Oil", owner=cast.stranger, phone=PHONE)
    start_scan(by=cast.admin)
    run_due()
    first = {(pair.a_id, pair.b_id): pair.found_at for pair in DuplicatePair.objects.all()}
    archive_customers(customers=Customer.objects.filter(pk=twins[1].pk), by=cast.owner)
    assert [pair.b for pair in DuplicatePair.objects.open()] == [other]
    start_scan(by=cast.owner)
    run_due()
    left = {(pair.a_id, pair.b_id): pair.found_at for pair in DuplicatePair.objects.all()}
    assert left == {pair: at for pair, at in first.items() if other.pk in pair}


def test_told_apart_is_for_good_and_stands_on_both_feeds(cast, twins):
    a, b = twins
    start_scan(by=cast.owner)
    run_due()
    pair = DuplicatePair.objects.open().get()
    told = dismiss_pair(pair=pair, by=cast.owner, note="Father and son")
    assert (told.a, told.b, told.by, told.note) == (a, b, cast.owner, "Father and son")
    assert not DuplicatePair.objects.exists()
    events = Event.objects.filter(verb="customer.told_apart").order_by("customer_id")
    assert [(event.customer, event.by, event.data) for event in events] == [
        (a, cast.owner, {"note": "Father and son"}),
        (b, cast.owner, {"note": "Father and son"}),
    ]
    start_scan(by=cast.owner)
    run_due()
    assert not DuplicatePair.objects.exists()
    with pytest.raises(Refused) as refused:
        dismiss_pair(pair=pair, by=cast.mate)
    assert refused.value.code == "told_apart"


def test_taken_back_it_stands_on_both_feeds_and_only_once(cast, twins):
    a, b = twins
    told = NotDuplicate.objects.create(a=a, b=b, by=cast.owner)
    reconsider_pair(told=told, by=cast.manager)
    events = Event.objects.filter(verb="customer.reconsidered").order_by("customer_id")
    assert [(event.customer, event.by) for event in events] == [(a, cast.manager), (b, cast.manager)]
    pair = DuplicatePair.objects.open().get()
    assert pair.score >= 70
    with pytest.raises(Refused) as refused:
        reconsider_pair(told=told, by=cast.owner)
    assert refused.value.code == "gone"


def test_a_pair_whose_card_is_gone_cannot_be_told_apart(cast, twins):
    pair = DuplicatePair.objects.create(a=twins[0], b=twins[1], score=80)
    twins[1].delete()
    with pytest.raises(Refused) as refused:
        dismiss_pair(pair=pair, by=cast.owner)
    assert refused.value.code == "gone"


def test_an_import_can_be_undone_after_a_scan_has_found_its_cards(load):
    load("customers", "number,name,phone\nK1,Alba Oil,031 1234567\nK2,Alba Oil AG,031 1234567\n")
    Job.objects.create(kind=SCAN, due_at=timezone.now())
    run_due()
    assert DuplicatePair.objects.count() == 1
    kind_named("customers").undo(Import.objects.get().pk, None)
    assert (Customer.objects.count(), DuplicatePair.objects.count()) == (0, 0)
