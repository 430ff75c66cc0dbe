"""Primary keys that queries and forms name as text."""

from __future__ import annotations

KEY_DIGITS = 18
"""So many digits fit into every database's key column."""


def key_of(text: str | None) -> int:
    """Return the primary key that *text* writes; 0, which is no record's, when it writes none."""
    plain = text is not None and text.isascii() and text.isdecimal() and len(text) <= KEY_DIGITS
    return int(text) if text and plain else 0
