"""Ask for a ranking in the background."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from accounts.services.ranking import check_window
from crm.jobs.services import enqueue

if TYPE_CHECKING:
    from crm.jobs.models import Job
    from crm.people.models import User

RANK = "accounts.rank"


def request_ranking(
    *, by: User, as_of: date | None = None, days: int | None = None, all_orders: bool = False
) -> Job:
    """Queue a ranking by this period, unless the person has queued the same already.

    The parameters are those of `accounts.services.ranking.rank_accounts`; Refused as there.
    """
    check_window(as_of=as_of, days=days)
    payload: dict[str, Any] = {"as_of": as_of.isoformat()} if as_of else {}
    if all_orders:
        payload["all_orders"] = True
    elif days:
        payload["days"] = days
    words = [str(payload[name]) if name in payload else "-" for name in ("as_of", "days", "all_orders")]
    return enqueue(kind=RANK, payload=payload, by=by, key=f"by {by.pk}: {' '.join(words)}")


def window_of(job: Job) -> dict[str, Any]:
    """Return the period that a queued ranking asks for, as `rank_accounts` takes it."""
    as_of = job.payload.get("as_of")
    return {
        "as_of": date.fromisoformat(as_of) if as_of else None,
        "days": job.payload.get("days"),
        "all_orders": bool(job.payload.get("all_orders")),
    }
