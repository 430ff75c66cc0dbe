"""Phone numbers and web addresses as people write them: which pass, and what a link makes of them."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Before the numbers of an extension: ext. 12, x12, Durchwahl, and what Chinese and Koreans write.
_EXTENSION = re.compile(r"(?i)\b(?:extension|extn?|dw|x)\b\.?|(?<=[\d\s)])x(?=\s?\d)|分机|分機|转|轉|내선")
_MARKS = re.compile(r"[\d\s+()\[\]/.,;:#*~‐‑‒–—-]+")
_SECOND = re.compile(r"\s/\s|[,;]")
_SCHEME = re.compile(r"[a-z][a-z0-9+-]*:(?!\d)", re.IGNORECASE)
_HOST = re.compile(r"[^\s.]+(\.[^\s.]+)+\.?")
LONGEST_ADDRESS = 200
LEAST_DIGITS = 6  # of a number that stands before another


def validate_phone(text: str) -> None:
    """Raise ValidationError for what is no phone number: words, or nothing to dial."""
    plain = unicodedata.normalize("NFKC", text)
    if re.search(r"\d", plain) and _MARKS.fullmatch(_EXTENSION.sub(" ", plain)):
        return
    message = _("“%(value)s” is no phone number. Write digits, spaces, + ( ) / - . and “ext. 12” if need be.")
    raise ValidationError(message % {"value": text[:60]}, code="phone")


def tel(text: str) -> str:
    """Return what a ``tel:`` link dials: the digits and a leading +, without extension or second number.

    >>> tel("+49 (0)30 / 123-45 ext. 6")
    '+493012345'
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = _EXTENSION.split(plain, maxsplit=1)[0] or plain
    first = _SECOND.split(plain, maxsplit=1)[0]
    if sum(map(str.isdigit, first)) >= LEAST_DIGITS:
        plain = first
    is_international = plain.lstrip(" (").startswith("+")
    if is_international:
        plain = plain.replace("(0)", "")
    return ("+" if is_international else "") + re.sub(r"\D", "", plain)


def clean_website(text: str) -> str:
    """Return a web address with its scheme: https:// unless http:// is given. ValidationError for others.

    >>> clean_website("alba.example/shop")
    'https://alba.example/shop'
    """
    address = text.strip()
    if not address:
        return ""
    if "://" not in address and not _SCHEME.match(address):
        address = "https://" + address.removeprefix("//")
    if not _is_web(address):
        message = _("“%(value)s” is no web address. Write it like www.example.com or https://example.com.")
        raise ValidationError(message % {"value": text[:60]}, code="website")
    if len(address) > LONGEST_ADDRESS:
        message = _("The web address has %(length)s characters; at most %(cap)s fit.")
        raise ValidationError(message % {"length": len(address), "cap": LONGEST_ADDRESS}, code="website")
    return address


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return False
    if re.search(r"[\s\x00-\x1f<>\"']", address):
        return False
    return parts.scheme in ("http", "https") and bool(_HOST.fullmatch(host))
