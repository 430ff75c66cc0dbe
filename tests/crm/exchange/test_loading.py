"""What a load does: creates, changes, leaves alone, finds records by number, refers to others."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Account, Order, OrderLine, Product, ProductFamily
from crm.customers.models import Address, Contact, Customer, CustomField, Industry
from crm.people.models import Team, User
from tests.factories.people import TeamFactory


def test_a_record_is_found_by_its_number(load, counts):
    load("products", "number,name,price\nP1,Motor oil,10.50\n")

    result = load("products", "number,name,price\nP1,Motor oil,11\nP2,Grease,4\n")

    assert counts(result) == (1, 1, 0, 0)
    assert Product.objects.get(number="P1").price == 11


def test_columns_not_in_the_file_leave_stored_values_alone(load, counts):
    load("products", "number,name,price,unit\nP1,Motor oil,10.50,l\n")

    assert counts(load("products", "number,price\nP1,12\n")) == (0, 1, 0, 0)
    product = Product.objects.get()
    assert (product.name, product.unit, product.price) == ("Motor oil", "l", 12)


def test_blank_cells_leave_values_alone_unless_they_are_to_clear(load, counts):
    load("products", "number,name,unit,cost\nP1,Motor oil,l,5\n")

    assert counts(load("products", "number,unit,cost\nP1,,NULL\n")) == (0, 0, 1, 0)
    assert counts(load("products", "number,unit,cost\nP1,,NULL\n", "--clear-blanks")) == (0, 1, 0, 0)
    product = Product.objects.get()
    assert (product.unit, product.cost) == ("", None)


def test_history_names_the_import(load):
    load("products", "number,name\nP1,Motor oil\n")
    load("products", "number,name\nP1,Motor oil 5W\n")

    kinds = Product.history.order_by("history_id").values_list("history_type", "history_change_reason")

    assert [kind for kind, _reason in kinds] == ["+", "~"]
    assert all(reason.startswith("import ") for _kind, reason in kinds)
    assert Product.history.filter(job_id=None).count() == 0


@pytest.mark.parametrize("option", ["--dry-run"])
def test_a_dry_run_counts_and_writes_nothing(load, counts, shop, option):
    text = "number,name,price\nP1,Motor oil,99\nP2,Grease,4\nP3,New,1\n"

    assert counts(load("products", text, option)) == (1, 1, 1, 0)
    assert not Product.objects.filter(number="P3").exists()
    assert Product.objects.get(number="P1").price == Decimal("10.50")


def test_all_or_nothing(load, counts):
    result = load("products", "number,name,price\nP1,Oil,1\nP2,Grease,-4\n")

    assert counts(result) == (0, 0, 0, 1)
    assert result["code"] == 1
    assert not Product.objects.exists()


def test_bad_rows_can_be_skipped_and_come_in_a_file(load, counts, tmp_path):
    bad = tmp_path / "bad.csv"

    result = load("products", "number,name,price\nP1,Oil,1\nP2,=1+1,2\n", "--skip-bad", "--errors", str(bad))

    assert counts(result) == (1, 0, 0, 1)
    assert result["code"] == 1
    assert Product.objects.get().number == "P1"
    header, row = bad.read_text().splitlines()
    assert header == "number,name,price,import row,import field,import error"
    assert row.startswith("P2,'=1+1,2,3,name,")


def test_a_manager_may_stand_further_down(load, counts):
    result = load("users", "number,name,email,manager\n1,Ann,a@f.example,2\n2,Bo,b@f.example,\n")

    assert counts(result) == (2, 0, 0, 0)
    assert User.objects.get(number="1").manager.number == "2"


@pytest.mark.parametrize(
    "rows",
    [
        "1,Boss,b@f.example,manager,,North\n2,Lead,l@f.example,manager,1,\n3,Rep,r@f.example,rep,2,\n",
        "3,Rep,r@f.example,rep,2,\n2,Lead,l@f.example,manager,1,\n1,Boss,b@f.example,manager,,North\n",
    ],
)
def test_without_a_team_one_joins_the_manager_of_the_same_file(load, rows):
    load("users", "number,name,email,role,manager,team\n" + rows)

    assert list(User.objects.order_by("number").values_list("number", "team__name")) == [
        ("1", "North"),
        ("2", "North"),
        ("3", "North"),
    ]


def test_people_without_any_team_above_them_have_none(load):
    load("users", "number,name,email,manager\n1,A,a@f.example,2\n2,B,b@f.example,1\n3,C,c@f.example,1\n")

    assert set(User.objects.values_list("team", flat=True)) == {None}


def test_who_is_on_file_keeps_having_no_team(load):
    load("users", "number,name,email\n2,B,b@f.example\n")

    load("users", "number,name,email,manager,team\n1,A,a@f.example,,North\n2,B,b@f.example,1,\n")

    assert User.objects.get(number="2").team is None


def test_a_manager_who_does_not_exist_is_an_error(load):
    result = load("users", "number,name,email,manager\n1,Ann,a@f.example,7\n")

    assert result["errors"] == [
        {
            "row": 2,
            "field": "manager",
            "value": "7",
            "message": "There is no person with the number “7”. Import it first, or correct the number.",
        }
    ]
    assert not User.objects.exists()


def test_teams_come_by_name(load):
    TeamFactory(name="Company")

    load("users", "number,name,email,team\n1,Ann,a@f.example,North\n2,Bo,b@f.example,north\n")

    north = Team.objects.get(name="North")
    assert north.parent.name == "Company"
    assert {user.team for user in User.objects.all()} == {north}


def test_two_people_cannot_share_an_address(load, counts):
    load("users", "number,name,email\n1,Ann,ann@f.example\n")

    result = load("users", "number,name,email\n2,Bo,ANN@f.example\n3,Cy,c@f.example\n4,Di,c@f.example\n")

    assert counts(result) == (0, 0, 0, 2)
    assert [error["row"] for error in result["errors"]] == [2, 4]


def test_customers_with_all_that_hangs_on_them(load, counts):
    CustomField.objects.create(key="grade", label="Grade", type="choice", choices="gold\nsilver")
    CustomField.objects.create(key="tank", label="Tank", type="number")
    text = (
        "number,name,address,city,phone,industry,coordinates,contact,contact_title,decision_maker,mailing_address,"
        "annual_turnover,verified_on,custom.grade,custom.tank,has_storage\n"
        'K1,Alba Oil,Main 1,Bern,031 1,Fuel,"(46.948, 7.4474)",Ann Frey,Buyer,Max Boss,PO box 5,'
        '"1,250,000.50",2026-01-02,Gold,12.50,yes\n'
        "K2,Böhm,Weg 2,Basel,061 2,fuel,POINT (7.58 47.56),,,,,,,,,\n"
    )

    assert counts(load("customers", text)) == (2, 0, 0, 0)
    assert counts(load("customers", text)) == (0, 0, 2, 0)

    alba = Customer.objects.get(number="K1")
    assert alba.point == (46.948, 7.4474)
    assert (alba.annual_turnover, alba.verified_on) == (Decimal("1250000.50"), dt.date(2026, 1, 2))
    assert alba.custom == {"grade": "gold", "tank": "12.5"}
    assert alba.has_storage is True
    assert {(c.name, c.roles, c.title) for c in alba.contacts.all()} == {
        ("Ann Frey", ("handling",), "Buyer"),
        ("Max Boss", ("decision_maker",), ""),
    }
    assert Address.objects.get(customer=alba).kind == "mailing"
    assert Customer.objects.get(number="K2").point == (47.56, 7.58)
    assert Industry.objects.count() == 1
    assert alba.completeness > 0
    assert "alba oil" in alba.search_text


def test_a_customer_without_a_number_gets_the_next(load, counts):
    assert counts(load("customers", "name,phone\nAlba,1\nBert,2\n")) == (2, 0, 0, 0)

    assert all(number.startswith("C0") for number in Customer.objects.values_list("number", flat=True))


def test_a_customer_nobody_could_reach_is_refused(load):
    result = load("customers", "number,name\nK1,Alba\n")

    assert (result["errors"][0]["row"], result["errors"][0]["field"]) == (2, "phone")


def test_the_contact_is_refreshed_not_doubled(load, counts):
    load("customers", "number,name,phone,contact,contact_title\nK1,Alba,1,Ann Frey,Buyer\n")

    result = load("customers", "number,contact,contact_title\nK1,ANN FREY,Head of buying\n")

    assert counts(result) == (0, 1, 0, 0)
    assert Contact.objects.get().title == "Head of buying"


def test_contacts_are_found_by_customer_and_name(load, counts, shop):
    text = "customer,name,role,birthday\nK1,Ann Frey,decision-maker,1980-05-06\nK2,Ann Frey,,\n"

    assert counts(load("contacts", text)) == (2, 0, 0, 0)
    assert counts(load("contacts", text)) == (0, 0, 2, 0)
    assert Contact.objects.get(customer__number="K1").birthday == dt.date(1980, 5, 6)


def test_orders_open_accounts_on_the_day_of_the_first(load, shop):
    load("orders", "number,customer,date\nO3,K1,2026-03-01\n")

    account = Account.objects.get(customer__number="K1")
    assert account.opened_on == dt.date(2026, 1, 5)
    assert account.last_order_on == dt.date(2026, 3, 1)


def test_a_customer_of_nobody_goes_to_the_rep_of_the_latest_order(load, shop):
    load("customers", "number,name,phone\nK9,Nobody's,1\n")

    load("orders", "number,customer,date,rep\nO8,K9,2026-05-01,R2\nO9,K9,2026-04-01,R1\n")

    assert Customer.objects.get(number="K9").owner.number == "R2"
    assert Customer.objects.get(number="K1").owner.number == "R1"


def test_lines_carry_sums_to_their_orders(load, counts, shop):
    text = "order,product,quantity,price,discount\nO1,P1,10,10.50,0.1\nO1,P2,3,4,\nO2,P1,1,10,15%\n"

    assert counts(load("order-lines", text)) == (3, 0, 0, 0)
    assert counts(load("order-lines", text)) == (0, 0, 3, 0)
    sums = dict(Order.objects.values_list("number", "net_base"))
    assert sums == {"O1": Decimal("106.5"), "O2": Decimal("8.5")}

    load("order-lines", "order,product,quantity\nO1,P2,6\n")
    assert Order.objects.get(number="O1").net == Decimal("118.5")


def test_the_lines_of_a_return_are_negative(load, shop):
    load("orders", "number,customer,date,kind\nR5,K1,2026-03-01,return\n")

    load("order-lines", "order,product,quantity,price\nR5,P1,2,10\n")

    assert OrderLine.objects.get().net == -20
    assert Order.objects.get(number="R5").net_base == -20


def test_a_family_is_added_once(load):
    load("products", "number,name,category\nP1,Oil,Fuel\nP2,Gas,FUEL\n")

    assert ProductFamily.objects.count() == 1


def test_headers_of_other_systems_and_languages_are_understood(load, counts):
    assert counts(load("products", "产品编号,产品名称,单价\nP1,润滑油,10.5\n")) == (1, 0, 0, 0)
    assert counts(load("products", "Product ID;Product Name;Unit Price\nP2;Fett;1.234,50\n")) == (1, 0, 0, 0)
    assert Product.objects.get(number="P2").price == Decimal("1234.5")


def test_dates_in_doubt_must_be_said(load, shop):
    text = "number,customer,date\nO5,K1,03/04/2026\n"

    assert "Choose the order of dates" in load("orders", text)["errors"][0]["message"]
    load("orders", text, "--date-order=mdy")
    assert Order.objects.get(number="O5").date == dt.date(2026, 3, 4)


@pytest.mark.parametrize(
    ("maps", "message"),
    [
        (["nam=name"], "There is no field “nam”. Did you mean “name”?"),
        (["name=nmae"], "The file has no column “nmae” for “name”. Did you mean “name”?"),
        (["name={nix}"], "The file has no column “nix” for “name”. Its columns are: number, name."),
        (["name={name"], "has a brace that is never closed"),
        (["name"], "is not a mapping"),
        (["name=name", "name=number"], "is mapped twice"),
        (["number="], "The file has no column for “number”"),
    ],
)
def test_wrong_mappings_say_what_is_wrong(load, maps, message):
    result = load("products", "number,name\n1,Oil\n", maps=maps)

    assert message in result["errors"][0]["message"]
    assert result["code"] == 1


def test_templates_and_constants_fill_fields(load):
    load("products", "id,a,b\n1,Motor,oil\n", maps=["name={a} {b} {{x}}", "unit='litre'"])

    product = Product.objects.get()
    assert (product.name, product.unit) == ("Motor oil {x}", "litre")


def test_without_json_people_read_what_happened(sheet, db, capsys):
    with pytest.raises(SystemExit):
        call_command("load", "products", str(sheet("number,name,price,colour\nP1,Oil,-1,red\n")))

    out, err = capsys.readouterr()
    assert "Row 2, price: -1.0000 is negative" in err
    assert "Columns not used: colour" in out
    assert "Nothing was written" in out


def test_unknown_kinds_and_files_are_refused(db, sheet):
    with pytest.raises(CommandError, match="There are: users, customers"):
        call_command("load", "ordres", str(sheet("a\n1\n")))
    with pytest.raises(CommandError, match="There is no file"):
        call_command("load", "orders", "nowhere.csv")


def test_workbooks_load_like_text(load, counts, tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["number", "name", "price", "active"])
    book.active.append([1, "Oil", 10.5, True])
    book.active.append([2.0, "Gas", "11", "no"])
    path = tmp_path / "products.xlsx"
    book.save(path)

    assert counts(load("products", path)) == (2, 0, 0, 0)
    assert {p.number: (p.price, p.active) for p in Product.objects.all()} == {
        "1": (Decimal("10.5"), True),
        "2": (11, False),
    }


def test_the_json_has_the_agreed_shape(load):
    assert json.dumps({k: v for k, v in load("products", "number,name\n1,Oil\n").items() if k != "code"}) == (
        '{"created": 1, "updated": 0, "unchanged": 0, "refused": 0, "errors": [], "written": true}'
    )
