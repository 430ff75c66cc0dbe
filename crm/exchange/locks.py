"""The locks of an import: taken before its first write, in an order that everybody keeps.

A file comes in its own order and in batches. If each batch locked for itself, an import would hold some
rows while it waits for others; two imports, or an import and a bulk change, would wait for each other.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from simple_history.utils import get_history_manager_for_model

# Any number will do that nothing else in this database uses as an advisory lock.
ONE_FILE_AT_A_TIME = 7_277_001


def locks_rows() -> bool:
    """Whether the database locks rows at all; SQLite has one writer anyway."""
    return connection.features.has_select_for_update


def wait_for_other_files() -> None:
    """Hold the turn to write a file, or to take one back, until the transaction ends.

    New records have no rows to lock yet: two files that bring the same new numbers in different orders
    would meet at the unique index.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_FILE_AT_A_TIME])


def lock_rows(rows: QuerySet[Any], *, deleting: bool = False) -> None:
    """Lock *rows* in the order of their primary keys until the transaction ends.

    Others may go on referring to them, unless they are to be deleted.
    """
    locked = rows.order_by("pk").select_for_update(of=("self",), no_key=not deleting)
    for _key in locked.values_list("pk", flat=True).iterator(chunk_size=10_000):
        pass


def lock_keys(model: type[Model], keys: Collection[Any]) -> None:
    """Lock the rows of *model* with these primary keys, as `lock_rows` does."""
    if keys and locks_rows():
        lock_rows(model._default_manager.filter(pk__in=keys))


def lock_imported(model: type[Model], import_id: int) -> None:
    """Lock what an import wrote of *model*, for its undo."""
    if locks_rows():
        history: Any = get_history_manager_for_model(model).model
        mine = history.objects.filter(job_id=import_id).values(model._meta.pk.attname)
        lock_rows(model._default_manager.filter(pk__in=mine), deleting=True)
