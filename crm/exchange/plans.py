"""An import's stored choices, read as what the engine takes.

`Import.plan` is JSON: `mapping` (field → column, template or ""), `mapped` (whether the person has
seen to it, so that nothing is guessed any more), `settings` (names of ReadSettings), `skip_bad`,
`clear_blanks`, `duplicates` (what is done with likely duplicates; ask where it is missing).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from crm.exchange.kinds import Kind, kind_named
from crm.exchange.mapping import Binding, build_mapping
from crm.exchange.models import Import, RememberedColumn
from crm.exchange.policy import page_limits
from crm.exchange.reading.problems import FileProblem
from crm.exchange.reading.source import ReadSettings, Source, open_source
from crm.exchange.records import Duplicates
from crm.exchange.running import Plan

SETTING_NAMES = ("encoding", "delimiter", "sheet", "header_row", "date_order", "decimal_mark")


def settings_of(imported: Import) -> ReadSettings:
    """How the person wants the file read."""
    stored: dict[str, Any] = imported.plan.get("settings", {})
    return ReadSettings(**{name: stored.get(name) or None for name in SETTING_NAMES})


def plan_of(imported: Import, *, dry_run: bool = False) -> Plan:
    """All choices of the import."""
    plan = imported.plan
    return Plan(
        mapping=plan.get("mapping", {}),
        settings=settings_of(imported),
        guessing=not plan.get("mapped", False),
        remembered=remembered_by(imported),
        dry_run=dry_run,
        skip_bad=bool(plan.get("skip_bad")),
        clear_blanks=bool(plan.get("clear_blanks")),
        duplicates=Duplicates(plan.get("duplicates") or Duplicates.ASK),
    )


def remembered_by(imported: Import) -> dict[str, str]:
    """Which field the person gave each header last time."""
    rows = RememberedColumn.objects.filter(person=imported.by, kind=imported.kind)
    return dict(rows.values_list("header", "field"))


def path_of(imported: Import) -> Path:
    """Where the file lies; FileProblem when it was never kept (command line) or is not kept any more."""
    if imported.file:
        path = Path(imported.file.path)
        if path.is_file():
            return path
    raise FileProblem(_("The file of this import is not kept any more. Upload it again."))


def source_of(imported: Import) -> Source:
    """The file, opened; raises FileProblem."""
    return open_source(path_of(imported), settings_of(imported), page_limits())


def bindings_of(imported: Import, source: Source, kind: Kind | None = None) -> list[Binding]:
    """Which column fills which field, as far as chosen, remembered or guessed; raises FileProblem."""
    plan = plan_of(imported)
    kind = kind or kind_named(imported.kind)
    return build_mapping(
        kind.fields(), source.columns, given=plan.mapping, remembered=plan.remembered, guessing=plan.guessing
    )
