"""A kind of record that only leaves the house."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import QuerySet

from crm.exchange.fields import Field
from crm.exchange.kinds import Kind

if TYPE_CHECKING:
    from crm.people.models import User

CHUNK = 2_000


class ReportKind(Kind):
    """A kind that only leaves the house: each field says which path of the row it shows."""

    importable = False
    paths: ClassVar[Mapping[str, str]]

    def rows(self, by: User | None) -> QuerySet[Any]:
        raise NotImplementedError

    def export(self, by: User | None, fields: Sequence[Field], only: Any = None) -> Iterator[list[Any]]:
        rows = self.rows(by)
        if only is not None:
            rows = rows.filter(pk__in=only.values("pk"))
        paths = [self.paths[field.name] for field in fields]
        yield from (list(row) for row in rows.values_list(*paths).iterator(chunk_size=CHUNK))
