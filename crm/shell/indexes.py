"""Indexes that mean the same on both databases."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.expressions import OrderBy
from django.db.models.functions import Collate
from django.db.models.indexes import IndexExpression

_TRIGRAMS = "gin_trgm_ops"
# What the app django.contrib.postgres would do; nothing else of it is needed here.
IndexExpression.register_wrappers(OrderBy, OpClass, Collate)


class TrigramIndex(GinIndex):
    """Index of one text column for finding inside it; needs shell's first migration (pg_trgm).

    A column that is also looked up as a whole is indexed in capitals, as ``TrigramIndex(Upper("number"))``,
    which ``icontains`` asks for: PostgreSQL would take an index of the column itself for ``number IN (…)``
    as well, at a thousand times the cost. On SQLite it is a plain index, which at least is smaller to read
    through than the table.
    """

    def __init__(self, *expressions: Any, **kwargs: Any) -> None:
        if kwargs.get("fields"):
            kwargs.setdefault("opclasses", [_TRIGRAMS])
        wrapped = (
            each if isinstance(each, OpClass) else OpClass(each, name=_TRIGRAMS) for each in expressions
        )
        super().__init__(*wrapped, **kwargs)

    def create_sql(
        self,
        model: type[models.Model],
        schema_editor: BaseDatabaseSchemaEditor,
        using: str = "",
        **kwargs: Any,
    ) -> Any:
        if schema_editor.connection.vendor == "postgresql":
            return super().create_sql(model, schema_editor, using=using, **kwargs)
        # What an OpClass wraps is the expression itself.
        plain = [each.get_source_expressions()[0] for each in self.expressions if isinstance(each, OpClass)]
        index = models.Index(*plain, fields=self.fields, name=self.name)
        return index.create_sql(model, schema_editor, **kwargs)


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
