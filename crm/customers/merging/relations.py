"""Which rows point to a record: read off the models, so that no app can be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from simple_history.models import HistoricalChanges


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of ``model`` whose foreign key ``field`` points to the record."""

    model: type[models.Model]
    field: str

    @property
    def key(self) -> str:
        """Its name in the registry of rules: ``timeline.touch.customer``."""
        return f"{self.model._meta.label_lower}.{self.field}"

    def rows(self, record: models.Model) -> models.QuerySet[Any]:
        """Return the rows that point to *record*, whatever their own manager leaves out."""
        rows: models.QuerySet[Any] = self.model._base_manager.filter(**{self.field: record.pk})
        return rows.order_by("pk")

    @property
    def is_crowded(self) -> bool:
        """Whether rows of two records may not fit together: something about the key has to be unique."""
        field: Any = self.model._meta.get_field(self.field)
        together = [
            set(constraint.fields)
            for constraint in self.model._meta.constraints
            if isinstance(constraint, models.UniqueConstraint)
        ]
        primary = {one.name for one in self.model._meta.pk_fields}
        return bool(field.unique or any(self.field in names for names in [*together, primary]))


@cache
def relations_of(model: type[models.Model]) -> tuple[Relation, ...]:
    """Return every relation that points to *model*, by key.

    The stored history is left out: it says what was, and stays as it was written.
    """
    found = [
        Relation(one.related_model, one.field.name)
        for one in model._meta.get_fields(include_hidden=True)
        if isinstance(one, models.ForeignObjectRel)
        and isinstance(one.field, models.ForeignKey)
        and not issubclass(one.related_model, HistoricalChanges)
    ]
    return tuple(sorted(found, key=lambda relation: relation.key))
