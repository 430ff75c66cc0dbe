"""Take a file in, and a person's choices about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.exchange.guessing import normalise
from crm.exchange.kinds import KINDS, Kind
from crm.exchange.models import Import, ImportState, RememberedColumn
from crm.exchange.plans import plan_of, source_of
from crm.exchange.policy import page_limits
from crm.exchange.reading.problems import FileProblem
from crm.exchange.reading.sniffing import too_large
from crm.exchange.running import Plan
from crm.shell.errors import Refused

if TYPE_CHECKING:
    from django.core.files.base import File

    from crm.people.models import User


def upload(*, by: User, kind_name: str, file: File[bytes]) -> Import:
    """Keep the file and look at it, importing nothing yet; Refused says why it cannot be a table."""
    kind = importable_kind(kind_name, by)
    limits = page_limits()
    if limits.max_bytes is not None and file.size > limits.max_bytes:
        raise Refused(too_large(file.size, limits.max_bytes).message, field="file", code="too_large")
    upload_ = Import(kind=kind.name, file_name=(file.name or "")[-255:], size=file.size, by=by)
    upload_.file.save(file.name or "import", file, save=False)
    try:
        source_of(upload_)
    except FileProblem as problem:
        upload_.file.delete(save=False)
        raise Refused(problem.message, field="file", code="unreadable") from None
    upload_.save()
    return upload_


def importable_kind(name: str, by: User) -> Kind:
    """The kind, if this person may import it; Refused otherwise."""
    kind = KINDS.get(name)
    if kind is None or not kind.may_import(by):
        raise Refused(_("You may not import this kind of record."), field="kind", code="kind")
    return kind


@transaction.atomic
def choose(*, imported: Import, by: User, plan: Mapping[str, Any]) -> Import:
    """Keep the person's choices about an import that has not run yet; see `plans` for their names."""
    stored = locked_open(imported)
    stored.plan = dict(plan)
    stored.state, stored.result, stored.message = ImportState.UPLOADED, {}, ""
    stored.save(update_fields=["plan", "state", "result", "message"])
    return stored


def locked_open(imported: Import) -> Import:
    """The import, locked, if it may still be changed and started; Refused otherwise."""
    stored: Import = Import.objects.select_for_update(of=("self",)).select_related("job").get(pk=imported.pk)
    settle(stored)
    if not stored.is_open:
        raise Refused(_("This import is running or done; it cannot be changed any more."), code="not_open")
    return stored


def settle(imported: Import) -> Import:
    """An import whose job has given up is not running any more."""
    if imported.is_busy and (imported.job is None or imported.job.failed):
        undoing = imported.state == ImportState.UNDOING
        imported.state = ImportState.DONE if undoing else ImportState.FAILED
        imported.message = _("Something went wrong, and nothing was written. Try again, or ask an admin.")
        imported.finished_at = imported.finished_at or timezone.now()
        imported.save(update_fields=["state", "message", "finished_at"])
    return imported


def remember(*, by: User, imported: Import) -> None:
    """Keep which headers this person mapped to which fields, for the next file of the kind."""
    plan: Plan = plan_of(imported)
    rows = [
        RememberedColumn(person=by, kind=imported.kind, header=normalise(column)[:120], field=field)
        for field, column in plan.mapping.items()
        if column and "{" not in column and normalise(column)
    ]
    unique = list({row.header: row for row in rows}.values())
    RememberedColumn.objects.bulk_create(
        unique, update_conflicts=True, unique_fields=["person", "kind", "header"], update_fields=["field"]
    )
