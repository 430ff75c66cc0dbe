"""What a merge has written, step by step, and the way back.

A step is plain JSON, kept in ``Merge.moved``:

- ``{"op": "move", "model", "field", "from", "to", "rows"}``: rows that point to another record now;
- ``{"op": "set", "model", "row", "before", "after"}``: columns of one row, dictionaries key by key;
- ``{"op": "create", "model", "row"}``: a row that was not there.

Taken back in reverse. What somebody has changed since stays changed: a later word counts more. What
must not lie about readable (private details) is kept in ``private`` and goes to a column of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from crm.customers.merging.differences import TOGETHER
from crm.customers.merging.relations import Relation
from crm.customers.models import Customer
from crm.history.services import bulk_update_as, delete_as, save_as
from crm.shell.errors import Refused

if TYPE_CHECKING:
    from crm.people.models import User

Step = dict[str, Any]


class Journal:
    """Writes rows in the name of *by*, for *reason* (of their history), and keeps book of it."""

    def __init__(self, *, by: User | None, reason: str, steps: Iterable[Step] = ()) -> None:
        self.by = by
        self.reason = reason
        self.steps: list[Step] = list(steps)
        self.private: dict[str, Any] = {}

    # Forward ------------------------------------------------------------------------------------------

    def move(self, relation: Relation, rows: models.QuerySet[Any], *, to: models.Model) -> None:
        """Let *rows* of *relation* point to the record *to*."""
        records = list(rows)
        if not records:
            return
        origin = getattr(records[0], _attname(relation.model, relation.field))
        self._point(records, relation.field, to.pk)
        self.steps.append(
            {
                "op": "move",
                "model": relation.model._meta.label_lower,
                "field": relation.field,
                "from": origin,
                "to": to.pk,
                "rows": [record.pk for record in records],
            }
        )

    def set(self, record: models.Model, **values: Any) -> list[str]:
        """Set columns of *record* by field name; return the names of those that differed."""
        attnames = {name: _attname(type(record), name) for name in values}
        new = {name: value.pk if isinstance(value, models.Model) else value for name, value in values.items()}
        changed = [name for name in values if getattr(record, attnames[name]) != new[name]]
        if not changed:
            return []
        before = {name: _plain(getattr(record, attnames[name])) for name in changed}
        for name in changed:
            setattr(record, attnames[name], new[name])
        self._write([record], changed)
        self.steps.append(
            {
                "op": "set",
                "model": record._meta.label_lower,
                "row": record.pk,
                "before": before,
                "after": {name: _plain(new[name]) for name in changed},
            }
        )
        return changed

    def create(self, record: models.Model) -> None:
        """Save a new *record*."""
        save_as(record, by=self.by, reason=self.reason)
        self.steps.append({"op": "create", "model": record._meta.label_lower, "row": record.pk})

    # Back ---------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take every step back; Refused names the kind of row for which there is no way back."""
        for step in reversed(self.steps):
            try:
                with transaction.atomic():
                    {"move": self._move_back, "set": self._set_back, "create": self._delete}[step["op"]](step)
            except IntegrityError as error:
                raise Refused(
                    _("The merge cannot be undone: what happened since leaves no room for %(what)s.")
                    % {"what": _what(step)},
                    code="no_room",
                ) from error

    def _move_back(self, step: Step) -> None:
        """Let the rows point back; those that somebody has removed since stay removed."""
        model, field = apps.get_model(step["model"]), step["field"]
        records = list(model._base_manager.filter(pk__in=step["rows"]).order_by("pk"))
        attname = _attname(model, field)
        strays = [record for record in records if getattr(record, attname) != step["to"]]
        if strays:
            raise Refused(
                _("The merge cannot be undone: %(what)s “%(name)s” belongs elsewhere by now.")
                % {"what": _what(step), "name": strays[0]},
                code="elsewhere",
            )
        self._point(records, field, step["from"])

    def _set_back(self, step: Step) -> None:
        model = apps.get_model(step["model"])
        record = model._base_manager.filter(pk=step["row"]).first()
        if record is None:
            return
        changed = []
        kept_together = _changed_since(record, step)
        for name, before in step["before"].items():
            if name in kept_together:
                continue
            field: Any = model._meta.get_field(name)
            now = getattr(record, field.attname)
            then = _then(now, _value(field, before), _value(field, step["after"][name]))
            then = _still_there(field, then, now)
            if then != now:
                setattr(record, field.attname, then)
                changed.append(name)
        if changed:
            self._write([record], changed)

    def _delete(self, step: Step) -> None:
        record = apps.get_model(step["model"])._base_manager.filter(pk=step["row"]).first()
        if record is None:
            return
        try:
            delete_as(record, by=self.by, reason=self.reason)
        except models.ProtectedError as error:
            raise Refused(
                _("The merge cannot be undone: %(what)s is in use by now.") % {"what": _what(step)},
                code="in_use",
            ) from error

    # Writing ------------------------------------------------------------------------------------------

    def _point(self, records: list[Any], field: str, pk: Any) -> None:
        if not records:
            return
        attname = _attname(type(records[0]), field)
        for record in records:
            setattr(record, attname, pk)
        self._write(records, [field])

    def _write(self, records: list[Any], fields: list[str]) -> None:
        """Update *fields* of rows of one model, with history where they have one."""
        model = type(records[0])
        history = getattr(model, "history", None)
        tracked = {field.name for field in history.model.tracked_fields} if history else set()
        if tracked & set(fields):
            bulk_update_as(records, fields, by=self.by, reason=self.reason)
        else:
            model._base_manager.bulk_update(records, fields, batch_size=500)


def _attname(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.attname)


def _what(step: Step) -> str:
    return str(apps.get_model(step["model"])._meta.verbose_name)


def _plain(value: Any) -> Any:
    """Return *value* as JSON keeps it; `_value` is the way back."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value


def _value(field: Any, plain: Any) -> Any:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return plain if isinstance(plain, dict | list) else target.to_python(plain)


def _then(now: Any, before: Any, after: Any) -> Any:
    """Return the value to go back to, or *now* where somebody has changed it since."""
    if isinstance(now, dict) and isinstance(before, dict) and isinstance(after, dict):
        return _then_by_key(now, before, after)
    return before if now == after else now


def _then_by_key(now: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> Any:
    then = dict(now)
    for key in {*before, *after}:
        if before.get(key) == after.get(key) or now.get(key) != after.get(key):
            continue
        then.pop(key, None)
        if key in before:
            then[key] = before[key]
    return then


def _changed_since(record: models.Model, step: Step) -> set[str]:
    """Return the columns of a card that stay, as one that belongs with them was changed since the merge."""
    stay: set[str] = set()
    if step["model"] != Customer._meta.label_lower:
        return stay
    for names in TOGETHER.values():
        for name in set(names) & set(step["after"]):
            field: Any = Customer._meta.get_field(name)
            if getattr(record, field.attname) != _value(field, step["after"][name]):
                stay.update(names)
    return stay


def _still_there(field: Any, key: Any, now: Any) -> Any:
    """Return *key*; of a row that somebody has deleted since None, or *now* where None cannot be."""
    if key is None or not isinstance(field, models.ForeignKey):
        return key
    related: Any = field.related_model
    if related._base_manager.filter(pk=key).exists():
        return key
    return None if field.null else now
