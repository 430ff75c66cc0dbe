"""Delimiters, header rows, blank rows, caps: what is found out about a file, and its rows."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.exchange.formulas import defused, restored
from crm.exchange.reading import FileProblem, Formula, Limits, ReadSettings, SheetError, open_source
from crm.exchange.reading.cells import as_text, is_blank
from crm.exchange.reading.csvfile import csv_rows
from crm.exchange.reading.dates import DateOrder
from crm.exchange.reading.source import column_letter


@pytest.fixture
def source(tmp_path):
    def opened(text, settings=None, **limits):
        path = tmp_path / "file.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return open_source(path, settings, Limits(**limits) if limits else None)

    return opened


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(source, delimiter):
    rows = [["number", "name", "note"], ["1", "Oil, fine; good | best", "a"], ["2", "x", "b"]]
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)

    opened = source(stream.getvalue())

    assert opened.delimiter == delimiter
    assert [row.cells for row in opened.rows()] == rows[1:]


def test_decimal_commas_do_not_pass_for_separators(source):
    assert source("a;b\n1,5;2,5\n3,5;4,5\n").delimiter == ";"


def test_a_declared_delimiter_counts(source):
    opened = source("sep=;\na;b\n1;2\n")

    assert opened.delimiter == ";"
    assert opened.preview()[0] == (3, ["1", "2"])


def test_one_column_is_a_table_too(source):
    assert [column.name for column in source("name\nOil\n").columns] == ["name"]


@pytest.mark.parametrize(
    "text",
    ["Dear Ann\nplease find the list attached\n", "name\n", "Dear Ann"],
    ids=["prose", "header", "line"],
)
def test_a_text_named_as_a_workbook_is_said_to_be_none(tmp_path, text):
    path = tmp_path / "customers.XLSX"
    path.write_text(text)
    with pytest.raises(FileProblem, match=r"named \.xlsx but is no Excel workbook"):
        open_source(path)
    path.write_text("number,name\n1,Oil\n")
    assert [column.name for column in open_source(path).columns] == ["number", "name"]


def test_rows_keep_their_own_numbers_over_blank_rows_and_line_breaks(source):
    opened = source('a,b\n1,"x\ny"\n\n , \n2,z\n')

    assert [(row.number, row.cells[0]) for row in opened.rows()] == [(2, "1"), (5, "2")]


def test_titles_above_the_table_are_passed_over(source):
    opened = source("Sales export\n\nnumber,name,city\n1,Oil,Bern\n2,Gas,Basel\n")

    assert opened.header_row == 3
    assert [column.name for column in opened.columns] == ["number", "name", "city"]
    assert [row.number for row in opened.rows()] == [4, 5]


def test_the_header_row_can_be_chosen(source):
    opened = source("a,b\nnumber,name\n1,Oil\n", ReadSettings(header_row=2))

    assert [column.name for column in opened.columns] == ["number", "name"]


def test_doubled_and_missing_headers_get_names(source):
    assert [column.name for column in source("a,a,,d\n1,2,3,4\n").columns] == ["a", "a (2)", "column C", "d"]


def test_short_rows_are_filled_up(source):
    assert source("a,b,c\n1,2,3\n4\n").preview()[1].cells == ["4", None, None]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf \r\n", "The file is empty"),
        (b"\n\n,,\n", "The file is empty"),
        (b"number,name\n", "has a header but no rows of data"),
        (b"number,name\n\n , \n", "has a header but no rows of data"),
        (b"%PDF-1.7 \x00\x01", "This is a PDF file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "This is a PNG file"),
        (bytes(range(256)) * 9, "not a table but a binary file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"old Excel file \(\.xls\)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        (b"<html><table><tr><td>1", "web page or XML file"),
        (b"\n  <?xml version='1.0'?><Workbook/>", "web page or XML file"),
        (b'[{"number": 1}]', "This is a JSON file"),
        (b"PK\x03\x04 not really", "workbook is damaged"),
        (b'a,b\n1,"never closed\n2,x\n', "quotation mark that opens in row 2 is never closed"),
        (b'a,b\n1,x\n2,"y"z\n', "Row 3 cannot be cut into cells"),
        (b"a,b\n1," + b"x" * 1_000_000 + b"\n", "A cell in row 2 is longer than 32767 characters"),
        (b"a,b\n1," + b"x" * 40_000 + b"\n", "A cell in row 2 is longer than 32767 characters"),
        (b"," * 400 + b"\n1\n", "Row 1 has 401 columns; at most 300"),
    ],
)
def test_wrong_files_say_what_they_are(source, content, message):
    with pytest.raises(FileProblem, match=message):
        list(source(content).rows())


def test_the_size_is_checked_before_anything_is_read(source):
    with pytest.raises(FileProblem, match="has 2 MB; at most 1 MB"):
        source(b"\x00" * (1024 * 1024 + 1), max_bytes=1024 * 1024)


def test_the_number_of_rows_is_capped(source):
    opened = source("a\n" + "1\n" * 11, max_rows=10)

    with pytest.raises(FileProblem, match="more than 10 rows"):
        list(opened.rows())


def test_a_glance_reads_no_more_than_the_sample(source, monkeypatch):
    monkeypatch.setattr("crm.exchange.reading.source.SAMPLE_ROWS", 2)
    opened = source("on;price\n03/04/2026;1,234\n03/05/2026;1,235\n03/31/2026;1,5\n")

    assert opened.outruns_sample
    assert opened.date_order(0, at_a_glance=True).ambiguous
    assert opened.decimal_mark(1, at_a_glance=True).ambiguous
    assert opened.date_order(0).order == DateOrder.MDY
    assert opened.decimal_mark(1).mark == ","
    monkeypatch.setattr(opened, "rows", None)  # from here on nothing is read again
    assert opened.date_order(0, at_a_glance=True).ambiguous


def test_a_file_within_the_sample_is_read_once(source, monkeypatch):
    opened = source("on\n03/04/2026\n")
    assert opened.date_order(0).ambiguous
    monkeypatch.setattr(opened, "rows", None)

    assert opened.date_order(0).ambiguous
    assert not opened.outruns_sample


def test_blank_rows_lead_no_further_than_a_sheet(source):
    opened = source("a\n1\n" + "\n" * 50 + "2\n", max_line=40)

    with pytest.raises(FileProblem, match="more than 40 rows"):
        list(opened.rows())


def test_formulas_and_errors_are_no_values(source):
    cells = source('a,b,c,d\n=1+1,#REF!,"=""00123""",\'=text\n').preview()[0].cells

    assert cells == [Formula("=1+1"), SheetError("#REF!"), "00123", "=text"]


def test_blanks_are_blank_and_people_called_null_are_not():
    assert all(map(is_blank, ["", " ", None, "NULL", "\\N", "\u3000"]))
    assert not any(map(is_blank, ["Null", "\\x", "0", 0, False, "-"]))


def test_workbook_numbers_read_as_people_write_them():
    assert [as_text(cell) for cell in (12209.0, 0.1, 1e20, 1e-7, True)] == [
        "12209",
        "0.1",
        "100000000000000000000",
        "0.0000001",
        "yes",
    ]


def test_columns_are_lettered_like_a_spreadsheet():
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=20)


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=10))
def test_what_is_written_defused_is_read_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("round") / "file.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["a", "b", "c"], *([defused(cell) for cell in row] for row in rows)])

    read = [
        [str(cell) for cell in row.cells] for row in csv_rows(path, "utf-8", ",", Limits()) if row.number > 1
    ]

    assert read == rows


@given(st.text(max_size=10))
def test_defusing_loses_nothing_and_leaves_nothing_dangerous(text):
    written = defused(text)

    assert restored(written) == text
    assert not written.lstrip(" \u3000\u00a0").startswith(tuple("=+@\t\r\n\uff1d\uff0b\uff0d\uff20"))


@pytest.mark.parametrize(
    "text", ["=1", "+49 30 1", "-x", "@a", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠a", " =1", "'=1"]
)
def test_dangerous_texts_get_an_apostrophe(text):
    assert defused(text) == "'" + text


@pytest.mark.parametrize("text", ["-5", "-5.25", "x=1", "", "'", "a-b"])
def test_harmless_texts_stay(text):
    assert defused(text) == text
