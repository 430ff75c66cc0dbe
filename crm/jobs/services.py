"""Queue, claim and finish background work."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from crm.jobs.models import Job
from crm.jobs.registry import handler_for
from crm.shell.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from crm.people.models import User

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5


class LeaseLostError(Exception):
    """Another worker has taken the job over; nothing of this run may be kept."""


def enqueue(
    *,
    kind: str,
    payload: dict[str, Any] | None = None,
    by: User | None = None,
    key: str = "",
    due_at: datetime | None = None,
) -> Job:
    """Queue work of *kind*, or join the open job with the same *key*: *by* may then watch that one."""
    new = Job(kind=kind, payload=payload or {}, by=by, unique_key=key, due_at=due_at or timezone.now())
    for _attempt in range(3):
        try:
            with transaction.atomic():
                new.save(force_insert=True)
        except IntegrityError:
            # The open job may be finished by the time we look for it: then there is room for the new one.
            if queued := Job.objects.filter(kind=kind, unique_key=key, done_at=None).first():
                if by is not None and by.pk != queued.by_id:
                    queued.watchers.add(by)
                return queued
        else:
            transaction.on_commit(_wake)
            return new
    raise RuntimeError(f"A job {kind!r} with the key {key!r} can be neither queued nor found.")


def _wake() -> None:
    """Tell a worker at once; beat's sweep finds the job when the broker cannot be reached."""
    from crm.jobs.tasks import sweep

    try:
        sweep.delay()
    except (OSError, BrokerError):
        logger.warning("The broker cannot be reached; the next sweep will find the work.")


def claim_next() -> Job | None:
    """Claim the oldest due job nobody works on, or return None.

    The claim is one conditional update, so of two workers only one gets the job. On PostgreSQL a
    row locked by the transaction that is finishing it is passed over. A job whose workers died at
    every attempt is given up: it would take down the next one, too.
    """
    now = timezone.now()
    claimable = Q(done_at=None, due_at__lte=now) & (Q(lease_until=None) | Q(lease_until__lt=now))
    with transaction.atomic():
        waiting = Job.objects.filter(claimable).order_by("due_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        abandoned = waiting.filter(attempts__gte=MAX_ATTEMPTS)
        for dead in abandoned:
            dead.failed, dead.done_at, dead.lease_until = True, now, None
            dead.detail = dead.detail or "The worker stopped at every attempt."
            dead.save(update_fields=["failed", "done_at", "lease_until", "detail"])
        job = waiting.first()
        if job is None:
            return None
        job.lease_token = uuid.uuid4()
        job.lease_until = now + LEASE
        job.attempts += 1
        claimed = Job.objects.filter(claimable, pk=job.pk).update(
            lease_token=job.lease_token, lease_until=job.lease_until, attempts=job.attempts
        )
    return job if claimed else None


def renew_lease(job: Job) -> None:
    """Say that this worker is still alive; LeaseLostError when another one took over."""
    if not _mine(job).update(lease_until=timezone.now() + LEASE):
        raise LeaseLostError(job.pk)


@contextmanager
def finishing(job: Job) -> Iterator[dict[str, Any]]:
    """One transaction for a job's writes and its finish; put its result into the yielded dictionary.

    Raises LeaseLostError before anything is written when another worker has taken the job over.
    """
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=job.pk)
        if locked.done_at or locked.lease_token != job.lease_token:
            raise LeaseLostError(job.pk)
        result: dict[str, Any] = {}
        yield result
        job.result, job.done_at, job.lease_until = result, timezone.now(), None
        job.save(update_fields=["result", "done_at", "lease_until"])


def run(job: Job) -> None:
    """Run a claimed job to its end.

    What a service refuses ends the job with the service's words: trying again would not change them.
    Other errors are kept on the row for an admin, and the job is tried again with a pause.
    """
    try:
        result = handler_for(job.kind)(job)
        if job.done_at is None:
            with finishing(job) as kept:
                kept.update(result)
    except LeaseLostError:
        logger.warning("Job %s was taken over by another worker.", job.pk)
    except Refused as refused:
        logger.info("Job %s (%s) was refused: %s", job.pk, job.kind, refused)
        _mine(job).update(error=str(refused)[:2000], failed=True, done_at=timezone.now(), lease_until=None)
    except Exception as error:
        logger.exception("Job %s (%s) failed.", job.pk, job.kind)
        _keep_failure(job, error)


def _keep_failure(job: Job, error: Exception) -> None:
    final = job.attempts >= MAX_ATTEMPTS
    _mine(job).update(
        detail=f"{type(error).__name__}: {error}"[:2000],
        lease_until=None,
        due_at=timezone.now() + timedelta(seconds=5 * 2**job.attempts),
        failed=final,
        done_at=timezone.now() if final else None,
    )


def _mine(job: Job) -> QuerySet[Job]:
    """Return the row of *job* as long as it is this worker's and open."""
    return Job.objects.filter(pk=job.pk, lease_token=job.lease_token, done_at=None)


def run_due(*, limit: int = 100) -> int:
    """Run due jobs one after the other, at most *limit*; return how many."""
    for count in range(limit):
        job = claim_next()
        if job is None:
            return count
        run(job)
    return limit
