"""Indexes that mean the same on both databases."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.expressions import OrderBy


class TrigramIndex(GinIndex):
    """Index of one text column for finding inside it; needs shell's first migration (pg_trgm).

    On SQLite it is a plain index, which at least is smaller to read through than the table.
    """

    def __init__(self, *expressions: Any, **kwargs: Any) -> None:
        kwargs.setdefault("opclasses", ["gin_trgm_ops"])
        super().__init__(*expressions, **kwargs)

    def create_sql(
        self,
        model: type[models.Model],
        schema_editor: BaseDatabaseSchemaEditor,
        using: str = "",
        **kwargs: Any,
    ) -> Any:
        if schema_editor.connection.vendor == "postgresql":
            return super().create_sql(model, schema_editor, using=using, **kwargs)
        return models.Index(fields=self.fields, name=self.name).create_sql(model, schema_editor, **kwargs)


class NullsLastIndex(models.Index):
    """Index for a list sorted downwards by a nullable field.

    ``NullsLastIndex(F("sales").desc(nulls_last=True), F("id").desc(), name="…")``

    SQLite cannot say where empty values stand in an index; downwards it puts them last by itself.
    """

    def create_sql(
        self,
        model: type[models.Model],
        schema_editor: BaseDatabaseSchemaEditor,
        using: str = "",
        **kwargs: Any,
    ) -> Any:
        if schema_editor.connection.vendor != "sqlite":
            return super().create_sql(model, schema_editor, using=using, **kwargs)
        orders = [order for order in self.expressions if isinstance(order, OrderBy)]
        plain = [OrderBy(order.expression, descending=order.descending) for order in orders]
        return models.Index(*plain, name=self.name).create_sql(model, schema_editor, using=using, **kwargs)
