"""The caps of imports that an admin can change, read in one place."""

from __future__ import annotations

import datetime as dt

from constance import config

from crm.exchange.reading.limits import MEGABYTE, Limits


def page_limits() -> Limits:
    """The caps of pages and API."""
    return Limits(
        max_bytes=config.EXCHANGE_MAX_MEGABYTES * MEGABYTE,
        max_rows=config.EXCHANGE_MAX_ROWS,
        max_cell_chars=config.EXCHANGE_MAX_CELL_CHARACTERS,
    )


def keeping_time() -> dt.timedelta:
    """How long the file of an import, and what it quotes of it, is kept."""
    return dt.timedelta(days=config.EXCHANGE_KEEP_DAYS)


def command_limits() -> Limits:
    """The caps of the command line: files of any size, but no bombs and no monstrous cells."""
    return page_limits().without_size()
