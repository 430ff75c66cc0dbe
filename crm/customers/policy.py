"""The rules of the customer file that an admin can change, read in one place.

Each is read alone, because reading a setting that nobody has changed costs a query.
"""

from __future__ import annotations

import calendar
from datetime import date

from constance import config


def private_fields_kept() -> bool:
    """Whether private data is kept at all (D7.3)."""
    return bool(config.CUSTOMERS_PRIVATE_FIELDS)


def verify_after_months() -> int:
    """Return the months after which a card that nobody verified is to be checked (D1.6)."""
    return int(config.CUSTOMERS_VERIFY_AFTER_MONTHS)


def duplicate_score() -> int:
    """Return the score, 0 to 100, from which two cards are listed as likely duplicates (D1.6)."""
    return int(config.CUSTOMERS_DUPLICATE_SCORE)


def similar_score() -> int:
    """Return the score, 0 to 100, from which a card is shown as similar to one being added (D1.6)."""
    return int(config.CUSTOMERS_SIMILAR_SCORE)


def merge_undo_days() -> int:
    """Return the days for which a merge of two cards can be undone (D1.6)."""
    return max(0, int(config.CUSTOMERS_MERGE_UNDO_DAYS))


def verify_before(today: date) -> date:
    """Return the day before which a verification is too old on *today*."""
    months = today.year * 12 + today.month - 1 - verify_after_months()
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))
