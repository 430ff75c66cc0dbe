"""What a person has kept about a list page, read by one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict

from crm.shell.lists.filters import OWN_PARAMETERS
from crm.shell.models import SavedFilter

if TYPE_CHECKING:
    from crm.shell.predicates import Viewer

# A saved filter is what the person looks for and in which order, not where they are.
_NOT_KEPT = OWN_PARAMETERS - {"q", "sort"}


@dataclass(frozen=True, slots=True)
class Kept:
    """The columns (none: the page's own choice) and the saved filters of a person for a page."""

    columns: list[str]
    filters: list[SavedFilter]

    @property
    def default(self) -> SavedFilter | None:
        """Their own filter that the page opens with."""
        return next((kept for kept in self.filters if kept.is_default), None)


def kept_of(user: Viewer, page: str) -> Kept:
    """Return what *user* keeps about *page*; of team mates' filters, none is a default."""
    columns: list[str] = []
    filters: list[SavedFilter] = []
    for row in SavedFilter.objects.visible_to(user).filter(page=page):
        own = row.owner_id == user.pk
        if row.name:
            row.is_default = row.is_default and own
            filters.append(row)
        elif own:
            columns = row.columns
    return Kept(columns, filters)


def kept_query(params: QueryDict) -> str:
    """Return the part of *params* that a saved filter keeps, in a settled order."""
    kept = QueryDict(mutable=True)
    for name in sorted(params):
        values = [value for value in params.getlist(name) if value]
        if name not in _NOT_KEPT and values:
            kept.setlist(name, values)
    return kept.urlencode()
