"""A wrong file of each sort gets a clear message and changes nothing."""

import io
import zipfile

import openpyxl
import pytest

from accounts.models import Account, Order, OrderLine, Product
from crm.customers.models import Customer
from crm.exchange.models import Import
from crm.people.models import User

MODELS = (User, Customer, Product, Order, OrderLine, Account, Import)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(rows):
    """A workbook whose sheet holds these rows as XML, below a header."""
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    head = '<row r="1"><c t="inlineStr"><is><t>number</t></is></c></row>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{head}{rows}</sheetData></worksheet>'
    name, written = "xl/worksheets/sheet1.xml", io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, sheet if each == name else old.read(each))
    return written.getvalue()


FILES = {
    "binary": (
        "products",
        bytes(range(256)) * 20,
        "This is not a table but a binary file. Choose a CSV or .xlsx file.",
    ),
    "empty": (
        "products",
        b"",
        "The file is empty. Choose a file with a header row and at least one row of data.",
    ),
    "header only": ("products", b"number,name\n", "The file has a header but no rows of data."),
    "broken utf-8": (
        "products",
        "number,name\n1,Öl für Ähren, süß und größer\n2,Käse\n".encode() + b"3,K\xe4se\n",
        "The file is UTF-8 but damaged on line 4: it mixes encodings. Save it again as UTF-8.",
    ),
    "monstrous cell": (
        "products",
        b"number,name\n1," + b"x" * 1_000_000 + b"\n",
        "A cell in row 2 is longer than 32767 characters. Perhaps a quotation mark is missing.",
    ),
    "row beyond the last": (
        "products",
        workbook('<row r="999999999999"><c><v>1</v></c></row>'),
        "The workbook numbers a row 999999999999; a sheet ends at row 1048576. Save it again.",
    ),
    "countless cells": (
        "products",
        workbook('<row r="2">' + "<c/>" * 300_000 + "</row>"),
        "Row 2 has 65537 columns; at most 300 are read.",
    ),
    "unknown columns": (
        "orders",
        b"foo,bar\n1,2\n",
        (
            "The file has no column for “number”. It has: foo, bar. Choose the one that holds it."
            " Here it is chosen with --map number=COLUMN."
        ),
    ),
}
ROWS = {
    "formula": (
        "products",
        "number,name,price\nP8,Oil,=1+1\n",
        (
            2,
            "price",
            "=1+1",
            "The cell holds a formula (=1+1). Copy the column and paste it as values, then try again.",
        ),
    ),
    "sheet error": (
        "products",
        "number,name,price\nP8,Oil,#REF!\n",
        (2, "price", "#REF!", "The cell shows the error #REF!. Mend it in the spreadsheet."),
    ),
    "key twice": (
        "products",
        "number,name\nP8,Oil\nP9,Gas\nP8,Tar\n",
        (4, "number", "P8", "“P8” is already in row 2 of this file. Keep one of the two rows."),
    ),
    "line twice": (
        "order-lines",
        "order,product,quantity,price\nO1,P1,1,1\nO1,P1,2,1\n",
        (3, "order", "O1, P1", "“O1, P1” is already in row 2 of this file. Keep one of the two rows."),
    ),
    "bad date": (
        "orders",
        "number,customer,date\nO8,K1,2026-02-30\n",
        (2, "date", "2026-02-30", "“2026-02-30” is not a date. Write it like 1996-07-31."),
    ),
    "day to come": (
        "orders",
        "number,customer,date\nO8,K1,2199-01-01\n",
        (2, "date", "2199-01-01", "The day of an order cannot be still to come."),
    ),
    "negative price": (
        "order-lines",
        "order,product,quantity,price\nO1,P1,1,-5\n",
        (2, "price", "-5", "-5.0000 is negative; only 0 or more is possible."),
    ),
    "no quantity": (
        "order-lines",
        "order,product,quantity,price\nO1,P1,0,5\n",
        (2, "quantity", "0", "A quantity of 0 is no line. Leave the row out."),
    ),
    "discount in percent": (
        "order-lines",
        "order,product,quantity,price,discount\nO1,P1,1,5,15\n",
        (
            2,
            "discount",
            "15",
            "15 is not a share. Write a number from 0 to 1, such as 0.15, or a percentage: 15%.",
        ),
    ),
    "unknown customer": (
        "orders",
        "number,customer,date\nO8,NOBODY,2026-01-01\n",
        (
            2,
            "customer",
            "NOBODY",
            "There is no customer with the number “NOBODY”. Import it first, or correct the number.",
        ),
    ),
    "unknown product": (
        "order-lines",
        "order,product,quantity,price\nO1,P77,1,5\n",
        (
            2,
            "product",
            "P77",
            "There is no product with the number “P77”. Import it first, or correct the number.",
        ),
    ),
    "unknown currency": (
        "orders",
        "number,customer,date,currency\nO8,K1,2026-01-01,XXX\n",
        (2, "currency", "XXX", "There is no currency “XXX”. Add it, with a rate, in the admin."),
    ),
    "missing name": (
        "products",
        "number,name\nP8,\n",
        (2, "name", "", "“name” is required for a new record."),
    ),
    "missing day": (
        "orders",
        "number,customer,date\nO8,K1,\n",
        (2, "date", "", "“date” is required for a new record."),
    ),
    "missing price": (
        "order-lines",
        "order,product,quantity\nO1,P1,2\n",
        (2, "price", "", "“price” is required for a new record."),
    ),
    "too large": (
        "order-lines",
        "order,product,quantity,price\nO1,P1,9000000,9000000\n",
        (2, "price", "9000000.0000", "Price times quantity is too large."),
    ),
    "huge number": (
        "order-lines",
        "order,product,quantity,price\nO1,P1,1,1E+30\n",
        (2, "price", "1E+30", "1E+30 is too large."),
    ),
    "huge number for a share": (
        "order-lines",
        "order,product,quantity,price,discount\nO1,P1,1,1,1E99\n",
        (2, "discount", "1E99", "1E99 is too large."),
    ),
    "huge whole number": (
        "customers",
        "number,name,phone,employees\nK8,Alba,1,123456789012345678901\n",
        (2, "employees", "123456789012345678901", "123456789012345678901 is too large."),
    ),
    "control character far down": (
        "products",
        "number,name\n" + "".join(f"Q{n},Oil of sort {n}\n" for n in range(1_000)) + "PX,a\x00b\n",
        (
            1_002,
            "name",
            "a\ufffdb",
            "The text holds control characters that cannot be shown. Retype it.",
        ),
    ),
    "too many cells": (
        "products",
        "number,name\nP8,Oil, the best\n",
        (2, "", "", "The row has 3 cells, the header 2. Perhaps a quotation mark is missing."),
    ),
    "unknown choice": (
        "users",
        "number,name,email,role\n8,Ann,ann8@f.example,boss\n",
        (2, "role", "boss", "“boss” is not one of: rep, manager, regional, admin."),
    ),
    "no address": (
        "users",
        "number,name,email\n8,Ann,ann at home\n",
        (
            2,
            "email",
            "ann at home",
            "“ann at home” is not an e-mail address. Write it like name@example.com.",
        ),
    ),
    "off the map": (
        "customers",
        'number,name,phone,coordinates\nK8,Alba,1,"95, 7"\n',
        (2, "coordinates", "95, 7", "95 degrees is out of range (-90 to 90)."),
    ),
    "too long": (
        "products",
        "number,name\n" + "9" * 41 + ",Oil\n",
        (2, "number", "9" * 41, "The text has 41 characters; at most 40 fit."),
    ),
}


@pytest.fixture
def nothing_changes(shop):
    def state():
        return [list(model.objects.order_by("pk").values()) for model in MODELS]

    before = state()
    yield
    assert state() == before


@pytest.mark.parametrize("sort", FILES)
def test_files_that_cannot_be_taken(load, nothing_changes, sort):
    kind, content, message = FILES[sort]

    result = load(kind, content)

    assert result["code"] == 1
    assert [error["message"] for error in result["errors"]] == [message]


@pytest.mark.parametrize("sort", ROWS)
def test_rows_that_cannot_be_taken(load, nothing_changes, sort):
    kind, content, error = ROWS[sort]

    result = load(kind, content)

    assert result["code"] == 1
    assert result["refused"] == 1
    assert tuple(result["errors"][0].values()) == error


def test_huge_numbers_of_a_workbook(load, nothing_changes, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["number", "name", "price"])
    book.active.append(["P8", "Oil", 1e30])
    path = tmp_path / "huge.xlsx"
    book.save(path)

    result = load("products", path)

    assert [(error["row"], error["field"]) for error in result["errors"]] == [(2, "price")]
    assert result["errors"][0]["message"].endswith("is too large.")


def test_formula_cells_of_a_workbook(load, nothing_changes, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["number", "name", "price", "not mapped"])
    book.active.append(["P8", "Oil", "=2*3", "=1+1"])
    path = tmp_path / "formulas.xlsx"
    book.save(path)

    result = load("products", path)

    assert [(error["row"], error["field"]) for error in result["errors"]] == [(2, "price")]
    assert "formula (=2*3)" in result["errors"][0]["message"]
