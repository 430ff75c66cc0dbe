"""Import a file at once, in this process, as the command line does."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from crm.exchange.kinds import Kind
from crm.exchange.models import Import, ImportState
from crm.exchange.reading.limits import Limits
from crm.exchange.records import Context
from crm.exchange.results import Result
from crm.exchange.running import Plan, execute, prepare

if TYPE_CHECKING:
    from crm.people.models import User


def import_file(
    *,
    kind: Kind,
    path: Path,
    plan: Plan,
    by: User | None,
    limits: Limits,
    errors_path: Path | None = None,
) -> Result:
    """Check the file and write it in one transaction, together with its `Import`, so that it can be undone.

    Raises FileProblem when the file as a whole cannot be taken.
    """
    context = Context(by=by)
    run = prepare(kind, path, plan, context, limits=limits)

    @contextmanager
    def writing(result: Result) -> Iterator[None]:
        with transaction.atomic():
            done = Import.objects.create(
                kind=kind.name, file_name=path.name[:255], size=path.stat().st_size, by=by
            )
            context.import_id = done.pk
            yield
            told = {"notes": result.notes, "likely": result.likely}
            done.state, done.finished_at = ImportState.DONE, timezone.now()
            done.result = result.as_json() | told
            done.save(update_fields=["state", "finished_at", "result"])

    if errors_path is None:
        return execute(run, writing=writing)
    with kept_if_bad(errors_path) as errors_to:
        result = execute(run, errors_to=errors_to, writing=writing)
        if not result.refused:
            errors_to.truncate(0)
        return result


@contextmanager
def kept_if_bad(path: Path) -> Iterator[IO[str]]:
    """A stream for bad rows that becomes the file *path* at the end, unless it is empty then.

    That the file can be written is found out at the beginning; until the end it stays as it was.
    """
    was_there = path.exists()
    with path.open("ab"):
        pass
    try:
        with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as stream:
            yield stream
            stream.flush()
            stream.seek(0)
            if stream.read(1):
                stream.seek(0)
                with path.open("w", encoding="utf-8", newline="") as written:
                    shutil.copyfileobj(stream, written)
                was_there = True
    finally:
        if not was_there:
            path.unlink()
