"""Take back a whole import, found by the history rows that name it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db import router, transaction
from django.db.models import Max, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import get_history_manager_for_model

from crm.exchange.blockers import NAMES_SHOWN, Blockers
from crm.exchange.bulk import update_many
from crm.exchange.traces import traces_among, without_traces

if TYPE_CHECKING:
    from crm.people.models import User

BATCH = 1_000


def undo_import(
    import_id: int,
    models: Sequence[type[Model]],
    goes_along: Sequence[type[Model]],
    by: User | None,
    *,
    worked_out: frozenset[str] = frozenset(),
) -> dict[type[Model], list[Any]]:
    """Delete what import `import_id` created and set back what it changed, in one transaction.

    Returns the primary keys touched, by model.

    `models` come in the order in which they can be deleted; `worked_out` are columns that change by
    themselves, which is not a change of the record. Raises Refused, naming records and later imports,
    when a record was changed since, or is used by something the import did not bring; then nothing is undone.
    """
    with transaction.atomic():
        undos = [_ModelUndo(model, import_id, by, models, goes_along, worked_out) for model in models]
        blockers = Blockers()
        for undo in undos:
            undo.find_blockers(blockers)
        if blockers:
            raise blockers.refusal()
        for undo in undos:
            undo.set_back()
        for undo in undos:
            undo.delete_created()
    return {undo.model: list(undo.last_row) for undo in undos}


def later_imports(
    import_id: int, models: Sequence[type[Model]], goes_along: Sequence[type[Model]]
) -> set[int]:
    """Return the later imports that changed, or brought what uses, records of this one."""
    found = Blockers()
    for model in models:
        undo = _ModelUndo(model, import_id, None, models, goes_along, frozenset())
        undo.find_imports(found)
    return found.imports


def in_the_way(
    import_id: int,
    models: Sequence[type[Model]],
    goes_along: Sequence[type[Model]],
    *,
    worked_out: frozenset[str] = frozenset(),
) -> Blockers:
    """Return what would refuse `undo_import` now, for a page that says so before anybody tries.

    Holds nothing, and looks closely at the first records of many that were written to since.
    """
    found = Blockers()
    for model in models:
        since = _written_since(model, import_id)
        undo = _ModelUndo(model, import_id, None, models, goes_along, worked_out, only=since[:BATCH])
        close = Blockers()
        undo.find_changed(close, hold=False)
        # Of more than were looked at, those not looked at are taken for changed, too.
        found.add(close.names, count=close.count + max(0, since.count() - BATCH) if close else 0)
        found.imports |= close.imports
        for relation in undo.relations():
            undo.find_users(relation, found, undo.created_keys())
    return found


def _written_since(model: type[Model], import_id: int) -> QuerySet[Any]:
    """The primary keys of records of an import that have later rows of history."""
    history = get_history_manager_for_model(model).model.objects
    key = model._meta.pk.attname
    mine = history.filter(job_id=import_id)
    last = mine.aggregate(last=Max("history_id"))["last"] or 0
    later = history.filter(history_id__gt=last, **{f"{key}__in": mine.values(key)})
    return later.order_by(key).values_list(key, flat=True).distinct()


class _ModelUndo:
    """The part of an undo that concerns one model; of its records *only* those with these keys, if given."""

    def __init__(
        self,
        model: type[Model],
        import_id: int,
        by: User | None,
        models: Sequence[type[Model]],
        goes_along: Sequence[type[Model]],
        worked_out: frozenset[str],
        *,
        only: Iterable[Any] | None = None,
    ) -> None:
        self.model, self.by, self.models, self.goes_along = model, by, models, goes_along
        self.import_id = import_id
        self.history: Any = get_history_manager_for_model(model).model
        self.attnames = [field.attname for field in self.history.tracked_fields]
        rows = self.history.objects.filter(job_id=import_id).order_by("history_id")
        if only is not None:
            rows = rows.filter(**{f"{model._meta.pk.attname}__in": list(only)})
        self.facts = [name for name in self.attnames if name not in worked_out]
        self.first_row: dict[Any, int] = {}
        self.last_row: dict[Any, int] = {}
        self.created: list[Any] = []
        for history_id, pk, kind in rows.values_list(
            "history_id", model._meta.pk.attname, "history_type"
        ).iterator():
            self.first_row.setdefault(pk, history_id)
            self.last_row[pk] = history_id
            if kind == "+":
                self.created.append(pk)

    def find_blockers(self, found: Blockers) -> None:
        """Add records that were changed or used since, with what happened to them."""
        self.find_changed(found)
        self._find_all_users(found)

    def find_changed(self, found: Blockers, *, hold: bool = True) -> None:
        """Add records that were changed or deleted since; *hold* locks them."""
        rows = self.model._default_manager.select_for_update() if hold else self.model._default_manager
        for keys in _batches(list(self.last_row)):
            current = rows.in_bulk(keys)
            left = self.history.objects.in_bulk([self.last_row[key] for key in keys])
            changes = {key: self._changes(current[key], left, key) for key in keys if key in current}
            changed = [key for key, names in changes.items() if names]
            gone = [key for key in keys if key not in current]
            found.add(
                _("%(name)s (changed since: %(fields)s)")
                % {"name": current[key], "fields": ", ".join(changes[key])}
                for key in changed
            )
            found.add(
                _("%(name)s (deleted since)") % {"name": self._name(left[self.last_row[key]])} for key in gone
            )
            found.imports |= self._writers(self.model, changed)

    def _find_all_users(self, found: Blockers) -> None:
        for relation in self.relations():
            for keys in _batches(self.created):
                self.find_users(relation, found, keys)

    def find_imports(self, found: Blockers) -> None:
        """Add the later imports that wrote to these records, or brought what uses them."""
        for keys in _batches(list(self.last_row)):
            found.imports |= self._writers(self.model, keys)
        self._find_all_users(found)

    def _changes(self, record: Model, left: dict[int, Any], key: Any) -> list[str]:
        """What of the record differs from how the import left it, as people call it."""
        then = left[self.last_row[key]]
        fields: list[Any] = [self.history._meta.get_field(name) for name in self.facts]
        return [
            str(field.verbose_name)
            for field in fields
            if getattr(record, field.attname) != getattr(then, field.attname)
        ]

    def created_keys(self) -> QuerySet[Any]:
        """The primary keys of all that the import created, as a question."""
        rows: QuerySet[Any] = self.history.objects.filter(job_id=self.import_id, history_type="+")
        return rows.order_by().values(self.model._meta.pk.attname)

    def _writers(self, model: type[Model], keys: Any) -> set[int]:
        """The later imports that wrote these records (keys, or a query for them)."""
        if isinstance(keys, list) and not keys:
            return set()
        history = get_history_manager_for_model(model).model
        rows = history.objects.filter(**{f"{model._meta.pk.attname}__in": keys}, job_id__gt=self.import_id)
        return set(rows.order_by().values_list("job_id", flat=True).distinct())

    def set_back(self) -> None:
        """Give records that the import changed the values they had before it."""
        created = set(self.created)
        changed = [key for key in self.last_row if key not in created]
        for keys in _batches(changed):
            records = list(self.model._default_manager.in_bulk(keys).values())
            for record in records:
                before = (
                    self.history.objects.filter(
                        **{self.model._meta.pk.attname: record.pk}, history_id__lt=self.first_row[record.pk]
                    )
                    .order_by("-history_id")
                    .first()
                )
                if before is not None:
                    for name in self.attnames:
                        setattr(record, name, getattr(before, name))
            columns = [name for name in self.attnames if name != self.model._meta.pk.attname]
            update_many(records, columns, by=self.by, reason=self._reason())

    def delete_created(self) -> None:
        """Delete what the import created, with its last history row each."""
        for keys in _batches(self.created):
            records = list(self.model._default_manager.filter(pk__in=keys))
            now = timezone.now()
            self.history.objects.bulk_create(
                [
                    self.history(
                        history_date=now,
                        history_user=self.by,
                        history_type="-",
                        history_change_reason=self._reason(),
                        **{name: getattr(record, name) for name in self.attnames},
                    )
                    for record in records
                ],
                batch_size=BATCH,
            )
            for relation in self.relations():
                hanging = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
                goes = relation.related_model in self.goes_along
                (hanging if goes else traces_among(hanging)).delete()
            rows = self.model._base_manager.filter(pk__in=keys)
            rows._raw_delete(using=router.db_for_write(self.model))

    def _reason(self) -> str:
        return f"undo import {self.import_id}"

    def _name(self, row: Any) -> str:
        return str(getattr(row, "name", None) or getattr(row, "number", None) or row)

    def relations(self) -> list[Any]:
        """What may refer to records of the model."""
        return [
            relation
            for relation in self.model._meta.get_fields(include_hidden=True)
            if relation.auto_created
            and not relation.concrete
            and (relation.one_to_many or relation.one_to_one)
            and not hasattr(relation.related_model, "history_object")
            and not hasattr(relation.related_model, "instance_type")
        ]

    def find_users(self, relation: Any, found: Blockers, keys: Any) -> None:
        """Add what refers by now to records with these keys, which the import created."""
        if relation.related_model in self.goes_along:
            return
        field, other = relation.field, relation.related_model
        mine: Any = None
        if other in self.models:
            mine = get_history_manager_for_model(other).model.objects.filter(
                job_id=self.import_id, history_type="+"
            )
        rows = without_traces(other._base_manager.filter(**{f"{field.name}__in": keys}))
        if mine is not None:
            rows = rows.exclude(pk__in=mine.values(other._meta.pk.attname))
        count = rows.count()
        if count:
            found.add(self._uses(rows, field, other), count=count)
            if hasattr(other, "history"):
                found.imports |= self._writers(other, rows.order_by().values(other._meta.pk.attname))

    def _uses(self, rows: Any, field: Any, other: type[Model]) -> Iterator[str]:
        for row in rows.order_by("pk").select_related(field.name)[:NAMES_SHOWN]:
            yield _("%(name)s (used by %(kind)s %(user)s)") % {
                "name": getattr(row, field.name),
                "kind": other._meta.verbose_name,
                "user": row,
            }


def _batches(keys: Sequence[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(keys), BATCH):
        yield list(keys[start : start + BATCH])
