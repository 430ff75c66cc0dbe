"""The one list page: search, filters, columns, order, pages, bulk actions, export."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views import View

from crm.shell import textsearch
from crm.shell.actions import Action
from crm.shell.html import with_query
from crm.shell.htmx import wants_fragment
from crm.shell.lists.bulk import BulkAction
from crm.shell.lists.bulk_view import BulkMixin
from crm.shell.lists.columns import Column, RowFacts, column_groups, render_rows, shown_columns
from crm.shell.lists.filters import Chip, chips_of, dress, errors_of, filtering
from crm.shell.lists.kept import Kept, kept_of, kept_query
from crm.shell.lists.ordering import order_of, sorted_by
from crm.shell.lists.paging import Page, fetch, total_of
from crm.shell.lists.sections import LONG, groups_of, is_long
from crm.shell.lists.table import Table, heads_of
from crm.shell.lookup import Found, searched

if TYPE_CHECKING:
    from django_filters import FilterSet
    from django_stubs_ext import StrOrPromise

    from crm.shell.predicates import Viewer


_SOME_KEY = 987654321


@dataclass(frozen=True, kw_only=True, slots=True)
class Empty:
    """What stands where there is nothing yet: one sentence and the one next step."""

    title: StrOrPromise
    text: StrOrPromise = ""
    icon: str = "search"
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class FilterRequest:
    """As much of a request as a FilterSet needs, so that exports can filter without one."""

    user: Viewer
    GET: QueryDict


class ListPage(BulkMixin, LoginRequiredMixin, View):
    """A list of records; subclasses declare what is particular.

    ``rows()`` is where everything starts: it must narrow with ``visible_to(self.user)``. The same
    filtered rows serve the page, bulk actions and exports (``ListPage.rows_for``).
    """

    title: StrOrPromise
    subtitle: StrOrPromise = ""
    search_label: StrOrPromise = ""
    search_field: str = ""  # the folded column, e.g. "search_text"; "": no search box
    columns: Sequence[Column] = ()
    filterset_class: type[FilterSet] | None = None
    default_sort: str = ""
    row_url_name: str = ""  # e.g. "customers:card"; quicker than get_absolute_url
    page_size = 50
    bulk_actions: Sequence[BulkAction] = ()
    export_kind = ""
    empty = Empty(title="")
    template_name = "shell/list.html"

    user: Viewer
    params: QueryDict

    # What subclasses say ----------------------------------------------------------------------------

    def rows(self) -> QuerySet[Any]:
        """Return the rows the person may see, with what the columns need."""
        raise NotImplementedError

    def row_url(self, row: Any) -> str:
        """Return where the row leads: ``row_url_name`` with its key, else its own address."""
        if not self.row_url_name:
            return str(row.get_absolute_url())
        before, after = self._row_url_parts
        return f"{before}{row.pk}{after}"

    @cached_property
    def _row_url_parts(self) -> tuple[str, str]:
        """The address of a row around its key: worked out once, as fifty times take as long as the table."""
        before, _, after = reverse(self.row_url_name, args=[_SOME_KEY]).rpartition(str(_SOME_KEY))
        return before, after

    def row_label(self, row: Any) -> str:
        return str(row)

    def row_muted(self, row: Any) -> bool:
        return False

    def get_columns(self) -> Sequence[Column]:
        """Return all columns; override to add those of custom fields."""
        return self.columns

    def get_filterset_class(self) -> type[FilterSet] | None:
        return self.filterset_class

    def actions(self) -> Iterable[Action]:
        """Return the buttons of the page head, the primary one last."""
        return ()

    def get_empty(self) -> Empty:
        """Return what stands where there is nothing yet; override where it depends on the person."""
        return self.empty

    def extra_context(self) -> dict[str, Any]:
        return {}

    # Which rows -------------------------------------------------------------------------------------

    @classmethod
    def rows_for(cls, user: Viewer, params: QueryDict) -> QuerySet[Any]:
        """Return the rows that *user* gets for the query *params*: what an export of the list holds."""
        page = cls()
        page.user, page.params = user, params
        return page.matching_rows(near=bool(params.get("near")))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.user, self.params = request.user, request.GET

    @property
    def query_text(self) -> str:
        return self.params.get("q", "").strip() if self.search_field else ""

    def make_filterset(self) -> FilterSet | None:
        """Return the filter, bound to the parameters; it is costly, so only made when it is used."""
        filterset_class = self.get_filterset_class()
        if filterset_class is None:
            return None
        return filterset_class(
            self.params, queryset=self.rows(), request=FilterRequest(self.user, self.params)
        )

    @cached_property
    def filterset(self) -> FilterSet | None:
        return self.make_filterset() if filtering(self.params) else None

    def filtered_rows(self) -> QuerySet[Any]:
        """Return the rows that the filter leaves.

        A filter with an error leaves none, so that nobody acts on rows they did not ask for.
        """
        rows = self.rows()
        if self.filterset is not None:
            rows = self.filterset.qs if self.filterset.form.is_valid() else rows.none()
        return rows

    def found(self, *, near: bool = False) -> Found:
        """Return the rows that filter and search leave; *near*: those like the text searched for."""
        rows = self.filtered_rows()
        if not self.query_text:
            return Found(rows)
        find = textsearch.similar if near else textsearch.matching
        field = self.search_field
        return searched(rows, find(rows, self.query_text, field=field), field=field)

    def matching_rows(self, *, near: bool = False) -> QuerySet[Any]:
        """Return the rows of `found`: what bulk actions and exports work on."""
        return self.found(near=near).rows

    # The page ---------------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        """The name under which a person's columns and filters of this page are kept."""
        match = self.request.resolver_match
        return match.view_name if match else type(self).__qualname__

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if wants_fragment(request) and "filters" in self.params:
            return self._vary(render(request, "shell/_filters.html", self.filter_context()))
        kept = kept_of(self.user, self.key)
        if not self.params and kept.default is not None:
            return HttpResponseRedirect(f"?{kept.default.query}" if kept.default.query else "?all=1")
        context = self.list_context(kept)
        template = "shell/_list_parts.html" if wants_fragment(request) else self.template_name
        return self._vary(render(request, template, context))

    def _vary(self, response: HttpResponse) -> HttpResponse:
        patch_vary_headers(response, ["HX-Request"])
        return response

    def list_context(self, kept: Kept) -> dict[str, Any]:
        columns = list(self.get_columns())
        shown = shown_columns(columns, kept.columns)
        sort, column, descending = self._sort(columns)
        near = bool(self.params.get("near"))
        page, found = self._fetch(shown, column, descending=descending, near=near)
        if not page.rows and self.query_text and not near:
            near = True
            page, found = self._fetch(shown, column, descending=descending, near=True)
        params = self.params.copy()
        if near:
            params["near"] = "1"
        filtered = bool(self.query_text) or filtering(self.params)
        return {
            "page": self,
            "title": self.title,
            "actions": list(self.actions()),
            "table": self._table(page, shown, column, params, descending=descending),
            "total": total_of(found.rows, page),
            "near": near and bool(page.rows),
            "filtered": filtered,
            "chips": self._chips(),
            "filter_errors": errors_of(self.filterset.form) if self.filterset else [],
            "kept": kept,
            "kept_query": kept_query(self.params),
            "column_groups": column_groups(columns, shown),
            "columns_are_long": len(columns) >= LONG,
            "sort": sort,
            "export_url": self._export_url(params),
            "bulk_actions": self.allowed_bulk_actions(),
            "open_filters": "filters" in self.params,
            **(self.filter_context() if "filters" in self.params else {}),
            **self.extra_context(),
        }

    def filter_context(self) -> dict[str, Any]:
        """Return what the filter form needs; it is only made when somebody opens it."""
        filterset = self.filterset or self.make_filterset()
        if filterset is not None:
            dress(filterset.form)
        groups = groups_of(filterset, self.params) if filterset is not None else []
        return {
            "page": self,
            "filter_groups": groups,
            "filter_is_long": is_long(groups),
            "keep": self._keep(),
        }

    def _keep(self) -> list[tuple[str, str]]:
        """Return the parameters that the filter form passes on beside its own."""
        return [(name, value) for name in ("q", "sort") if (value := self.params.get(name))]

    def _sort(self, columns: Sequence[Column]) -> tuple[str, Column, bool]:
        """Return the sort in force; an unknown one is the page's own."""
        for sort in (self.params.get("sort", ""), self.default_sort):
            if found := sorted_by(columns, sort):
                return sort, *found
        unsorted = Column(key="", label="", render=str, sort=())
        return "", unsorted, False

    def _fetch(
        self, shown: Sequence[Column], column: Column, *, descending: bool, near: bool
    ) -> tuple[Page, Found]:
        found = self.found(near=near)
        prepared = found
        for needed in dict.fromkeys([*shown, column]):
            prepared = prepared.prepared(needed.add_to)
        page = fetch(
            prepared,
            order_of(prepared.rows, column, descending=descending),
            size=self.page_size,
            after=self.params.get("after", ""),
            before=self.params.get("before", ""),
        )
        for column in shown:
            if column.look_up is not None:
                column.look_up(page.rows)
        return page, found

    def _table(
        self, page: Page, shown: Sequence[Column], column: Column, params: QueryDict, *, descending: bool
    ) -> Table:
        selectable = bool(self.allowed_bulk_actions())
        facts = RowFacts(self.row_url, self.row_label, self.row_muted, selectable)
        return Table(
            heads=heads_of(shown, column, params, descending=descending),
            body=render_rows(page.rows, shown, facts),
            shown=len(page.rows),
            selectable=selectable,
            previous_url=with_query(params, before=page.previous) if page.previous else "",
            next_url=with_query(params, after=page.next) if page.next else "",
        )

    def _chips(self) -> list[Chip]:
        if self.filterset is None or not self.filterset.form.is_valid():
            return []
        return chips_of(self.filterset.form, self.params)

    def _export_url(self, params: QueryDict) -> str:
        if not self.export_kind:
            return ""
        return reverse("exchange:export", args=[self.export_kind]) + with_query(
            params, filters=None, all=None, list=self.key
        )
