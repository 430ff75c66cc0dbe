"""Run an import: check pass, then one write pass in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.db import transaction

from crm.exchange.badrows import BadRows
from crm.exchange.checking import Checked, Checker
from crm.exchange.fields import FieldType
from crm.exchange.kinds import Kind
from crm.exchange.locks import locks_rows, wait_for_other_files
from crm.exchange.mapping import Binding, build_mapping
from crm.exchange.reading.limits import Limits
from crm.exchange.reading.source import ReadSettings, Source, open_source
from crm.exchange.records import Context, Duplicates, Outcome, RowError
from crm.exchange.references import resolve
from crm.exchange.results import Result

Progress = Callable[[str, int], None]
CHECKING, WRITING = "checking", "writing"


@dataclass(frozen=True)
class Plan:
    """A person's choices for one import. `mapping` is field → column, template or "" (see mapping.py)."""

    mapping: dict[str, str] = field(default_factory=dict)
    settings: ReadSettings = field(default_factory=ReadSettings)
    guessing: bool = True
    remembered: dict[str, str] = field(default_factory=dict)
    dry_run: bool = False
    skip_bad: bool = False
    clear_blanks: bool = False
    duplicates: Duplicates = Duplicates.CREATE


class ChangedMeanwhileError(Exception):
    """Between check and write somebody changed what the file refers to; nothing was written."""

    def __init__(self, errors: list[RowError]) -> None:
        super().__init__(errors[0].message if errors else "")
        self.errors = errors


@dataclass
class Run:
    """One import of one file, ready to go. `progress` hears the pass and the rows done in it."""

    kind: Kind
    source: Source
    bindings: list[Binding]
    plan: Plan
    context: Context
    progress: Progress | None = None

    def check(self, errors_to: IO[str] | None = None) -> Checked:
        """Read all of the file without writing to the database; bad rows go to `errors_to`."""
        return Checker(
            self.kind,
            self.source,
            self.bindings,
            self.context,
            clear_blanks=self.plan.clear_blanks,
            bad_rows=BadRows(errors_to, self.source.columns) if errors_to else None,
            progress=(lambda rows: self._report(CHECKING, rows)) if self.progress else None,
        ).run()

    def may_write(self, checked: Checked) -> bool:
        """All or nothing, unless bad rows are to be skipped; never in a dry run, nor before an answer."""
        if self.must_ask(checked):
            return False
        good = sum(checked.result.counts.values()) - checked.result.refused
        return not self.plan.dry_run and good > 0 and (self.plan.skip_bad or not checked.result.refused)

    def must_ask(self, checked: Checked) -> bool:
        """Whether somebody has to say first what is done with likely duplicates."""
        return self.plan.duplicates is Duplicates.ASK and bool(checked.result.duplicates)

    def write(self, checked: Checked) -> None:
        """Write what was checked. The caller holds the transaction; an exception must end it."""
        self.context.writing = True
        self.context.notes.clear()  # what the check counted is counted again as it is written
        references = [b.field for b in self.bindings if b.field.type is FieldType.REFERENCE]
        counts = checked.result.counts
        for outcome in set(Outcome) - {Outcome.REFUSED}:
            counts[outcome] = 0
        done, late = 0, frozenset(checked.late)
        earlier = {one.earlier for one in self.context.likely.values() if one.earlier is not None}
        self.context.awaited = frozenset({link.row for link in checked.links} | earlier)
        wait_for_other_files()
        if locks_rows():
            self.kind.hold(checked.spool.batches(without=late), self.context)
        for batch in checked.spool.batches(without=late):
            resolve(self.kind, batch, references, self.context)
            self.kind.plan(batch, self.context)
            if errors := [error for record in batch for error in record.errors]:
                raise ChangedMeanwhileError(errors)
            self.kind.write(batch, self.context)
            for record in batch:
                assert record.outcome is not None
                counts[record.outcome] += 1
            done += len(batch)
            self._report(WRITING, done)
        if checked.links:
            self.kind.link(checked.links, self.context)
        self.kind.finish(self.context)
        checked.result.notes = self.context.told()
        checked.result.written = True

    def _report(self, phase: str, rows: int) -> None:
        if self.progress:
            self.progress(phase, rows)


def prepare(
    kind: Kind,
    path: Path,
    plan: Plan,
    context: Context,
    *,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Run:
    """Open the file and bind its columns. Raises FileProblem with a sentence for the person."""
    source = open_source(path, plan.settings, limits)
    bindings = build_mapping(
        kind.fields(), source.columns, given=plan.mapping, remembered=plan.remembered, guessing=plan.guessing
    )
    context.fields = frozenset(binding.field.name for binding in bindings)
    context.duplicates = plan.duplicates
    return Run(kind, source, bindings, plan, context, progress)


def execute(
    run: Run,
    *,
    errors_to: IO[str] | None = None,
    writing: Callable[[Result], AbstractContextManager[object]] | None = None,
) -> Result:
    """Check and, where that is due, write in one transaction. `writing` may bring that transaction."""
    checked = run.check(errors_to)
    try:
        if run.may_write(checked):
            with writing(checked.result) if writing else transaction.atomic():
                run.write(checked)
    finally:
        checked.close()
    return checked.result
