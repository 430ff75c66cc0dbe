"""Introducers in files: contacts, colleagues, and circles that are refused."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import connection

from crm.customers.models import Customer
from crm.customers.services import update_customer
from crm.exchange.kinds import kind_named
from crm.exchange.models import Import
from crm.exchange.reading.limits import Limits
from crm.exchange.running import ChangedMeanwhileError, Plan
from crm.exchange.services.direct import import_file
from crm.shell.errors import Refused
from tests.factories.customers import ContactFactory, CustomerFactory

HEAD = "number,name,phone,introducer,introducer_contact,introducer_colleague\n"


def number(person, text):
    person.number = text
    person.save()


def brought(number):
    card = Customer.objects.get(number=number)
    contact = card.introducer_contact.name if card.introducer_contact else None
    return card.introducer and card.introducer.number, contact


def test_a_contact_is_found_by_name_and_a_colleague_by_number(load, cast):
    number(cast.stranger, "U7")
    ContactFactory(name="Anna Frey", customer=CustomerFactory(number="K1", owner=cast.owner))
    result = load("customers", f"{HEAD}N1,New,1,K1,anna frey,U7\n", f"--as={cast.owner.email}")
    assert result["errors"] == []
    assert brought("N1") == ("K1", "Anna Frey")
    assert Customer.objects.get(number="N1").introducer_colleague == cast.stranger


def test_the_contact_leaves_with_the_introducer(load, cast):
    contact = ContactFactory(name="Anna Frey", customer=CustomerFactory(number="K1"))
    CustomerFactory(number="K2")
    card = CustomerFactory(number="N1", introducer=contact.customer, introducer_contact=contact)
    load("customers", "number,introducer\nN1,K1\n")
    assert brought("N1") == ("K1", "Anna Frey")
    load("customers", "number,introducer\nN1,K2\n")
    assert brought("N1") == ("K2", None)
    load("customers", "number,introducer\nN1,\n", "--clear-blanks")
    card.refresh_from_db()
    assert card.introducer is None


def test_who_is_not_on_file_is_said(load, cast, sheet):
    CustomerFactory(number="K1")
    assert load("customers", f"{HEAD}N1,New,1,K1,Nobody,\n")["errors"] == []
    assert brought("N1") == ("K1", None)
    (error,) = load("customers", f"{HEAD}N2,New,1,K1,,NOBODY\n")["errors"]
    assert error["field"] == "introducer_colleague"


@pytest.mark.parametrize("batch", [1, 100])
def test_an_introducer_with_their_contact_further_down(load, monkeypatch, batch):
    monkeypatch.setattr("crm.exchange.checking.BATCH", batch)
    content = (
        "number,name,phone,introducer,introducer_contact,contact\n"
        ",First,1,N2,Anna Frey,\n"
        "N2,Second,2,,,Anna Frey\n"
    )
    assert load("customers", content)["created"] == 2
    first = Customer.objects.get(name="First")
    assert brought(first.number) == ("N2", "Anna Frey")
    kind_named("customers").undo(Import.objects.get().pk, None)
    assert not Customer.objects.exists()


def test_what_goes_out_comes_in_again(load, cast, sheet, tmp_path):
    number(cast.mate, "U7")
    contact = ContactFactory(name="Anna Frey", customer=CustomerFactory(number="K1"))
    CustomerFactory(
        number="N1",
        introducer=contact.customer,
        introducer_contact=contact,
        introducer_colleague=cast.mate,
    )
    path = tmp_path / "out.csv"
    call_command("export", "customers", "-o", str(path))
    Customer.objects.filter(number="N1").update(
        introducer=None, introducer_contact=None, introducer_colleague=None
    )
    result = load("customers", path)
    assert (result["updated"], result["unchanged"], result["errors"]) == (1, 1, [])
    assert brought("N1") == ("K1", "Anna Frey")
    assert Customer.objects.get(number="N1").introducer_colleague == cast.mate


def test_circles_are_refused_row_by_row(load, counts):
    root = CustomerFactory(number="K1")
    middle = CustomerFactory(number="K2", introducer=root)
    CustomerFactory(number="K3", introducer=middle)
    result = load("customers", "number,name,phone,introducer\nK1,,,K3\nN1,New,1,K3\n", "--skip-bad")
    assert counts(result) == (1, 0, 0, 1)
    (error,) = result["errors"]
    assert (error["row"], error["field"]) == (2, "introducer")
    root.refresh_from_db()
    assert root.introducer is None
    assert brought("N1") == ("K3", None)


def test_a_circle_inside_a_file_is_refused_whole(load, counts):
    content = "number,name,phone,introducer\nN1,One,1,N3\nN2,Two,2,N1\nN3,Three,3,N2\nN4,Four,4,N1\n"
    result = load("customers", content, "--skip-bad")
    assert {error["row"] for error in result["errors"]} >= {2, 3, 4}
    assert not Customer.objects.filter(number__in=["N1", "N2", "N3"]).exists()


def test_a_file_that_turns_a_chain_round_is_taken(load, counts):
    root = CustomerFactory(number="K1")
    CustomerFactory(number="K2", introducer=root)
    result = load("customers", "number,introducer\nK1,K2\nK2,\n", "--clear-blanks")
    assert counts(result) == (0, 2, 0, 0)
    assert (brought("K1"), brought("K2")) == (("K2", None), (None, None))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_file_and_a_person_never_close_a_circle_together(cast, sheet):
    one = CustomerFactory(number="K1", owner=cast.owner)
    two = CustomerFactory(number="K2", owner=cast.owner)
    path = sheet("number,introducer\nK1,K2\n")

    def file():
        run(kind_named("customers"), path)

    def person():
        update_customer(customer=two, by=cast.owner, values={"introducer": one})

    for _turn in range(6):
        Customer.objects.update(introducer=None)
        refused = at_once(file, person)
        linked = Customer.objects.exclude(introducer=None).count()
        assert (linked, refused) == (1, 1)


def run(kind, path):
    result = import_file(kind=kind, path=path, plan=Plan(), by=None, limits=Limits())
    if not result.written:
        raise Refused(result.errors[0].message)


def at_once(*deeds):
    """Do all deeds at once, each on a connection of its own; return how many were refused."""
    gate = Barrier(len(deeds))

    def work(deed):
        try:
            gate.wait()
            deed()
        except (Refused, ChangedMeanwhileError):
            return 1
        finally:
            connection.close()
        return 0

    with ThreadPoolExecutor(len(deeds)) as pool:
        works = [pool.submit(work, deed) for deed in deeds]
        return sum(one.result(timeout=30) for one in works)
