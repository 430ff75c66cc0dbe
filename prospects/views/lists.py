"""The list of prospects, and the same prospects on a map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers import custom, custom_forms
from crm.customers.columns import introducer_column
from crm.customers.models import CustomField
from crm.shell.access import AllowedMixin
from crm.shell.html import with_query
from crm.shell.lists import Action, Column, Empty, ListPage
from prospects.bulk import BULK_ACTIONS
from prospects.filters import filter_class, in_state
from prospects.maps import map_of
from prospects.models import Prospect
from prospects.tables import PROSPECT_COLUMNS
from prospects.views.switch import switch


class ProspectList(ListPage):
    """The prospects the person sees, the open ones unless another state is asked for, best first (D1.3)."""

    title = gettext_lazy("Prospects")
    search_field = "customer__search_text"
    search_label = gettext_lazy("Search prospects")
    default_sort = "-score"
    row_url_name = "prospects:card"
    export_kind = "prospects"
    template_name = "prospects/list.html"
    columns = PROSPECT_COLUMNS
    bulk_actions = BULK_ACTIONS
    empty = Empty(
        title=gettext_lazy("No prospects yet"),
        text=gettext_lazy("A name and one way to reach them is enough to begin."),
        icon="prospects",
        action=Action(label=gettext_lazy("New prospect"), url=reverse_lazy("prospects:new")),  # type: ignore[arg-type]
    )

    @cached_property
    def definitions(self) -> list[CustomField]:
        return custom.definitions()

    def rows(self) -> QuerySet[Any]:
        return in_state(Prospect.objects.visible_to(self.user).for_list(), self.params.get("state", ""))

    def get_columns(self) -> Sequence[Column]:
        introducer = introducer_column(self.user, path="customer")
        return [*self.columns, introducer, *custom_forms.columns(self.definitions, path="customer")]

    def get_filterset_class(self) -> Any:
        return filter_class(self.definitions)

    def row_label(self, row: Any) -> str:
        return str(row.customer.name)

    def row_muted(self, row: Any) -> bool:
        return bool(row.is_struck_off)

    def actions(self) -> Iterable[Action]:
        yield Action(label=_("Methods"), url=reverse("prospects:methods"), icon="chart")
        yield Action(label=_("New prospect"), url=reverse("prospects:new"), icon="plus", key="n")

    def extra_context(self) -> dict[str, Any]:
        return {"switch": switch("list", self.params)}


class ProspectMap(AllowedMixin):
    """The prospects of the list, for the same parameters, where their cards say a place."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = ProspectList.rows_for(self.viewer, request.GET)
        query = with_query(request.GET, filters=None, near=None)
        list_url = reverse("prospects:list")
        context = {
            "map": map_of(rows),
            "map_tiles": settings.MAP_TILES_URL,
            "switch": switch("map", request.GET),
            "list_url": list_url + (query if len(query) > 1 else ""),
            "filter_url": list_url + with_query(request.GET, filters="1", near=None),
        }
        return render(request, "prospects/map.html", context)
