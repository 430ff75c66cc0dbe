"""Prospects in files: card and effort in one row, and a whole import taken back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Account
from crm.customers.models import Customer
from crm.exchange.kinds import kind_named
from crm.exchange.models import Import
from crm.history.models import Event
from crm.shell.errors import Refused
from prospects.choices import Disposition, LedgerKind, Stage
from prospects.models import AcquisitionMethod, LedgerEntry, Prospect
from prospects.services import give_up
from tests.factories.accounts import ProductFactory, ProductFamilyFactory
from tests.factories.customers import CustomerFactory, CustomFieldFactory
from tests.factories.prospects import MethodFactory, ProspectFactory, StepFactory
from tests.factories.visits import VisitFactory
from visits.choices import VisitState

TOO_EARLY = "Only 0 visits were made. Say in words why you give up already."
LOS_ANGELES = settings.BASE_DIR.parent / "shared/data/businesses/los_angeles.csv"


def undo(by=None):
    kind_named("prospects").undo(Import.objects.latest("pk").pk, by)


def verbs(customer):
    return sorted(Event.objects.filter(customer=customer).values_list("verb", flat=True))


def debts(team):
    return list(LedgerEntry.objects.filter(team=team).order_by("pk").values_list("kind", "change", "debt"))


def test_a_row_is_a_card_and_the_effort_to_win_it(load, counts, cast):
    family = ProductFamilyFactory(name="Oils")
    product = ProductFactory(number="P-1", family=family)
    step = StepFactory(stage=Stage.LIKELY, name="Offer made again")
    content = (
        "number,name,phone,incumbent_loyalty,method,line,step,newcomer,expected_value,expected_on,need,"
        "timing,interest,products,hesitation\n"
        "K1,Alba Oil,1,low,Trade fair or exhibition,oils,offer made again,hesitating,100000,2030-05-01,"
        "strong,2,winter oils,P-1,The tank is full\n"
    )
    result = load("prospects", content, f"--as={cast.owner.email}")
    assert (counts(result), result["errors"]) == ((1, 0, 0, 0), [])
    card = Customer.objects.get(number="K1")
    one = Prospect.objects.get()
    assert (card.owner, one.customer, one.added_by) == (cast.owner, card, cast.owner)
    assert (one.method.code, one.line, one.stage, one.step) == ("trade-fair", family, Stage.LIKELY, step)
    assert (one.newcomer, one.expected_value, one.expected_on) == (
        "hesitating",
        Decimal(100_000),
        date(2030, 5, 1),
    )
    assert (one.need, one.timing, one.interest, list(one.products.all())) == (3, 2, "winter oils", [product])
    assert one.score == 20 + round(20 * 2 / 3) + 15 + 15
    assert one.history.get().job_id == Import.objects.get().pk
    assert verbs(card) == ["customer.created", "prospect.opened"]
    assert debts(cast.harbour) == [(LedgerKind.NEW_NAME, 0, 0)]


def test_the_same_file_twice_changes_nothing(load, counts, cast):
    content = "number,name,phone,method,stage,need\nK1,Alba,1,cold-visit,yellow,3\n".replace(
        "yellow", "likely"
    )
    load("prospects", content)
    assert counts(load("prospects", content)) == (0, 0, 1, 0)
    assert Prospect.objects.count() == 1
    assert LedgerEntry.objects.count() == 0  # a card without a team is on nobody's list


def test_a_card_on_file_gets_its_effort_and_keeps_it_up(load, counts, cast):
    card = CustomerFactory(number="K1", owner=cast.owner)
    assert counts(load("prospects", "number,interest\nK1,diesel\n")) == (0, 1, 0, 0)
    assert counts(load("prospects", "number,interest,stage\nK1,petrol,likely\n")) == (0, 1, 0, 0)
    one = Prospect.objects.get(customer=card)
    assert (one.interest, one.stage, one.method.code) == ("petrol", Stage.LIKELY, "other")
    assert verbs(card) == ["prospect.changed", "prospect.opened", "prospect.stage"]
    assert debts(cast.harbour) == [(LedgerKind.NEW_NAME, 0, 0)]
    undo()
    one.refresh_from_db()
    assert (one.interest, one.stage) == ("diesel", Stage.POTENTIAL)


@pytest.mark.parametrize("batch", [1, 100])
def test_two_lines_of_one_customer_are_two_efforts(load, counts, monkeypatch, batch):
    monkeypatch.setattr("crm.exchange.checking.BATCH", batch)
    ProductFamilyFactory(name="Oils")
    ProductFamilyFactory(name="Paints")
    content = "number,name,phone,line\nK1,Alba,1,Oils\nK1,,,Paints\nK1,,,Oils\n"
    result = load("prospects", content, "--skip-bad")
    assert counts(result) == (1, 1, 0, 1)
    assert [error["row"] for error in result["errors"]] == [4]
    assert result["duplicates"] == 0
    assert sorted(Prospect.objects.values_list("customer__number", "line__name")) == [
        ("K1", "Oils"),
        ("K1", "Paints"),
    ]
    undo()
    assert not Customer.objects.exists()


def test_what_is_not_known_is_said(load, counts, cast):
    ProductFamilyFactory(name="Oils")
    wrong = {
        "method": "smoke signals",
        "line": "Coal",
        "step": "Nowhere",
        "stage": "purple",
        "products": "P-9",
        "opened_on": "2999-01-01",
    }
    for name, value in wrong.items():
        result = load("prospects", f"name,phone,{name}\nAlba,1,{value}\n")
        assert [error["field"] for error in result["errors"]] == [name], result
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        ("given_up,price,,", "given_up_note", TOO_EARLY),
        ("given_up,,far too dear,", "given_up_reason", "Say why you give up."),
        (",,,hesitating", "hesitation", "Say why they hesitate."),
    ],
)
def test_a_file_says_as_much_as_the_page_asks_for(load, row, field, message):
    ProspectFactory(customer__number="O1")
    columns = "number,disposition,given_up_reason,given_up_note,newcomer"
    (error,) = load("prospects", f"{columns}\nO1,{row}\n")["errors"]
    assert (error["field"], error["message"]) == (field, message)
    assert Prospect.objects.get().is_open


def test_after_enough_visits_a_file_gives_up_without_words(load):
    today = timezone.localdate()
    effort = ProspectFactory(customer__number="O1", opened_on=today - timedelta(days=9))
    for days in range(5):
        VisitFactory(customer=effort.customer, date=today - timedelta(days=days), state=VisitState.DONE)
    assert load("prospects", "number,disposition,given_up_reason\nO1,given_up,price\n")["updated"] == 1
    assert not Prospect.objects.get().given_up_early


def test_states_follow_the_rules(load, cast):
    ProspectFactory(customer__number="W1", won=True)
    struck = ProspectFactory(customer__number="G1", given_up=True)
    ProspectFactory(customer__number="O1")
    for row in ("W1,potential,,", "G1,likely,,", "G1,won,,", "O1,,given_up,"):
        result = load("prospects", f"number,stage,disposition,given_up_reason\n{row}\n")
        assert result["refused"] == 1, row
    # A file of names that comes again leaves closed efforts closed.
    assert load("prospects", "number,interest\nW1,\nG1,\nO1,\n")["unchanged"] == 3
    assert load("prospects", "number,disposition\nG1,continue\n")["updated"] == 1
    struck.refresh_from_db()
    assert (struck.disposition, struck.given_up_on, struck.given_up_reason) == (
        Disposition.CONTINUE,
        None,
        "",
    )


def test_a_customer_won_before_is_won_again_with_a_later_opening(load):
    day = timezone.localdate() - timedelta(days=400)
    won = ProspectFactory(customer__number="W1", won=True, won_on=day)
    opened = (day + timedelta(days=200)).isoformat()
    load("prospects", f"number,stage,opened_on,newcomer\nW1,potential,{opened},lapsed\n")
    assert sorted(won.customer.prospects.values_list("stage", flat=True)) == ["potential", "won"]


def test_history_of_another_system_comes_along(load, counts, cast):
    content = (
        "number,name,phone,stage,disposition,opened_on,won_on,given_up_on,given_up_reason\n"
        "W1,Won Ltd,1,won,,2024-01-10,2024-03-01,,\n"
        "G1,Gone Ltd,2,likely,given_up,2024-01-10,,2024-05-01,price\n"
    )
    result = load("prospects", content, f"--as={cast.owner.email}")
    assert (counts(result), result["errors"]) == ((2, 0, 0, 0), [])
    won = Prospect.objects.get(customer__number="W1")
    assert (won.stage, won.won_on, won.account.opened_on) == (
        Stage.WON,
        date(2024, 3, 1),
        date(2024, 3, 1),
    )
    gone = Prospect.objects.get(customer__number="G1")
    assert (gone.stage, gone.given_up_on, gone.given_up_early) == ("likely", date(2024, 5, 1), True)
    assert LedgerEntry.objects.count() == 0  # they never were on the team's list
    assert "account.opened" in verbs(won.customer)
    undo(cast.owner)
    assert (Customer.objects.count(), Prospect.objects.count(), Account.objects.count()) == (0, 0, 0)


def test_an_import_somebody_has_worked_with_is_not_undone(load, cast):
    load("prospects", "name,phone\nOne Ltd,1\n", f"--as={cast.owner.email}")
    give_up(prospect=Prospect.objects.get(), by=cast.owner, reason="price", note="far too dear")
    with pytest.raises(Refused):
        undo(cast.owner)
    assert Prospect.objects.count() == 1


def test_what_goes_out_comes_in_again(load, counts, cast, tmp_path):
    line = ProductFamilyFactory(name="Oils")
    one = ProspectFactory(line=line, need=2, expected_value=Decimal("12.50"), interest="=1+1")
    one.products.set([ProductFactory(number="P1"), ProductFactory(number="P2")])
    ProspectFactory(customer=one.customer, line=line, given_up=True)
    ProspectFactory(won=True)
    ProspectFactory(given_up=True)
    path = tmp_path / "out.csv"
    call_command("export", "prospects", "-o", str(path))
    result = load("prospects", path)
    assert (counts(result), result["errors"]) == ((0, 0, 3, 0), [])


def test_exports_hold_what_one_may_see(cast, capsys):
    ProspectFactory(customer__number="MINE", customer__owner=cast.owner)
    ProspectFactory(customer__number="THEIRS", customer__owner=cast.stranger)
    call_command("export", "prospects", "--as", cast.owner.email)
    text = capsys.readouterr().out
    assert "MINE" in text
    assert "THEIRS" not in text


def test_others_cards_and_archived_ones_are_refused(load, cast):
    CustomerFactory(number="K1", owner=cast.stranger)
    CustomerFactory(number="K2", owner=cast.owner, archived_at=timezone.now())
    result = load("prospects", "number,interest\nK1,x\nK2,x\n", f"--as={cast.owner.email}")
    assert [(error["row"], error["field"]) for error in result["errors"]] == [(2, "number"), (3, "number")]


def test_a_required_field_does_not_hold_up_a_file(load):
    CustomFieldFactory(key="tank", label="Tank size", required=True)
    CustomFieldFactory(key="fuel", label="Fuel")
    text = "number,name,phone,custom.tank,custom.fuel\nP1,One Ltd,1,,oil\nP2,Two Ltd,2,9 t,\n"
    assert load("prospects", text, "--clear-blanks")["created"] == 2
    assert [card.custom for card in Customer.objects.order_by("pk")] == [{"fuel": "oil"}, {"tank": "9 t"}]
    again = load("prospects", "number,custom.tank\nP2,\n", "--clear-blanks")
    assert again["errors"][0]["message"] == "Tank size is required."


def test_what_a_manager_brings_lies_in_their_teams_pool_and_is_said_to(tmp_path, cast, capsys):
    path = tmp_path / "prospects.csv"
    path.write_text("name,phone\nOne Ltd,1\nTwo Inc,2\n")
    for options in (["--dry-run"], []):
        call_command("load", "prospects", str(path), f"--as={cast.manager.email}", *options)
        told = capsys.readouterr().out.splitlines()
        assert told[0] == "Without an owner, hence in the team's pool: 2."
    assert Prospect.objects.in_pool_of(cast.harbour).count() == 2


def test_what_a_rep_brings_lies_in_no_pool(tmp_path, cast, capsys):
    path = tmp_path / "prospects.csv"
    path.write_text("name,phone\nOne Ltd,1\n")
    call_command("load", "prospects", str(path), f"--as={cast.owner.email}")
    assert capsys.readouterr().out == "1 created, 0 updated, 0 unchanged, 0 refused\n"


def test_a_batch_asks_as_often_for_many_rows_as_for_few(load, cast, django_assert_max_num_queries):
    def rows(start, count):
        numbers = range(start, start + count)
        return "number,name,phone,method\n" + "".join(f"K{n},Firm {n} x,0{n}55,register\n" for n in numbers)

    with django_assert_max_num_queries(75):
        load("prospects", rows(0, 3), f"--as={cast.owner.email}")
    # A database that takes few values in a statement needs more of them for the same rows.
    with django_assert_max_num_queries(75):
        load("prospects", rows(100, 40), f"--as={cast.owner.email}")


def test_the_businesses_of_a_city_come_as_prospects(load, counts):
    MethodFactory(code="register")
    result = load("prospects", LOS_ANGELES, "--map", 'method="register"')
    assert (counts(result), result["errors"]) == ((498, 0, 0, 0), [])
    assert result["duplicates"] >= 9
    assert Prospect.objects.filter(method__code="register", stage=Stage.POTENTIAL).count() == 498
    assert Customer.objects.exclude(latitude=None).count() == 434
    assert Customer.objects.exclude(industry=None).count() > 400
    skipped = load("prospects", LOS_ANGELES)
    assert counts(skipped) == (0, 0, 498, 0)


def test_efforts_hear_what_a_file_of_customers_changes(load, cast):
    day = timezone.localdate() - timedelta(days=90)
    card = CustomerFactory(number="K1", owner=cast.owner)
    one = ProspectFactory(customer=card, held_since=day)
    cast.mate.number = "U2"
    cast.mate.save()
    load("customers", "number,incumbent_loyalty\nK1,high\n")
    one.refresh_from_db()
    assert (one.score, one.held_since) == (0, day)
    load("customers", "number,owner,incumbent_loyalty\nK1,U2,low\n")
    one.refresh_from_db()
    assert (one.score, one.held_since) == (15, timezone.localdate())
    Prospect.objects.update(held_since=day)
    kind_named("customers").undo(Import.objects.latest("pk").pk, None)
    one.refresh_from_db()
    assert (one.score, one.held_since) == (0, timezone.localdate())


def test_a_catalogue_without_a_method_to_fall_back_on_asks_for_one(load):
    AcquisitionMethod.objects.filter(code="other").delete()
    content = "name,phone,method\nAlba,1,trade-fair\nBora,2,\n"
    result = load("prospects", content)
    assert [(error["row"], error["field"], error["message"]) for error in result["errors"]] == [
        (3, "method", "Say how this prospect was found.")
    ]
    AcquisitionMethod.objects.all().delete()
    [error] = load("prospects", "name,phone\nAlba,1\n")["errors"]
    assert (error["field"], error["message"][:35]) == ("method", "There is no acquisition method. Ask")
