"""Going back to an older state of the tables, and forward again."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def apps_at(target: tuple[str, str]) -> Any:
    """Migrate to *target* (app, migration), in either direction; return the models as they are there."""
    MigrationExecutor(connection).migrate([target])
    return MigrationExecutor(connection).loader.project_state([target]).apps


def migrate_fully() -> None:
    """Bring every app to its last migration."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
