"""What the program notes about records by itself: a ranking's result, who did not fit into a week.

Nobody has worked with a record because of it, so it stands in no undo's way and goes with the record. Apps
register theirs in their `exchange.py`.
"""

from __future__ import annotations

from django.db.models import Model, Q, QuerySet

_traces: dict[type[Model], Q] = {}


def trace(model: type[Model], only: Q | None = None) -> None:
    """Rows of *model*, or *only* these of them, are traces of the program's own work."""
    _traces[model] = only if only is not None else Q()


def traces_among(rows: QuerySet[Model]) -> QuerySet[Model]:
    """Return those of *rows* that are traces."""
    condition = _traces.get(rows.model)
    return rows.none() if condition is None else rows.filter(condition)


def without_traces(rows: QuerySet[Model]) -> QuerySet[Model]:
    """Return those of *rows* that somebody made."""
    condition = _traces.get(rows.model)
    if condition is None:
        return rows
    return rows.exclude(condition) if condition else rows.none()
