"""Background work of imports."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from crm.exchange.services import running
from crm.jobs.models import Job
from crm.jobs.registry import handler


@handler(running.RUN, title=_("Import"))
def run_import(job: Job) -> dict[str, Any]:
    with translation.override(job.by.language if job.by else None):
        return running.run_import(job)


@handler(running.UNDO, title=_("Undo an import"))
def undo(job: Job) -> dict[str, Any]:
    with translation.override(job.by.language if job.by else None):
        return running.undo(job)
