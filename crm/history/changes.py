"""The field-level history in words: who changed what, when, from what, to what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from crm.history.merging import Position, merge
from crm.shell.formats import NOTHING, cell

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CREATED, CHANGED, DELETED = "+", "~", "-"
_SILENT = frozenset({"id", "created_at"})


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one revision; ``old`` and ``new`` are written in the person's format.

    ``field`` is its name (of a JSON field ``name.key``), ``before`` and ``after`` the values themselves.
    """

    at: datetime
    by: str
    label: StrOrPromise
    old: SafeString
    new: SafeString
    field: str = ""
    before: object = None
    after: object = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One write of one record: ``kind`` is CREATED, CHANGED or DELETED; ``subject`` says of what."""

    position: Position
    kind: str
    by: str
    subject: str
    reason: str
    changes: tuple[Change, ...]

    @property
    def at(self) -> datetime:
        return self.position.at


@dataclass(frozen=True, kw_only=True, slots=True)
class Tracked:
    """Records of one model whose history is read.

    ``where`` narrows the historical rows (by ``id`` or a foreign key). ``subject`` and the
    value of ``subject_field`` name the record. ``names`` gives by field the queryset in which a foreign
    key's name may be looked up, when not everybody may see all; ``labels`` by JSON field the labels of
    its keys.
    """

    model: type[models.Model]
    where: Mapping[str, Any]
    subject: str = ""
    subject_field: str = ""
    names: Mapping[str, QuerySet[Any]] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.model._meta.model_name or ""

    @property
    def history(self) -> Any:
        """The historical model."""
        return self.model.history.model  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class _Row:
    """A historical row of one of the tracked models, placed."""

    tracked: Tracked
    record: Any

    @property
    def position(self) -> Position:
        return Position(self.record.history_date, self.tracked.key, self.record.history_id)


def changes_of(record: models.Model, *, limit: int = 200) -> list[Change]:
    """Return the changes of one record, newest first, from at most *limit* writes."""
    found, _ = revisions([Tracked(model=type(record), where={"id": record.pk})], limit=limit)
    return [change for revision in found for change in revision.changes]


def revisions(
    tracked: Sequence[Tracked], *, before: Position | None = None, limit: int = 20
) -> tuple[list[Revision], Position | None]:
    """Return up to *limit* writes of all *tracked* records below *before*, and where to go on.

    Takes two queries a model and one for each foreign key that changed on the page.
    """
    rows, rest = merge([_reader(one) for one in tracked], before, limit)
    earlier = _earlier(rows)
    names = _Names(rows, earlier)
    return [_revision(row, earlier.get((row.tracked.key, row.record.prev_id)), names) for row in rows], rest


def _reader(tracked: Tracked) -> Any:
    def read(before: Position | None, limit: int) -> Iterable[_Row]:
        same = tracked.history.objects.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
        rows = tracked.history.objects.filter(**tracked.where).select_related("history_user")
        if before is not None:
            rows = rows.filter(before.older(tracked.key, "history_date", "history_id"))
        rows = rows.annotate(prev_id=Subquery(same.order_by("-history_id").values("history_id")[:1]))
        return [_Row(tracked, row) for row in rows.order_by("-history_date", "-history_id")[:limit]]

    return read


def _earlier(rows: Sequence[_Row]) -> dict[tuple[str, int | None], Any]:
    """Return the state before each row by table and key: from the page itself where it stands there."""
    known = {(row.tracked.key, row.record.history_id): row.record for row in rows}
    missing: dict[str, set[int]] = defaultdict(set)
    models_: dict[str, Any] = {}
    for row in rows:
        if row.record.prev_id and (row.tracked.key, row.record.prev_id) not in known:
            missing[row.tracked.key].add(row.record.prev_id)
            models_[row.tracked.key] = row.tracked.history
    for key, ids in missing.items():
        known |= {(key, record.history_id): record for record in models_[key].objects.filter(pk__in=ids)}
    return dict(known)


def _fields(tracked: Tracked) -> list[Any]:
    skipped = _SILENT | {name.split("__")[0].removesuffix("_id") for name in tracked.where}
    return [one for one in tracked.history.tracked_fields if one.name not in skipped]


class _Names:
    """The names behind the foreign keys of a page, one query a field."""

    def __init__(self, rows: Sequence[_Row], earlier: Mapping[Any, Any]) -> None:
        wanted: dict[tuple[str, str], set[Any]] = defaultdict(set)
        querysets: dict[tuple[str, str], QuerySet[Any]] = {}
        for row in rows:
            before = earlier.get((row.tracked.key, row.record.prev_id))
            for one in _fields(row.tracked):
                if not isinstance(one, models.ForeignKey):
                    continue
                values = {getattr(state, one.attname) for state in (row.record, before) if state is not None}
                if len(values) > 1 or before is None:
                    key = (row.tracked.key, one.name)
                    wanted[key] |= values - {None}
                    related: Any = one.related_model
                    querysets[key] = row.tracked.names.get(one.name, related._default_manager.all())
        self._names = {
            key: {row.pk: str(row) for row in querysets[key].filter(pk__in=ids)}
            for key, ids in wanted.items()
            if ids
        }

    def of(self, tracked: Tracked, name: str, pk: Any) -> str:
        """Return the name of what a foreign key points to, or its key when that is gone or not to be seen."""
        return NOTHING if pk is None else self._names.get((tracked.key, name), {}).get(pk, f"#{pk}")


def _revision(row: _Row, before: Any, names: _Names) -> Revision:
    record, tracked = row.record, row.tracked
    by = str(record.history_user) if record.history_user else ""
    subject = _subject(tracked, record)
    changes: tuple[Change, ...] = ()
    if record.history_type != DELETED:
        pairs = [
            pair for one in _fields(tracked) for pair in _differences(tracked, one, before, record, names)
        ]
        changes = tuple(
            Change(record.history_date, by, label, cell(old), cell(new), name, old, new)
            for name, label, old, new in pairs
        )
    return Revision(
        position=row.position,
        kind=record.history_type,
        by=by,
        subject=subject,
        reason=record.history_change_reason or "",
        changes=changes,
    )


def _subject(tracked: Tracked, record: Any) -> str:
    named = ""
    if tracked.subject_field:
        one = tracked.model._meta.get_field(tracked.subject_field)
        named = str(_word(one, getattr(record, tracked.subject_field)) or "")
    return " ".join(filter(None, [tracked.subject, named]))


def _differences(
    tracked: Tracked, one: Any, before: Any, after: Any, names: _Names
) -> Iterable[tuple[str, StrOrPromise, object, object]]:
    """Yield name, label, old and new value where a field differs; of JSON, one for each key."""
    old = getattr(before, one.attname) if before is not None else None
    new = getattr(after, one.attname)
    if old == new or (before is None and new in (None, "", {}, False)):
        return
    if isinstance(one, models.JSONField):
        labels = tracked.labels.get(one.name, {})
        old, new = old or {}, new or {}
        for key in sorted({*old, *new}):
            if old.get(key) != new.get(key):
                yield f"{one.name}.{key}", labels.get(key, key), old.get(key), new.get(key)
    elif isinstance(one, models.ForeignKey):
        names_ = names.of(tracked, one.name, old), names.of(tracked, one.name, new)
        yield one.name, one.verbose_name, *names_
    else:
        yield one.name, one.verbose_name, _word(one, old), _word(one, new)


def _word(one: Any, value: Any) -> object:
    """Return a value as ``cell`` can write it: a choice by its label."""
    if value in (None, ""):
        return None
    label = dict(one.flatchoices).get(value, value)
    return str(label) if isinstance(label, Promise) else label
