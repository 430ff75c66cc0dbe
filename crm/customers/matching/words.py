"""Typed texts made comparable: names, phone numbers, e-mail addresses, streets, postcodes."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from crm.customers.matching.vocabulary import (
    JOINING,
    LEGAL_CJK,
    LEGAL_FORMS,
    LEGAL_PREFIXES,
    STREET_ENDINGS,
    STREET_WORDS,
    UNMISTAKABLE,
)
from crm.shell.folding import digits, fold

Words = tuple[str, ...]

MAX_WORDS = 12
MAX_TEXT = 200
SHORTEST_PHONE = 6  # digits; less is an extension or nonsense
_APOSTROPHES = re.compile("['’`´ʼ]")
_EXTENSION = re.compile(r"(?:ext|extn|x|durchwahl|内线|分机|내선)\.?\s*\d+\s*$", re.IGNORECASE)
_OPTIONAL_ZERO = re.compile(r"\(0\)")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")  # 41st Street is a name
_NUMBER_THEN_WORD = re.compile(r"(?<=\d)(?=[^\W\d_]{3,})")


def words_of(text: str) -> Words:
    """Return the folded words of *text*, single letters in a row as one word.

    >>> words_of("J. P. O’Brien"), words_of("S.A.")
    (('jp', 'obrien'), ('sa',))
    """
    # Composed again: in Hangul a syllable, not a letter of one, is what people mistype.
    folded = unicodedata.normalize("NFC", fold(_APOSTROPHES.sub("", text[:MAX_TEXT])))
    found: list[str] = []
    letters = ""
    for word in folded.split():
        if len(word) == 1 and word.isalpha() and word.isascii():
            letters += word
            continue
        if letters:
            found.append(letters)
            letters = ""
        found.append(word)
    return (*found, letters)[:MAX_WORDS] if letters else tuple(found[:MAX_WORDS])


def name_words(name: str) -> Words:
    """Return the words of a name without legal form and joining words; all of them when nothing else is left.

    >>> name_words("Alba Trading Co., Ltd."), name_words("(주)삼성전자"), name_words("北京石油有限公司")
    (('alba', 'trading'), ('삼성전자',), ('北京石油',))
    """
    text = LEGAL_CJK.sub(" ", unicodedata.normalize("NFKC", name)) if not name.isascii() else name
    everything = words_of(text) or words_of(name)
    words = list(everything)
    while len(words) > 1 and words[-1] in LEGAL_FORMS | JOINING:
        words.pop()
    while len(words) > 1 and words[0] in LEGAL_PREFIXES:
        words.pop(0)
    return tuple(word for word in words if word not in JOINING | UNMISTAKABLE) or everything


def phone_digits(text: str) -> str:
    """Return the digits of a phone number without extension and leading zeros; empty when too few.

    >>> phone_digits("+49 (0)30 1234-567 ext. 8"), phone_digits("030 1234567")
    ('49301234567', '301234567')
    """
    plain = _EXTENSION.sub("", _OPTIONAL_ZERO.sub("", unicodedata.normalize("NFKC", text)))
    number = digits(plain).lstrip("0")
    return number if len(number) >= SHORTEST_PHONE else ""


def same_phone(one: str, other: str) -> bool:
    """Whether two `phone_digits` are one number, written with or without its country code.

    >>> same_phone("49301234567", "301234567"), same_phone("1234567", "301234567")
    (True, True)
    """
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) <= 4 and len(short) >= SHORTEST_PHONE and long.endswith(short)


def email_address(text: str) -> str:
    """Return an e-mail address without case and ``+tag``; empty when it is none."""
    mailbox, at, domain = unicodedata.normalize("NFKC", text).strip().casefold().partition("@")
    mailbox = mailbox.split("+")[0]
    return f"{mailbox}@{domain}" if at and mailbox and domain else ""


def web_domain(text: str) -> str:
    """Return the host of a web address without ``www.``.

    >>> web_domain("https://www.alba.example/de?x=1")
    'alba.example'
    """
    host = re.sub(r"^[a-z]+://", "", text.strip().casefold()).split("/")[0].split("?")[0].split(":")[0]
    return host.removeprefix("www.") if "." in host else ""


class Street(NamedTuple):
    """A street: its words as written, the words of its name alone, and its numbers (house, unit)."""

    written: Words
    name: Words
    numbers: frozenset[str]


def street_of(text: str) -> Street:
    """Return the street of an address line.

    >>> street_of("12 Main Street, Suite 4")[1:] == street_of("12, main st., #4 unit")[1:]
    True
    >>> street_of("8 W 41st Street").name, street_of("Hauptstr. 8").name
    (('41st',), ('haupt',))
    """
    written: list[str] = []
    numbers: set[str] = set()
    for word in words_of(_NUMBER_THEN_WORD.sub(" ", text)):
        if word[0].isdigit() and not _ORDINAL.fullmatch(word):
            numbers.add(word.lstrip("0") or "0")
        else:
            written.append(word)
    name = tuple(_without_ending(word) for word in written if word not in STREET_WORDS)
    return Street(tuple(written), name, frozenset(numbers))


def _without_ending(word: str) -> str:
    for ending in STREET_ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending)
    return word


def postcode_of(text: str) -> str:
    """Return a postcode without spaces; of a US nine-digit code the first five.

    >>> postcode_of("90026-4913"), postcode_of("sw1a 1aa")
    ('90026', 'SW1A1AA')
    """
    code = fold(text).replace(" ", "").upper()
    return code[:5] if len(code) == 9 and code.isdigit() else code
