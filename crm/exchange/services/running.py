"""Start imports and undos in the background, and do them there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.exchange.checking import estimated_rows
from crm.exchange.kinds import kind_named
from crm.exchange.models import Import, ImportState
from crm.exchange.plans import path_of, plan_of
from crm.exchange.policy import page_limits
from crm.exchange.progress import JobProgress
from crm.exchange.reading.problems import FileProblem
from crm.exchange.records import Context, Duplicates
from crm.exchange.results import Result
from crm.exchange.running import ChangedMeanwhileError, Run, execute, prepare
from crm.exchange.services.uploading import importable_kind, locked_open, remember
from crm.jobs.services import enqueue, finishing
from crm.shell.errors import Refused

if TYPE_CHECKING:
    from crm.jobs.models import Job
    from crm.people.models import User

RUN, UNDO = "exchange.run", "exchange.undo"


@transaction.atomic
def start(*, imported: Import, by: User, dry_run: bool = False) -> Import:
    """Check the file in the background and, unless a dry run, import it. Refused when it already runs."""
    importable_kind(imported.kind, by)
    stored = locked_open(imported)
    job = enqueue(kind=RUN, payload={"import": stored.pk, "dry_run": dry_run}, by=by, key=str(stored.pk))
    stored.state = ImportState.CHECKING if dry_run else ImportState.RUNNING
    stored.job, stored.message, stored.result = job, "", {}
    stored.save(update_fields=["state", "job", "message", "result"])
    remember(by=by, imported=stored)
    return stored


@transaction.atomic
def start_undo(*, imported: Import, by: User) -> Import:
    """Take a whole import back in the background. Refused when it is not there to be taken back."""
    importable_kind(imported.kind, by)
    stored: Import = Import.objects.select_for_update().get(pk=imported.pk)
    if stored.state != ImportState.DONE:
        raise Refused(_("Only an import that is done can be undone."), code="not_done")
    stored.job = enqueue(kind=UNDO, payload={"import": stored.pk}, by=by, key=str(stored.pk))
    stored.state, stored.message = ImportState.UNDOING, ""
    stored.save(update_fields=["state", "job", "message"])
    return stored


def run_import(job: Job) -> dict[str, Any]:
    """The job's work: check, and write in the transaction that finishes the job."""
    imported = Import.objects.select_related("by").get(pk=job.payload["import"])
    dry_run = bool(job.payload.get("dry_run"))
    context = Context(by=imported.by, import_id=imported.pk)
    try:
        run = prepare(
            kind_named(imported.kind),
            path_of(imported),
            plan_of(imported, dry_run=dry_run),
            context,
            limits=page_limits(),
        )
        return _run(job, imported, run)
    except FileProblem as problem:
        return _finish(job, imported, ImportState.REFUSED, message=problem.message)
    except ChangedMeanwhileError as changed:
        return _finish(job, imported, ImportState.REFUSED, message=changed.errors[0].message)


def _run(job: Job, imported: Import, run: Run) -> dict[str, Any]:
    run.progress = JobProgress(job, estimated_rows(run.source))

    @contextmanager
    def writing(result: Result) -> Iterator[None]:
        with finishing(job) as kept:
            yield
            kept |= _settle(imported, ImportState.DONE, result, errors)

    with tempfile.TemporaryFile(
        "w+", encoding="utf-8-sig", newline="", prefix="regulars-bad-rows-"
    ) as errors:
        result = execute(run, errors_to=errors, writing=writing)
        if result.written:
            return dict(job.result)
        asks = not result.refused and run.plan.duplicates is Duplicates.ASK and result.duplicates
        state = ImportState.CHECKED if run.plan.dry_run or asks else ImportState.REFUSED
        with finishing(job) as kept:
            kept |= _settle(imported, state, result, errors)
    return dict(job.result)


def _settle(imported: Import, state: ImportState, result: Result, errors: IO[str]) -> dict[str, Any]:
    """Write what came of it on the import's own row; returns what the job's page needs."""
    imported.state, imported.message = state, ""
    imported.result = result.as_json() | {
        "notes": result.notes,
        "ignored": result.ignored,
        "rows": result.rows,
        "errors": imported_errors(result),
        "likely": result.likely,
    }
    if imported.bad_rows:
        imported.bad_rows.delete(save=False)
    if result.refused:
        errors.flush()
        imported.bad_rows.save("bad-rows.csv", File(errors.buffer), save=False)  # type: ignore[attr-defined]
    imported.finished_at = timezone.now()
    imported.save(update_fields=["state", "message", "result", "bad_rows", "finished_at"])
    return {"url": page_of(imported)}


def imported_errors(result: Result) -> list[dict[str, Any]]:
    """The errors a page shows; the file of bad rows has all."""
    return [error.as_json() for error in result.errors[:200]]


def _finish(job: Job, imported: Import, state: ImportState, *, message: str) -> dict[str, Any]:
    with finishing(job) as kept:
        imported.state, imported.message, imported.finished_at = state, message, timezone.now()
        imported.save(update_fields=["state", "message", "finished_at"])
        kept["url"] = page_of(imported)
    return dict(job.result)


def undo(job: Job) -> dict[str, Any]:
    """The job's work: take the import back whole, or say who stands in the way."""
    imported = Import.objects.get(pk=job.payload["import"])
    try:
        with finishing(job) as kept:
            kind_named(imported.kind).undo(imported.pk, job.by)
            imported.state, imported.undone_at, imported.undone_by = (
                ImportState.UNDONE,
                timezone.now(),
                job.by,
            )
            imported.save(update_fields=["state", "undone_at", "undone_by"])
            kept["url"] = page_of(imported)
    except Refused as refused:
        job.done_at = None
        return _finish(job, imported, ImportState.DONE, message=str(refused))
    return dict(job.result)


def page_of(imported: Import) -> str:
    """The address of an import's page."""
    return reverse("exchange:import", args=[imported.pk])
