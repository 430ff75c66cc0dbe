"""What the commands say when a file or an option cannot be used, and what they leave behind."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Product

GOOD, BAD = "number,name\nP1,Oil\n", "number,name\nP1,Oil\nP2,=1+1\n"


def run(*arguments):
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("sign", ["ab", '"', "\n", "a", "7", ""])
def test_a_delimiter_is_one_sign_that_parts_cells(db, sheet, sign):
    with pytest.raises(CommandError, match="does not part cells"):
        run("load", "products", sheet(GOOD), "--delimiter", sign)


@pytest.mark.parametrize(("name", "sign"), [("pipe", "|"), ("tab", "\t"), (";", ";"), ("~", "~")])
def test_delimiters_have_names(db, sheet, name, sign):
    run("load", "products", sheet(GOOD.replace(",", sign)), "--delimiter", name)

    assert Product.objects.get().name == "Oil"


def test_bad_rows_do_not_overwrite_the_file_they_come_from(db, sheet, tmp_path):
    path = sheet(BAD)
    link = tmp_path / "link.csv"
    link.symlink_to(path)

    for errors in (path, link):
        with pytest.raises(CommandError, match="names the file that is imported"):
            run("load", "products", path, "--errors", errors)

    assert path.read_text() == BAD


def test_a_place_that_cannot_be_written_is_said_before_anything_is_imported(db, sheet, tmp_path):
    missing = tmp_path / "no" / "such.csv"

    with pytest.raises(CommandError, match=f"{missing} cannot be used: No such file or directory"):
        run("load", "products", sheet(GOOD), "--errors", missing)
    with pytest.raises(CommandError, match=f"{missing} cannot be used: No such file or directory"):
        run("export", "products", "-o", missing)
    with pytest.raises(CommandError, match=f"{tmp_path} cannot be used: Is a directory"):
        run("load", "products", sheet(GOOD), "--errors", tmp_path)

    assert not Product.objects.exists()


def test_a_file_that_may_not_be_read_is_said(db, sheet, monkeypatch):
    path = sheet(GOOD)

    def refuse(*_arguments, **_options):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("crm.exchange.services.direct.prepare", refuse)

    with pytest.raises(CommandError, match=f"{path} cannot be used: Permission denied"):
        run("load", "products", path)


def test_without_bad_rows_no_file_of_them_is_left(db, sheet, tmp_path):
    errors = tmp_path / "bad.csv"

    run("load", "products", sheet(GOOD), "--errors", errors)
    assert not errors.exists()

    with pytest.raises(CommandError, match="no column for"):
        run("load", "orders", sheet("foo,bar\n1,2\n"), "--errors", errors)
    assert not errors.exists()


def test_an_older_file_of_bad_rows_stays_until_there_are_others(db, sheet, tmp_path):
    errors = tmp_path / "bad.csv"
    errors.write_text("older, and longer than what comes\n" * 20)

    run("load", "products", sheet(GOOD), "--errors", errors)
    assert errors.read_text().startswith("older")

    with pytest.raises(SystemExit):
        run("load", "products", sheet(BAD), "--errors", errors)
    assert [line.split(",")[0] for line in errors.read_text().splitlines()] == ["number", "P2"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), (0, 0, 0, 1, False)),
        (("--skip-bad",), (1, 0, 0, 1, True)),
        (("--dry-run",), (1, 0, 0, 1, False)),
    ],
)
def test_counts_say_what_was_written(load, options, expected):
    result = load("products", BAD, *options)

    names = ("created", "updated", "unchanged", "refused", "written")
    assert tuple(result[name] for name in names) == expected
    assert Product.objects.count() == (1 if result["written"] else 0)


def test_a_file_that_cannot_be_taken_was_not_written(load):
    assert load("products", "")["written"] is False
