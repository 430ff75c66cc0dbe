"""What sort of file is this? Told from its first bytes, never from its name."""

import zipfile
from enum import StrEnum
from pathlib import Path

from django.utils.translation import gettext as _

from crm.exchange.reading.limits import MEGABYTE, Limits
from crm.exchange.reading.problems import FileProblem


class FileType(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


HEAD_BYTES = 8192
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"SQLite format 3", "SQLite"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"PAR1", "Parquet"),
)
ALLOWED_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1a")


def sniff(path: Path, limits: Limits) -> FileType:
    """CSV or XLSX; anything else is refused with a sentence that says what it is and what to do."""
    size = path.stat().st_size
    if limits.max_bytes is not None and size > limits.max_bytes:
        raise too_large(size, limits.max_bytes)
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise FileProblem(
            _("The file is empty. Choose a file with a header row and at least one row of data.")
        )
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(path)
    _refuse_other_formats(path, head)
    return FileType.CSV


def too_large(size: int, cap: int) -> FileProblem:
    """The refusal of a file above the cap (both in bytes)."""
    message = _(
        "The file has %(size)s MB; at most %(cap)s MB can be imported here. Split it or ask an admin."
    )
    return FileProblem(message % {"size": -(-size // MEGABYTE), "cap": cap // MEGABYTE})


def _sniff_zip(path: Path) -> FileType:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise FileProblem(
            _("The workbook is damaged and cannot be opened. Save it again as .xlsx or CSV.")
        ) from None
    if "xl/workbook.xml" in names:
        return FileType.XLSX
    if "xl/workbook.bin" in names:
        raise FileProblem(_("This is a binary workbook (.xlsb). Open it and save it as .xlsx or CSV."))
    if "content.xml" in names:
        raise FileProblem(_("This is an OpenDocument file (.ods). Open it and save it as .xlsx or CSV."))
    raise FileProblem(
        _("This is a ZIP archive, not a spreadsheet. Unpack it and choose the CSV or .xlsx file inside.")
    )


def _refuse_other_formats(path: Path, head: bytes) -> None:
    if head.startswith(OLE2):
        if _holds(path, "EncryptedPackage".encode("utf-16-le")):
            raise FileProblem(
                _("This workbook is protected by a password. Save it without one and try again.")
            )
        raise FileProblem(_("This is an old Excel file (.xls). Open it and save it as .xlsx or CSV."))
    for signature, name in SIGNATURES:
        if head.startswith(signature):
            raise FileProblem(
                _("This is a %(format)s file, not a table. Choose a CSV or .xlsx file.") % {"format": name}
            )
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta")):
        raise FileProblem(_("This is a web page or XML file. Open it in a spreadsheet and save it as .xlsx."))
    if start.startswith((b'{"', b"[{", b"{\n", b"{\r")):
        raise FileProblem(_("This is a JSON file. Choose a CSV or .xlsx file."))
    if _is_binary(head):
        raise FileProblem(_("This is not a table but a binary file. Choose a CSV or .xlsx file."))


def _holds(path: Path, needle: bytes) -> bool:
    """Whether `needle` is in the file's first or last 64 KB, where compound files keep their directory."""
    with path.open("rb") as stream:
        if needle in stream.read(65_536):
            return True
        stream.seek(max(0, path.stat().st_size - 65_536))
        return needle in stream.read()


def _is_binary(head: bytes) -> bool:
    """Control characters give a binary file away, except where they are halves of UTF-16 letters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or looks_utf16(head) is not None:
        return False
    if b"\x00" in head:
        return True
    controls = sum(1 for byte in head if byte < 32 and byte not in ALLOWED_CONTROLS)
    return controls > len(head) // 100 + 1


def looks_utf16(head: bytes) -> str | None:
    """`utf-16-le` or `utf-16-be` when the separators of a table show up as 16-bit characters.

    Commas, tabs, digits and line ends are below 128, so every second byte of theirs is zero, and
    always on the same side; the text between them may be any script.
    """
    head = head[: len(head) // 2 * 2]
    even, odd = head[0::2], head[1::2]
    for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        zeros = high.count(0)
        if zeros >= max(2, len(high) // 50) and low.count(0) * 4 <= zeros and _has_separators(high, low):
            return name
    return None


def _has_separators(high: bytes, low: bytes) -> bool:
    plain = bytes(small for big, small in zip(high, low, strict=True) if big == 0)
    if any(byte < 32 and byte not in ALLOWED_CONTROLS for byte in plain):
        return False
    return any(mark in plain for mark in b",;\t|\n\r")
