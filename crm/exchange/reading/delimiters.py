"""Which sign separates the columns of a text file."""

import csv
from collections import Counter

DELIMITERS = {",": ",", ";": ";", "\t": "Tab", "|": "|"}
SAMPLE_RECORDS = 60


def detect_delimiter(text: str) -> str:
    """The sign that cuts the first records of `text` into the most, and most equal, columns."""
    if declared := declared_delimiter(text):
        return declared
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def declared_delimiter(text: str) -> str | None:
    """The delimiter a first line such as `sep=;` names (spreadsheets write it for each other)."""
    first = text.split("\n", 1)[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5 and first[4] in DELIMITERS:
        return first[4]
    return None


def _evenness(text: str, delimiter: str) -> float:
    widths = _widths(text, delimiter)
    if not widths:
        return 0.0
    header = widths[0]
    width, times = Counter(width for width in widths if width > 0).most_common(1)[0]
    if width == 1:
        # Perhaps a title stands above the table, or all rows are short: the header still counts a little.
        return 0.01 * min(header - 1, 20)
    share = times / len(widths)
    return share * share * (1 + min(width, 50) / 50) + (0.5 if header == width else 0.0)


def _widths(text: str, delimiter: str) -> list[int]:
    widths = []
    try:
        for cells in csv.reader(text.splitlines(keepends=True), delimiter=delimiter):
            if cells:
                widths.append(len(cells))
            if len(widths) >= SAMPLE_RECORDS:
                break
    except csv.Error:
        return widths
    return widths
