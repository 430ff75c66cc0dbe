"""Write history: who, when, what from, what to (domain.md, D7.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models, transaction

from crm.history.models import Event

if TYPE_CHECKING:
    from crm.customers.models import Customer
    from crm.people.models import User

M = TypeVar("M", bound=models.Model)
BATCH = 500
LONGEST_REASON = 100
"""Letters of a reason that the history keeps: its column has no room for more."""


def save_as(record: M, *, by: User | None, reason: str = "", force_insert: bool = False) -> M:
    """Save a tracked record so that its history names *by* and, when given, the *reason*.

    ``force_insert`` is for a new record whose primary key was reserved beforehand.
    """
    record._history_user = by  # type: ignore[attr-defined]
    record._change_reason = kept_reason(reason)  # type: ignore[attr-defined]
    record.save(force_insert=force_insert)
    return record


def delete_as(record: models.Model, *, by: User | None, reason: str = "") -> None:
    """Delete a tracked record so that its history names *by*."""
    record._history_user = by  # type: ignore[attr-defined]
    record._change_reason = kept_reason(reason)  # type: ignore[attr-defined]
    record.delete()


def bulk_create_as(
    records: Sequence[M], *, by: User | None, job_id: int | None = None, reason: str = ""
) -> list[M]:
    """Insert tracked records of one model with their history; primary keys are set on them."""
    if not records:
        return []
    with transaction.atomic(savepoint=False):
        created = list(type(records[0])._default_manager.bulk_create(records, batch_size=BATCH))
        _write_history(created, by=by, job_id=job_id, reason=reason, update=False)
    return created


def bulk_update_as(
    records: Sequence[M],
    fields: Iterable[str],
    *,
    by: User | None,
    job_id: int | None = None,
    reason: str = "",
) -> int:
    """Update *fields* of tracked records of one model with their history; return how many were written."""
    if not records:
        return 0
    with transaction.atomic(savepoint=False):
        written = type(records[0])._default_manager.bulk_update(records, list(fields), batch_size=BATCH)
        _write_history(records, by=by, job_id=job_id, reason=reason, update=True)
    return written


def kept_reason(reason: str) -> str | None:
    """Return *reason* as the history keeps it: a long one cut, an empty one None."""
    if len(reason) > LONGEST_REASON:
        reason = f"{reason[: LONGEST_REASON - 1]}…"
    return reason or None


def _write_history(
    records: Sequence[models.Model], *, by: User | None, job_id: int | None, reason: str, update: bool
) -> None:
    history: Any = type(records[0]).history  # type: ignore[attr-defined]
    history.bulk_history_create(
        records,
        batch_size=BATCH,
        update=update,
        default_user=by,
        default_change_reason=kept_reason(reason),
        custom_historical_attrs={"job_id": job_id},
    )


def record_event(
    *,
    customer: Customer,
    verb: str,
    by: User | None,
    data: dict[str, Any] | None = None,
    job_id: int | None = None,
) -> Event:
    """Put a line on the customer's feed; *data* fills the words of *verb* when it is shown."""
    return Event.objects.create(customer=customer, verb=verb, by=by, data=data or {}, job_id=job_id)


def record_events(
    *,
    customers: Iterable[Customer],
    verb: str,
    by: User | None,
    data: dict[str, Any] | None = None,
    job_id: int | None = None,
) -> None:
    """Put the same line on the feeds of many customers."""
    Event.objects.bulk_create(
        [
            Event(customer=customer, verb=verb, by=by, data=data or {}, job_id=job_id)
            for customer in customers
        ],
        batch_size=BATCH,
    )
