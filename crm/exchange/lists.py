"""Which rows a list page shows, for the export button on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, QueryDict
from django.urls import NoReverseMatch, resolve, reverse

from crm.shell.lists import ListPage

if TYPE_CHECKING:
    from crm.people.models import User

OWN_PARAMETERS = frozenset({"format", "private", "list"})


def rows_of_list(kind_name: str, user: User, params: QueryDict) -> Any:
    """The rows of the list page that the parameter `list` names, for its query; None for all rows.

    Http404 for a name that is no list of this kind: whoever asks for some rows must not get all.
    """
    name = params.get("list", "")
    if not name:
        return None
    page = _list_page(name)
    if page is None or page.export_kind != kind_name:
        raise Http404
    wanted = params.copy()
    for name in OWN_PARAMETERS:
        wanted.pop(name, None)
    return page.rows_for(user, wanted)


def _list_page(view_name: str) -> type[ListPage] | None:
    try:
        view = resolve(reverse(view_name)).func
    except NoReverseMatch:
        return None
    page = getattr(view, "view_class", None)
    return page if isinstance(page, type) and issubclass(page, ListPage) else None
