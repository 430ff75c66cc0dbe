"""What beat and every new job wake."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from crm.jobs.models import Job
from crm.jobs.services import enqueue, run_due

SCHEDULED = "scheduled"
# Schedules are hours apart at the least: the same job within minutes is a message come twice.
REPEATED_WITHIN = timedelta(minutes=10)


@shared_task
def sweep() -> int:
    """Run what is due; return how many jobs were run."""
    return run_due()


@shared_task
def start(kind: str) -> None:
    """Queue a scheduled job; a repeated message, or a second beat's, finds it queued or just done."""
    lately = timezone.now() - REPEATED_WITHIN
    if not Job.objects.filter(kind=kind, unique_key=SCHEDULED, created_at__gt=lately).exists():
        enqueue(kind=kind, key=SCHEDULED)
