"""Background work of the timeline: mailings to many customers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from crm.jobs import progress
from crm.jobs.models import Job
from crm.jobs.registry import handler
from crm.jobs.services import finishing
from crm.timeline.services.mailing import MAILING, send_mailing


@handler(MAILING, title=_("Logging touches"))
def log_mailing(job: Job) -> dict[str, Any]:
    """Log the touch of each customer in one transaction: all of them or, after a crash, none yet."""
    assert job.by is not None

    def report(done: int, total: int) -> None:
        progress.report(job.pk, done=done, total=total)

    with translation.override(job.by.language), finishing(job) as result:
        logged = send_mailing(job.payload, by=job.by, report=report)
        result.update(touches=logged, url=reverse("timeline:touches"))
    return result
