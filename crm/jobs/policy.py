"""The rules of background work that an admin can change, read in one place."""

from __future__ import annotations

from datetime import timedelta

from constance import config


def keeping_time() -> timedelta:
    """Return how long finished jobs are kept."""
    return timedelta(days=config.JOBS_KEEP_DAYS)
