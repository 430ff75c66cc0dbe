"""The check pass: read the whole file, write nothing, keep what can be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from crm.exchange.badrows import BadRows
from crm.exchange.cleaning import Cleaner, cleaner_for
from crm.exchange.fields import DATE_TYPES, NUMBER_TYPES, FieldType
from crm.exchange.firstrows import FirstRows
from crm.exchange.kinds import Kind
from crm.exchange.mapping import Binding
from crm.exchange.reading.cells import Row, as_text, is_blank
from crm.exchange.reading.dates import DateOrder
from crm.exchange.reading.problems import CellProblem, FileProblem, MissingColumnProblem
from crm.exchange.reading.source import Source
from crm.exchange.records import Context, Link, Outcome, Record, RowError
from crm.exchange.references import resolve, unknown_reference
from crm.exchange.results import Result
from crm.exchange.spool import Spool

BATCH = 2_000
LIKELY_KEPT = 200
Progress = Callable[[int], None]


@dataclass
class Checked:
    """What the check pass leaves for the write pass."""

    result: Result
    spool: Spool
    links: list[Link] = field(default_factory=list)
    late: dict[int, list[RowError]] = field(default_factory=dict)

    def close(self) -> None:
        self.spool.close()


@dataclass(frozen=True, slots=True)
class _Bound:
    """A binding made ready for speed."""

    name: str
    column: int | None
    binding: Binding
    clean: Cleaner
    is_reference: bool


class Checker:
    """Checks one file against one kind. `progress` hears the number of rows read so far."""

    def __init__(
        self,
        kind: Kind,
        source: Source,
        bindings: Sequence[Binding],
        context: Context,
        *,
        clear_blanks: bool = False,
        bad_rows: BadRows | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.kind, self.source, self.context = kind, source, context
        self.clear_blanks, self.bad_rows, self.progress = clear_blanks, bad_rows, progress
        self.bindings = bindings
        self.bound = [self._ready(binding) for binding in bindings]
        self.fields = {binding.field.name: binding.field for binding in bindings}
        self.references = [f for f in self.fields.values() if f.type is FieldType.REFERENCE]
        self.width = len(source.columns)
        self.first_row = FirstRows()
        self.refused_rows: set[int] = set()
        self.checked = Checked(Result(), Spool())

    def run(self) -> Checked:
        """Read all rows; raises FileProblem when the file as a whole is at fault."""
        try:
            require_keys(self.kind, self.bindings, self.source)
            rows = self.source.rows()
            while batch := [self._record(row) for row in islice(rows, BATCH)]:
                self._batch(batch)
            self._check_links()
            self._count_likely()
        except BaseException:
            self.checked.close()
            raise
        used = {part for binding in self.bindings for part in binding.parts if isinstance(part, int)}
        self.checked.result.notes = self.context.told()
        self.checked.result.ignored = [c.name for c in self.source.columns if c.index not in used]
        return self.checked

    def _ready(self, binding: Binding) -> _Bound:
        kind_of = binding.field.type
        order, mark = DateOrder.YMD, "."
        if binding.column is not None and kind_of in DATE_TYPES:
            order = self._date_order(binding)
        if binding.column is not None and kind_of in NUMBER_TYPES:
            mark = self.source.decimal_mark(binding.column).mark
        clean = cleaner_for(binding.field, date_order=order, mark=mark)
        return _Bound(binding.field.name, binding.column, binding, clean, kind_of is FieldType.REFERENCE)

    def _date_order(self, binding: Binding) -> DateOrder:
        assert binding.column is not None
        guess = self.source.date_order(binding.column)
        if guess.ambiguous:
            raise FileProblem(
                _(
                    "The dates in the column “%(column)s” can be read as day/month or as month/day, and no "
                    "row decides it. Choose the order of dates: dmy or mdy."
                )
                % {"column": binding.expression}
            )
        return guess.order

    def _record(self, row: Row) -> Record:
        record = Record(row.number, {}, {}, row.cells)
        cells = row.cells
        for bound in self.bound:
            cell = cells[bound.column] if bound.column is not None else bound.binding.cell(cells)
            try:
                value = bound.clean(cell)
            except CellProblem as problem:
                record.refuse(bound.name, problem.message, as_text(cell))
                continue
            if value is None:
                if self.clear_blanks:
                    record.values[bound.name] = None
            elif bound.is_reference:
                record.texts[bound.name] = value
            else:
                record.values[bound.name] = value
        if len(cells) > self.width and not all(map(is_blank, cells[self.width :])):
            record.refuse(
                "",
                _("The row has %(count)s cells, the header %(width)s. Perhaps a quotation mark is missing.")
                % {"count": len(cells), "width": self.width},
            )
        return record

    def _batch(self, batch: list[Record]) -> None:
        pending = resolve(self.kind, batch, self.references, self.context)
        self._refuse_doubles(batch)
        self.kind.plan(batch, self.context)
        result = self.checked.result
        good = []
        for record in batch:
            if record.errors:
                self.context.likely.pop(record.row, None)
                self.refused_rows.add(record.row)
                self._refused(record.row, record.cells, record.errors)
                continue
            assert record.outcome is not None
            result.counts[record.outcome] += 1
            good.append(record)
        for record, name in pending:
            if not record.errors:
                number = record.values.get("number", "")
                self.checked.links.append(Link(number, name, record.texts[name], record.row, record.outcome))
        self.checked.spool.add(good)
        result.rows += len(batch)
        if self.progress:
            self.progress(result.rows)

    def _refuse_doubles(self, batch: Sequence[Record]) -> None:
        for record in batch:
            key = self.kind.key_of(record)
            if key is None:
                continue
            if number := record.values.get("number"):
                # What links look for, where more than the number makes the key.
                self.first_row.first(hash((number,)), record.row)
            first = self.first_row.first(hash(key), record.row)
            if first != record.row:
                name = self.kind.keys[0]
                shown = ", ".join(str(record.texts.get(k) or record.values.get(k)) for k in self.kind.keys)
                record.refuse(
                    name,
                    _("“%(key)s” is already in row %(row)s of this file. Keep one of the two rows.")
                    % {"key": shown, "row": first},
                    shown,
                )

    def _refused(self, row: int, cells: Sequence[Any], errors: list[RowError]) -> None:
        result = self.checked.result
        result.counts[Outcome.REFUSED] += 1
        result.add_errors(errors)
        if self.bad_rows:
            self.bad_rows.add(row, cells, errors)

    def _check_links(self) -> None:
        """References into the file can be judged only when all of it is known."""
        late = self.checked.late
        kept = []
        for link in self.checked.links:
            message = self._link_problem(link)
            if message is None:
                kept.append(link)
                continue
            if link.row not in late and link.outcome is not None:
                self.checked.result.counts[link.outcome] -= 1
            late.setdefault(link.row, []).append(RowError(link.row, link.field, link.number, message))
        for error, outcome in self.kind.judge(self.context):
            if error.row in self.refused_rows:
                continue
            if error.row not in late:
                self.checked.result.counts[outcome] -= 1
            late.setdefault(error.row, []).append(error)
        self.checked.links = [link for link in kept if link.row not in late]
        if late:
            for row in self.source.rows():
                if row.number in late:
                    self.context.likely.pop(row.number, None)
                    self._refused(row.number, row.cells, late[row.number])

    def _count_likely(self) -> None:
        if not self.kind.finds_duplicates:
            return
        likely = self.context.likely
        self.checked.result.duplicates = len(likely)
        self.checked.result.likely = [
            likely[row].as_json(self.context.duplicates) for row in sorted(likely)[:LIKELY_KEPT]
        ]

    def _link_problem(self, link: Link) -> str | None:
        row = self.first_row.get(hash((link.number,)))
        if row is None:
            return unknown_reference(self.fields[link.field], link.number)
        if row in self.refused_rows:
            return _("“%(key)s” stands in row %(row)s, which is refused.") % {"key": link.number, "row": row}
        if link.number == link.own:
            return _("A record cannot refer to itself.")
        return None


def require_keys(kind: Kind, bindings: Sequence[Binding], source: Source) -> None:
    """Refuse a file that has no column for what its records are found by."""
    bound = {binding.field.name for binding in bindings}
    missing = [name for name in kind.keys if name not in bound]
    if missing and kind.optional_keys and any(f.name in bound for f in kind.fields() if f.required):
        return
    if missing:
        label = next(str(field.label) for field in kind.fields() if field.name == missing[0])
        raise MissingColumnProblem(
            _("The file has no column for “%(field)s”. It has: %(columns)s. Choose the one that holds it.")
            % {"field": label, "columns": ", ".join(column.name for column in source.columns[:40])},
            field=missing[0],
        )


def estimated_rows(source: Source) -> int:
    """About how many rows a text file has, from its line ends; 0 when unknown."""
    if source.encoding is None or source.encoding.name.startswith("utf-16"):
        return 0
    with source.path.open("rb") as stream:
        return max(1, sum(chunk.count(b"\n") for chunk in _chunks(stream)) - source.header_row)


def _chunks(stream: Any) -> Iterator[bytes]:
    while chunk := stream.read(1 << 20):
        yield chunk
