"""Text as people compare it: without accents, case, width and punctuation. Needs no database, no settings."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_NOT_WORD = re.compile(r"[\W_]+")
_MARKS = ("Mn", "Me")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return *text* without accents, case, width and punctuation: words parted by single spaces.

    >>> fold("  KÖNIGLICH–Straße ")
    'koniglich strasse'
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    if not decomposed.isascii():
        decomposed = "".join(char for char in decomposed if unicodedata.category(char) not in _MARKS)
        decomposed = decomposed.translate(_UNDECOMPOSED)
    return _NOT_WORD.sub(" ", decomposed).strip()


def digits(text: str) -> str:
    """Return the digits of a phone number or the like, in ASCII."""
    return "".join(str(unicodedata.digit(char)) for char in text if char.isdigit())
