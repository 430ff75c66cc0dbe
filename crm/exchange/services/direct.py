"""Import a file at once, in this process, as the command line does."""

from __future__ import annotations

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
            done.state, done.finished_at, done.result = ImportState.DONE, timezone.now(), result.as_json()
            done.save(update_fields=["state", "finished_at", "result"])

    with _writable(errors_path) as errors_to:
        return execute(run, errors_to=errors_to, writing=writing)


@contextmanager
def _writable(path: Path | None) -> Iterator[IO[str] | None]:
    if path is None:
        yield None
        return
    with path.open("w", encoding="utf-8", newline="") as stream:
        yield stream
