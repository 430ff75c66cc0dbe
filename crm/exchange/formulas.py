"""A text that leaves in a file must not start a formula in somebody's spreadsheet.

An apostrophe in front makes it a text; one that is there already is doubled, so that what was
written can always be read back.
"""

from __future__ import annotations

import re
from typing import Any

# As spreadsheets read them: ASCII and full-width signs, and the white space some of them skip first.
STARTERS = "=+\\-@\\t\\r\\n\uff1d\uff0b\uff0d\uff20"
DANGEROUS = re.compile(rf"'*[ \u00a0\u3000]*[{STARTERS}]")
ESCAPED = re.compile(rf"'+[ \u00a0\u3000]*[{STARTERS}]")
PLAIN_NUMBER = re.compile(r"-\d+(\.\d+)?$")


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet might run `text`; a plain negative number is a number."""
    return bool(DANGEROUS.match(text)) and not PLAIN_NUMBER.match(text)


def defused(text: str) -> str:
    """`text` with an apostrophe before what would start a formula; reading takes it off again."""
    return "'" + text if is_dangerous(text) else text


def restored(text: str) -> str:
    """What `defused` was given."""
    return text[1:] if ESCAPED.match(text) else text


def defused_cell(value: Any) -> Any:
    """The same for a cell of any type: only texts can be dangerous."""
    return defused(value) if isinstance(value, str) else value
