"""What files do to Plan 100: the ledger is as it would be, had a person done what the rows say."""

import pytest

from crm.exchange.kinds import kind_named
from crm.exchange.models import Import
from prospects.choices import LedgerKind
from prospects.models import LedgerEntry
from prospects.services import give_up, open_prospect
from tests.factories.accounts import ProductFamilyFactory
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory


def undo(by=None):
    kind_named("prospects").undo(Import.objects.latest("pk").pk, by)


def debts(team):
    return list(LedgerEntry.objects.filter(team=team).order_by("pk").values_list("kind", "change", "debt"))


def test_an_undone_import_had_paid_no_debt(load, cast):
    old = open_prospect(customer=CustomerFactory(owner=cast.owner), by=cast.owner, facts={})
    give_up(prospect=old, by=cast.owner, reason="price", note="far too dear")
    load("prospects", "name,phone\nOne Ltd,1\nTwo Inc,2\n", f"--as={cast.owner.email}")
    open_prospect(customer=CustomerFactory(owner=cast.owner), by=cast.owner, facts={})
    kinds = LedgerKind
    assert debts(cast.harbour) == [
        (kinds.NEW_NAME, 0, 0),
        (kinds.STRUCK_OFF, 2, 2),
        (kinds.NEW_NAME, -1, 1),
        (kinds.NEW_NAME, -1, 0),
        (kinds.NEW_NAME, 0, 0),
    ]
    undo(cast.owner)
    assert debts(cast.harbour) == [
        (kinds.NEW_NAME, 0, 0),
        (kinds.STRUCK_OFF, 2, 2),
        (kinds.NEW_NAME, -1, 1),
    ]


def test_striking_off_by_file_and_its_undo_stand_in_the_ledger(load, cast):
    one = open_prospect(customer=CustomerFactory(number="K1", owner=cast.owner), by=cast.owner, facts={})
    load("prospects", "number,disposition,given_up_reason,given_up_note\nK1,given_up,price,far too dear\n")
    undo()
    one.refresh_from_db()
    assert one.is_open
    assert debts(cast.harbour) == [
        (LedgerKind.NEW_NAME, 0, 0),
        (LedgerKind.STRUCK_OFF, 2, 2),
        (LedgerKind.REVIVED, -2, 0),
    ]


@pytest.mark.parametrize("batch", [1, 100])
def test_a_file_that_strikes_off_both_lines_of_a_name_owes_for_one(load, cast, monkeypatch, batch):
    monkeypatch.setattr("crm.exchange.checking.BATCH", batch)
    customer = CustomerFactory(number="K1", owner=cast.owner)
    for name in ("Oils", "Paints"):
        line = ProductFamilyFactory(name=name)
        open_prospect(customer=customer, by=cast.owner, facts={"line": line})
    content = "number,line,disposition,given_up_reason,given_up_note\n"
    content += "K1,Oils,given_up,price,far too dear\nK1,Paints,given_up,price,far too dear\n"
    assert load("prospects", content)["updated"] == 2
    assert debts(cast.harbour) == [(LedgerKind.NEW_NAME, 0, 0), (LedgerKind.STRUCK_OFF, 2, 2)]
    undo()
    assert debts(cast.harbour)[2:] == [(LedgerKind.REVIVED, -2, 0)]


def test_a_file_that_revives_takes_back_only_a_debt_that_was_entered(load, cast):
    other = open_prospect(customer=CustomerFactory(owner=cast.owner), by=cast.owner, facts={})
    give_up(prospect=other, by=cast.owner, reason="price", note="far too dear")
    ProspectFactory(customer=CustomerFactory(number="G1", owner=cast.owner), given_up=True)
    assert load("prospects", "number,disposition\nG1,continue\n")["updated"] == 1
    assert debts(cast.harbour) == [(LedgerKind.NEW_NAME, 0, 0), (LedgerKind.STRUCK_OFF, 2, 2)]


def test_a_file_that_opens_a_struck_off_name_again_takes_the_debt_back(load, cast):
    customer = CustomerFactory(number="K1", owner=cast.owner)
    one = open_prospect(customer=customer, by=cast.owner, facts={})
    give_up(prospect=one, by=cast.owner, reason="price", note="far too dear")
    ProductFamilyFactory(name="Oils")
    assert load("prospects", "number,line\nK1,Oils\n")["updated"] == 1
    assert debts(cast.harbour)[1:] == [(LedgerKind.STRUCK_OFF, 2, 2), (LedgerKind.REVIVED, -2, 0)]
    undo()
    assert debts(cast.harbour)[1:] == [(LedgerKind.STRUCK_OFF, 2, 2)]
