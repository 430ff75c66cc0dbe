"""A kind whose fields are columns of one model: all but the exceptions is done here."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from crm.exchange.blockers import Blockers
from crm.exchange.bulk import create_many, update_many
from crm.exchange.fields import Field, FieldType
from crm.exchange.kinds import Kind
from crm.exchange.locks import lock_imported, lock_keys, wait_for_other_files
from crm.exchange.records import Context, Link, Outcome, Record
from crm.exchange.undoing import in_the_way, later_imports, undo_import

if TYPE_CHECKING:
    from crm.people.models import User

CHUNK = 2_000


def stamp(context: Context) -> dict[str, Any]:
    """What marks the history rows of an import, for `crm.history.services`."""
    return {
        "by": context.by,
        "job_id": context.import_id,
        "reason": f"import {context.import_id or ''}".strip(),
    }


class ModelKind(Kind):
    """A kind stored in one model and found by its `number`.

    `attrs` says which column (attname) a field fills; `derived` are columns worked out from others,
    written with every change. `undo_models` are the tracked models an import
    writes, those that refer to others first; `goes_along` are models that vanish with their record;
    `worked_out` are columns that may change without the record having been changed by anybody.
    """

    model: ClassVar[type[Model]]
    attrs: ClassVar[Mapping[str, str]]
    derived: ClassVar[tuple[str, ...]] = ()
    undo_models: ClassVar[tuple[type[Model], ...]] = ()
    goes_along: ClassVar[tuple[type[Model], ...]] = ()
    worked_out: ClassVar[frozenset[str]] = frozenset()

    # Reading what is there

    def visible(self, by: User | None) -> QuerySet[Any]:
        """The records `by` may see and change; None (the operator) sees all."""
        objects: Any = self.model._default_manager.all()
        return objects if by is None else objects.visible_to(by)

    def find(self, numbers: Sequence[str], by: User | None) -> dict[str, int]:
        return dict(self.visible(by).filter(number__in=numbers).values_list("number", "pk"))

    def existing(self, batch: Sequence[Record], context: Context) -> dict[Hashable, Any]:
        """The stored records of a batch by their key, whoever may see them; locked in the write pass."""
        numbers = [record.values["number"] for record in batch if record.values.get("number")]
        rows = self.lockable(self.model._default_manager.filter(number__in=numbers), context)
        return {(row.number,): row for row in rows}

    def lockable(self, rows: QuerySet[Any], context: Context) -> QuerySet[Any]:
        """`rows`, locked until the end of the transaction in the write pass."""
        return rows.select_for_update(of=("self",), no_key=True).order_by("pk") if context.writing else rows

    def hold(self, batches: Iterable[Sequence[Record]], context: Context) -> None:
        lock_keys(self.model, {pk for batch in batches for pk in self._keys_of(batch)})

    def _keys_of(self, batch: Sequence[Record]) -> Iterable[int]:
        numbers = [record.values["number"] for record in batch if record.values.get("number")]
        return self.model._default_manager.filter(number__in=numbers).values_list("pk", flat=True)

    # Deciding

    def plan(self, batch: Sequence[Record], context: Context) -> None:
        existing = self.existing(batch, context)
        allowed = self._allowed(existing, context.by)
        self.prepare(batch, existing, context)
        for record in batch:
            if record.errors or self.set_aside(record, context):
                continue
            target = self.target_of(record, existing, context)
            if target is not None and allowed is not None and target.pk not in allowed:
                record.refuse(
                    self.keys[0],
                    _("This number belongs to a record that you may not see. Ask your manager."),
                    record.values.get(self.keys[0], ""),
                )
                continue
            self._plan_record(record, target, context)

    def prepare(self, batch: Sequence[Record], existing: Mapping[Hashable, Any], context: Context) -> None:
        """Questions to ask once a batch, before its records are planned one by one."""

    def set_aside(self, record: Record, context: Context) -> bool:
        """Whether the row is left as it is; its outcome is set then."""
        return False

    def target_of(self, record: Record, existing: Mapping[Hashable, Any], context: Context) -> Any:
        """The stored record that the row is about, None for a new one."""
        return existing.get(self.key_of(record))

    def new(self, record: Record, context: Context) -> Any:
        """An unsaved record with the defaults of one that comes from a file."""
        return self.model()

    def attributes(self, record: Record, target: Any, context: Context) -> dict[str, Any]:
        """The columns this row sets, by attname."""
        return {attr: record.values[name] for name, attr in self.attrs.items() if name in record.values}

    def check(self, record: Record, target: Any, context: Context) -> None:
        """Rules over several fields; refuses the record where they are broken."""

    def parts_changed(self, record: Record, target: Any, context: Context) -> bool:
        """Whether the row also changes something beside the record's own columns."""
        return False

    def _plan_record(self, record: Record, target: Any, context: Context) -> None:
        is_new = target is None
        if is_new:
            self._require(record)
            if record.errors:
                return
            target = self.new(record, context)
        wanted = self.attributes(record, target, context)
        record.target = target
        record.changes = {
            attr: value for attr, value in self._storable(wanted).items() if getattr(target, attr) != value
        }
        record.before = {attr: getattr(target, attr) for attr in record.changes}
        for attr, value in record.changes.items():
            setattr(target, attr, value)
        self.check(record, target, context)
        if record.errors:
            return
        if is_new:
            record.outcome = Outcome.CREATED
        elif record.changes or self.parts_changed(record, target, context):
            record.outcome = Outcome.UPDATED
        else:
            record.outcome = Outcome.UNCHANGED

    def _require(self, record: Record) -> None:
        for field in self.required_fields():
            if record.values.get(field.name) in (None, "") and field.name not in record.texts:
                record.refuse(
                    field.name, _("“%(field)s” is required for a new record.") % {"field": field.name}
                )

    def required_fields(self) -> list[Field]:
        return [field for field in self.fields() if field.required]

    def _storable(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """A cleared column becomes what its model calls empty; one that cannot be empty stays."""
        storable = {}
        for attr, value in wanted.items():
            if value is None:
                column: Any = self.model._meta.get_field(attr)
                if not column.null:
                    if not column.blank or column.empty_strings_allowed is False:
                        continue
                    value = ""
            storable[attr] = value
        return storable

    def _allowed(self, existing: Mapping[Hashable, Any], by: User | None) -> set[int] | None:
        if by is None or by.is_admin or not existing:
            return None
        keys = [row.pk for row in existing.values()]
        return set(self.visible(by).filter(pk__in=keys).values_list("pk", flat=True))

    # Writing

    def write(self, batch: Sequence[Record], context: Context) -> None:
        created = [record for record in batch if record.outcome is Outcome.CREATED]
        updated = [record for record in batch if record.outcome is Outcome.UPDATED]
        self.before_write(created, updated, context)
        create_many([record.target for record in created if record.target], **stamp(context))
        changed = [record for record in updated if record.changes]
        columns = {attr for record in changed for attr in record.changes}
        if changed:
            columns |= set(self.derived)
            # Two rows may be about one record.
            targets = {id(record.target): record.target for record in changed if record.target}
            update_many(list(targets.values()), sorted(columns), **stamp(context))
        self.after_write([*created, *updated], context)

    def before_write(self, created: Sequence[Record], updated: Sequence[Record], context: Context) -> None:
        """Fill the columns that are worked out (`derived`)."""

    def after_write(self, written: Sequence[Record], context: Context) -> None:
        """What hangs on the records, once they have primary keys."""

    def link(self, links: Iterable[Link], context: Context) -> None:
        pending = list(links)
        numbers = {link.number for link in pending} | {link.own for link in pending}
        stored: Iterable[Any] = self.model._default_manager.filter(number__in=numbers)
        rows = {row.number: row for row in stored}
        columns = set()
        pending = [link for link in pending if link.own in rows and link.number in rows]
        for link in pending:
            setattr(rows[link.own], self.attrs[link.field], rows[link.number].pk)
            columns.add(self.attrs[link.field])
        changed = [rows[own] for own in dict.fromkeys(link.own for link in pending)]
        update_many(changed, sorted(columns), **stamp(context))

    # Exporting and undoing

    def export_rows(self, by: User | None) -> QuerySet[Any]:
        """What an export goes through, with what it needs joined."""
        return self.visible(by).order_by("pk")

    def export_value(self, row: Any, field: Field) -> Any:
        """One stored value of a record; a reference as the other record's number."""
        if field.type is FieldType.REFERENCE:
            other = getattr(row, self.attrs[field.name].removesuffix("_id"))
            return None if other is None else other.number
        return getattr(row, self.attrs[field.name])

    def export(self, by: User | None, fields: Sequence[Field], only: Any = None) -> Iterator[list[Any]]:
        rows = self.export_rows(by)
        if only is not None:
            rows = rows.filter(pk__in=only.values("pk"))
        for row in rows.iterator(chunk_size=CHUNK):
            yield [self.export_value(row, field) for field in fields]

    def undo(self, import_id: int, by: User | None) -> None:
        with transaction.atomic():
            models = self.undo_models or (self.model,)
            wait_for_other_files()
            self.hold_for_undo(import_id)
            touched = undo_import(import_id, models, self.goes_along, by, worked_out=self.worked_out)
            self.after_undo(touched, by)

    def in_the_way(self, import_id: int) -> Blockers:
        models = self.undo_models or (self.model,)
        return in_the_way(import_id, models, self.goes_along, worked_out=self.worked_out)

    def later_imports(self, import_id: int) -> set[int]:
        return later_imports(import_id, self.undo_models or (self.model,), self.goes_along)

    def hold_for_undo(self, import_id: int) -> None:
        """Lock what the import wrote, those that others refer to first: as everybody takes them."""
        for model in reversed(self.undo_models or (self.model,)):
            lock_imported(model, import_id)

    def after_undo(self, touched: Mapping[type[Model], Sequence[Any]], by: User | None) -> None:
        """Work out again what hangs on records that an undo set back or deleted (primary keys by model)."""
