"""Search, and what a person keeps of list pages, in the API."""

from __future__ import annotations

from crm.api.registry import register, serve
from crm.shell.api.kept import ListColumnsViewSet, SavedFilterViewSet
from crm.shell.api.search import Search

serve("search/", Search.as_view(), name="search")
register("saved-filters", SavedFilterViewSet)
register("list-columns", ListColumnsViewSet, basename="list-columns")
