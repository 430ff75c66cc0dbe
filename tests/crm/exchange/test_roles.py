"""People of several roles in files: the one who is everything at a small firm comes in and goes out whole."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.management import call_command

from crm.customers.models import Contact, Customer
from crm.exchange.kinds import kind_named
from crm.exchange.models import Import

SMALL_FIRM = (
    "number,name,phone,contact,contact_title,principal,decision_maker\n"
    "K1,Alba Oil,1,Ann Frey,Owner,ann  frey,ANN FREY\n"
)
EVERYTHING = ("principal", "handling", "decision_maker")


@pytest.fixture
def alba(load):
    load("customers", "number,name,phone\nK1,Alba Oil,1\n")
    return Customer.objects.get()


def roles():
    return {contact.name: contact.roles for contact in Contact.objects.all()}


def exported(kind):
    out = io.StringIO()
    call_command("export", kind, stdout=out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_a_row_may_name_one_person_in_several_roles(load, counts):
    assert counts(load("customers", SMALL_FIRM)) == (1, 0, 0, 0)
    assert counts(load("customers", SMALL_FIRM)) == (0, 0, 1, 0)

    contact = Contact.objects.get()
    assert (contact.name, contact.title, contact.roles) == ("Ann Frey", "Owner", EVERYTHING)
    assert contact.history.count() == 1
    (row,) = exported("customers")
    assert (row["contact"], row["principal"], row["decision_maker"]) == ("Ann Frey",) * 3


def test_the_rows_of_their_roles_count(load):
    load("customers", "number,name,phone\nK1,Alba Oil,1\n")
    before = Customer.objects.get().completeness
    load("customers", SMALL_FIRM)
    assert Customer.objects.get().completeness == before + 3 * 100 // 24


def test_a_role_of_a_customers_row_comes_on_top(load, counts, alba):
    load("contacts", 'customer,name,role\nK1,Ann Frey,principal\nK1,Bo Li,"principal, handling"\n')

    assert counts(load("customers", "number,contact,decision_maker\nK1,Ann Frey,Bo Li\n")) == (0, 1, 0, 0)
    assert roles() == {"Ann Frey": ("principal", "handling"), "Bo Li": EVERYTHING}
    assert counts(load("customers", "number,principal\nK1,Bo Li\n")) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("principal", ("principal",)),
        ("Decision-maker", ("decision_maker",)),
        ("other", ()),
        ("principal, decision_maker", ("principal", "decision_maker")),
        ("decision maker/principal", ("principal", "decision_maker")),
        ("Handling contact; Principal;", ("principal", "handling")),
        ("principal and handling", ("principal", "handling")),
        ("principal, handling, and decision-maker", EVERYTHING),
        ("Principal & Decision-maker", ("principal", "decision_maker")),
        ("法人代表、决策人", ("principal", "decision_maker")),
        ("principal，handling", ("principal", "handling")),
        ("principal, other", ("principal",)),
    ],
)
def test_a_cell_holds_one_role_or_several(load, counts, alba, cell, expected):
    text = f'customer,name,role,phone,email,birthday\nK1,Ann Frey,"{cell}",7,ann@f.example,1980-05-06\n'

    assert counts(load("contacts", text)) == (1, 0, 0, 0)
    assert roles() == {"Ann Frey": expected}
    assert counts(load("contacts", text)) == (0, 0, 1, 0)


@pytest.mark.parametrize(("cell", "wrong"), [("principal, king", "king"), ("boss", "boss"), (" ; ", ";")])
def test_what_is_no_role_is_named(load, alba, cell, wrong):
    result = load("contacts", f'customer,name,role\nK1,Ann Frey,"{cell}"\n')

    (error,) = result["errors"]
    assert (error["row"], error["field"]) == (2, "role")
    assert error["message"] == f"“{wrong}” is not one of: principal, handling, decision_maker, other."
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("cell", "options", "left"),
    [
        ("handling", (), ("handling",)),
        ("other", (), ()),
        ("", (), ("principal", "decision_maker")),
        ("", ("--clear-blanks",), ()),
    ],
)
def test_a_file_of_contacts_says_all_their_roles(load, alba, cell, options, left):
    load("contacts", "customer,name,role\nK1,Ann Frey,principal/decision_maker\n")
    load("contacts", f"customer,name,role\nK1,Ann Frey,{cell}\n", *options)
    assert roles() == {"Ann Frey": left}


def test_roles_go_round(load, counts, alba, tmp_path):
    text = 'customer,name,role\nK1,Ann,"principal,decision_maker"\nK1,Bo,handling\nK1,Cem,other\n'
    load("contacts", text)
    assert [row["role"] for row in exported("contacts")] == ["principal, decision_maker", "handling", "other"]

    path = tmp_path / "contacts.csv"
    call_command("export", "contacts", "-o", str(path))
    Contact.objects.update(is_principal=False, is_handling=True, is_decision_maker=False)
    assert counts(load("contacts", path)) == (0, 2, 1, 0)
    assert roles() == {"Ann": ("principal", "decision_maker"), "Bo": ("handling",), "Cem": ()}


def test_an_undone_file_gives_the_roles_back(load, alba):
    load("contacts", "customer,name,role\nK1,Ann Frey,principal\n")
    load("contacts", "customer,name,role\nK1,Ann Frey,handling/decision_maker\n")
    kind_named("contacts").undo(Import.objects.latest("pk").pk, None)
    assert roles() == {"Ann Frey": ("principal",)}
