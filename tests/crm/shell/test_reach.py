"""Phone numbers and web addresses as people write them."""

import csv

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from crm.shell.reach import clean_website, tel, validate_phone

NORTHWIND = settings.BASE_DIR.parent / "shared" / "data" / "northwind"


@pytest.mark.parametrize(
    ("text", "dialled"),
    [
        ("1", "1"),
        ("030-0074321", "0300074321"),
        ("(5) 555-4729", "55554729"),
        ("+49 (0)30 / 123-45", "+493012345"),
        ("+41 31 311 00 00", "+41313110000"),
        ("0221.12345", "022112345"),
        ("030 12345 ext. 12", "03012345"),
        ("030 12345x12", "03012345"),
        ("Ext. 12", "12"),
        ("010-12345678 转 8", "01012345678"),
        ("02-123-4567 내선 3", "021234567"),
        ("＋８１ ３ １２３４ ５６７８", "+81312345678"),
        ("030 123456 / 030 123457", "030123456"),
        ("030 / 123456", "030123456"),
        ("*31#030123", "31030123"),
    ],
)
def test_numbers_pass_as_written_and_are_dialled_without_marks(text, dialled):
    validate_phone(text)
    assert tel(text) == dialled


@pytest.mark.parametrize(
    "text",
    ["call Ann", "none", "-", "ext", "n/a", "+", "030 12345 Ann", "javascript:1", "ann@firm.example", "<1>"],
)
def test_words_are_no_number(text):
    with pytest.raises(ValidationError, match="is no phone number"):
        validate_phone(text)


@pytest.mark.skipif(not NORTHWIND.exists(), reason="needs the shared files")
def test_every_number_of_northwind_passes():
    with (NORTHWIND / "customers.csv").open(encoding="utf-8") as stream:
        numbers = [row[name] for row in csv.DictReader(stream) for name in ("phone", "fax") if row[name]]
    assert len(numbers) > 90
    for number in numbers:
        validate_phone(number)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        (" alba.example ", "https://alba.example"),
        ("www.alba.example/shop?a=1", "https://www.alba.example/shop?a=1"),
        ("alba.example:8080", "https://alba.example:8080"),
        ("//alba.example", "https://alba.example"),
        ("http://alba.example", "http://alba.example"),
        ("HTTPS://Alba.Example/A", "HTTPS://Alba.Example/A"),
        ("öl-müller.example", "https://öl-müller.example"),
    ],
)
def test_web_addresses_get_a_scheme(text, kept):
    assert clean_website(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "javascript://alba.example/%0aalert(1)",
        "data:text/html,x",
        "ftp://alba.example",
        "mailto:ann@alba.example",
        "see the card",
        "none",
        "https://",
        "https://alba.example:port",
        'https://alba.example/"><b>',
        "a." + "b" * 200,
    ],
)
def test_what_is_no_web_address_is_refused(text):
    with pytest.raises(ValidationError):
        clean_website(text)
