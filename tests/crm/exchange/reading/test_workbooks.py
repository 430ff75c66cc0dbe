"""Workbooks: sheets, typed cells, formulas, and archives that mean harm."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from crm.exchange.reading import FileProblem, Formula, Limits, ReadSettings, open_source


def write(path, *sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def repacked(path, target, extra):
    """A copy of a workbook with further or replaced members."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in extra:
                new.writestr(name, old.read(name))
        for name, content in extra.items():
            new.writestr(name, content)
    return target


@pytest.fixture
def plain(tmp_path):
    return write(tmp_path / "plain.xlsx", ("Orders", [["number", "date"], ["1", dt.datetime(1996, 7, 4)]]))


def test_cells_keep_their_types(tmp_path):
    row = ["A1", 12, 1.5, True, dt.datetime(1996, 7, 4), None, "x"]
    path = write(tmp_path / "a.xlsx", ("S", [list("abcdefg"), row]))

    assert open_source(path).preview()[0].cells == row


def test_the_sheet_can_be_chosen(tmp_path):
    path = write(tmp_path / "a.xlsx", ("First", [["a"], [1]]), ("Second", [["b"], [2]]))

    source = open_source(path, ReadSettings(sheet="Second"))

    assert source.sheets == ["First", "Second"]
    assert [column.name for column in source.columns] == ["b"]
    with pytest.raises(FileProblem, match="no sheet “Third”; it has: First, Second"):
        open_source(path, ReadSettings(sheet="Third"))


def test_formulas_are_seen_as_such(tmp_path):
    path = write(tmp_path / "a.xlsx", ("S", [["a", "b"], [1, "=A2*2"]]))

    assert open_source(path).preview()[0].cells == [1, Formula("=A2*2")]


def test_an_empty_workbook_is_empty(tmp_path):
    with pytest.raises(FileProblem, match="The file is empty"):
        open_source(write(tmp_path / "a.xlsx", ("S", [])))


def test_a_zip_bomb_is_refused_unopened(plain, tmp_path):
    bomb = repacked(plain, tmp_path / "bomb.xlsx", {"xl/media/zeros.bin": b"0" * 30_000_000})

    with pytest.raises(FileProblem, match=r"Unpacked, the workbook would fill 29 MB"):
        open_source(bomb)


def test_a_bomb_of_many_members_is_refused(plain, tmp_path):
    members = {f"xl/part{n}.xml": b"<a>" + b" " * 900_000 + b"</a>" for n in range(20)}

    with pytest.raises(FileProblem, match="Unpacked"):
        open_source(repacked(plain, tmp_path / "bomb.xlsx", members))


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
HEAD = '<row r="1"><c t="inlineStr"><is><t>number</t></is></c></row>'


def sheet_of(rows):
    """The part of a sheet with a header and these rows."""
    data = f"<sheetData>{HEAD}{rows}</sheetData>"
    return {"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{data}</worksheet>'}


def strings_at(plain, name, content):
    """Shared texts under any name: only the archive's list of contents says what a part is."""
    with zipfile.ZipFile(plain) as archive:
        contents = archive.read("[Content_Types].xml").decode()
    entry = f'<Override PartName="/{name}" ContentType="{STRINGS}"/></Types>'
    return {
        name: f'<sst xmlns="{MAIN}">{content}</sst>',
        "[Content_Types].xml": contents.replace("</Types>", entry),
    }


@pytest.mark.parametrize(
    "name", ["xl/sharedStrings.xml", "xl/worksheets/strings.xml", "xl/media/strings.png"]
)
def test_strings_held_in_memory_are_capped_whatever_their_name(plain, tmp_path, name):
    big = repacked(plain, tmp_path / "big.xlsx", strings_at(plain, name, "x" * 3_000_000))

    with pytest.raises(FileProblem, match="Unpacked"):
        open_source(big, limits=Limits(max_strings_bytes=1024 * 1024))


def test_the_number_of_strings_is_capped(plain, tmp_path):
    many = repacked(plain, tmp_path / "many.xlsx", strings_at(plain, "xl/strings.xml", "<si/>" * 5_000))

    with pytest.raises(FileProblem, match="more than 2000 different texts"):
        open_source(many, limits=Limits(max_strings=2_000))


@pytest.mark.parametrize("number", ["1048577", "999999999999", "1e12", "nan", "-1"])
def test_a_row_beyond_the_last_is_refused(plain, tmp_path, number):
    rows = sheet_of(f'<row r="{number}"><c><v>1</v></c></row>')

    with pytest.raises(FileProblem, match=f"numbers a row {number}; a sheet ends at row 1048576"):
        open_source(repacked(plain, tmp_path / "gap.xlsx", rows))


def test_a_row_of_countless_cells_is_refused_before_it_is_built(plain, tmp_path):
    wide = repacked(plain, tmp_path / "wide.xlsx", sheet_of("<row r='2'>" + "<c/>" * 300_000 + "</row>"))

    with pytest.raises(FileProblem, match="Row 2 has 65537 columns; at most 300 are read"):
        open_source(wide)


def test_a_row_of_countless_letters_is_refused_before_it_is_built(plain, tmp_path):
    text = "<row r='2'><c t='inlineStr'><is><t>" + "x" * 40_000_000 + "</t></is></c></row>"
    long = repacked(plain, tmp_path / "long.xlsx", sheet_of(text))

    with pytest.raises(FileProblem, match="at most 32 MB are read"):
        open_source(long, limits=Limits(max_ratio=10_000))


@pytest.mark.parametrize("rows", ["<row>" + "<c/>" * 50 + "</row>", '<row><c r="ZZ1"/></row>', "<row/>"])
def test_an_endless_stretch_without_a_value_is_refused(plain, tmp_path, rows):
    empty = repacked(plain, tmp_path / "empty.xlsx", sheet_of(rows * 4_000))

    with pytest.raises(FileProblem, match="more than 3000 cells without a value"):
        open_source(empty, limits=Limits(max_empty_cells=3_000))


@pytest.mark.parametrize(
    "rows", ["<x/>" * 10, "<q:row xmlns:q='other'/>", "<row><c r='ZZZZZZ2'><v>1</v></c></row>"]
)
def test_what_no_sheet_holds_is_damage(plain, tmp_path, rows):
    with pytest.raises(FileProblem, match="damaged"):
        open_source(repacked(plain, tmp_path / "junk.xlsx", sheet_of(rows)))


def test_what_follows_the_rows_is_not_read(plain, tmp_path):
    tail = "<mergeCells>" + "<mergeCell ref='A1:B1'/>" * 200_000 + "</mergeCells>"
    rows = sheet_of("<row r='2'><c><v>1</v></c></row>")
    name, content = next(iter(rows.items()))
    merged = repacked(
        plain, tmp_path / "m.xlsx", {name: content.replace("</worksheet>", tail + "</worksheet>")}
    )

    assert [row.cells for row in open_source(merged, limits=Limits(max_empty_cells=3_000)).rows()] == [[1]]


def test_rows_left_out_keep_their_numbers(plain, tmp_path):
    gap = repacked(plain, tmp_path / "gap.xlsx", sheet_of('<row r="5"><c><v>1</v></c></row>'))

    assert [(row.number, row.cells) for row in open_source(gap).rows()] == [(5, [1])]


@pytest.mark.parametrize("padding", [b"", b"<!-- " + b"x" * 200_000 + b" -->"])
def test_xml_entities_are_refused(plain, tmp_path, padding):
    entities = (
        b"""<?xml version="1.0"?>"""
        + padding
        + b"""<!DOCTYPE lol [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
        <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>"""
    )

    with pytest.raises(FileProblem, match="declares XML entities"):
        open_source(repacked(plain, tmp_path / "evil.xlsx", {"xl/worksheets/sheet1.xml": entities}))


def test_a_damaged_sheet_is_refused(plain, tmp_path):
    broken = b"<worksheet><sheetData><row r='1'><c r='A1'><v>1</sheetData>"

    with pytest.raises(FileProblem, match="damaged"):
        open_source(repacked(plain, tmp_path / "broken.xlsx", {"xl/worksheets/sheet1.xml": broken}))


@pytest.mark.parametrize(
    ("member", "message"),
    [
        ("content.xml", r"OpenDocument file \(\.ods\)"),
        ("xl/workbook.bin", r"binary workbook \(\.xlsb\)"),
        ("a.csv", "ZIP archive"),
    ],
)
def test_other_archives_say_what_they_are(tmp_path, member, message):
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")

    with pytest.raises(FileProblem, match=message):
        open_source(path)


def test_a_cut_off_workbook_is_damaged(plain, tmp_path):
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(plain.read_bytes()[:-200])

    with pytest.raises(FileProblem, match="damaged"):
        open_source(cut)


def test_trailing_empty_columns_are_no_columns(tmp_path):
    path = tmp_path / "wide.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    book.active["XFD2"].number_format = "0.00"
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())

    assert len(open_source(path).columns) == 2
