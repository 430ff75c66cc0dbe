"""Questions about one record whose SQL is worked out once a process (ADR 20).

A card asks a dozen small questions that differ in one key alone, and Django takes longer to put such a
question together than PostgreSQL takes to answer it. So what was worked out the first time is kept::

    _notes = Prepared(lambda key: Note.objects.filter(customer=key).order_by("-at", "-pk")[:20])
    notes = _notes.rows(customer.pk)

Nothing but the key may differ from call to call: neither a person nor a day nor a language.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import connections

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

_SOME_KEY = 987654321


class Prepared:
    """What *build* makes of a key: a queryset of records, ``select_related`` or not, or of values."""

    def __init__(self, build: Callable[[int], QuerySet[Any, Any]]) -> None:
        self._build = build

    def rows(self, key: int) -> list[Any]:
        """Return what the queryset for *key* holds (1 query)."""
        rows, compiler, sql, params = self._compiled
        query = _Asked(rows.query, compiler, sql, [key if each == _SOME_KEY else each for each in params])
        asked = type(rows)(model=rows.model, query=query, using=rows.db)
        asked._fields = rows._fields
        return list(rows._iterable_class(asked))

    def first(self, key: int) -> Any:
        """Return the first row of the queryset for *key*, or None (1 query)."""
        return next(iter(self.rows(key)), None)

    def fill(self, record: Any, name: str) -> None:
        """Give *record* what belongs to it as if its relation *name* had been prefetched (1 query)."""
        related = getattr(record, name).all()
        related._result_cache, related._prefetch_done = self.rows(record.pk), True
        vars(record).setdefault("_prefetched_objects_cache", {})[name] = related

    @cached_property
    def _compiled(self) -> tuple[Any, SQLCompiler, str, tuple[Any, ...]]:
        """The queryset for some key, its compiler, its SQL and the SQL's parameters."""
        rows = self._build(_SOME_KEY)
        compiler = rows.query.get_compiler(using=rows.db)
        sql, params = compiler.as_sql()
        assert _SOME_KEY in params, "the question does not ask for the key"
        return rows, compiler, sql, params


class _Asked:
    """A query that is compiled already: but for its parameters and the connection of this thread."""

    def __init__(self, query: Any, compiler: SQLCompiler, sql: str, params: list[Any]) -> None:
        self._query = query
        self._compiler = copy(compiler)
        vars(self._compiler)["as_sql"] = lambda *args, **kwargs: (sql, params)

    def get_compiler(self, using: str, **kwargs: Any) -> SQLCompiler:
        self._compiler.connection = connections[using]
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)
