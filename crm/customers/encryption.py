"""Text that is encrypted at rest (Fernet: AES-128-CBC with HMAC-SHA256)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


@lru_cache(maxsize=4)
def _fernet(secrets: tuple[str, ...]) -> MultiFernet:
    # Here and below, as most web workers never need its 6 MiB.
    from cryptography.fernet import Fernet, MultiFernet

    digests = (hashlib.sha256(f"regulars-field:{secret}".encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _box() -> MultiFernet:
    return _fernet(tuple(settings.FIELD_ENCRYPTION_KEYS))


def encrypt(text: str) -> str:
    """Return *text* encrypted with the newest key; empty text stays empty."""
    return _box().encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """Return the text of *token*; ValueError when none of the keys opens it."""
    if not token:
        return ""
    from cryptography.fernet import InvalidToken

    try:
        return _box().decrypt(token.encode()).decode()
    except InvalidToken:
        raise ValueError("None of FIELD_ENCRYPTION_KEYS opens this value.") from None


def digest(text: str) -> str:
    """Return a keyed digest by which equal texts are found without being read; empty for no text.

    Made with the newest key; look for any of ``digests`` while old keys are still in use.
    """
    return digests(text)[0] if text else ""


def digests(text: str) -> list[str]:
    """Return the digests of *text* with every key, the newest first; none for no text."""
    keys = (f"regulars-digest:{secret}".encode() for secret in settings.FIELD_ENCRYPTION_KEYS)
    return [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in keys] if text else []


class EncryptedTextField(models.TextField):
    """A text column whose values are encrypted on the way in and readable on the object."""

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(super().get_prep_value(value) or "")

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str:
        return decrypt(value or "")
