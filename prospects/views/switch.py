"""The switch between the list, the board and the map of prospects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.shell.html import with_query

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at prospects."""

    label: str
    icon: str
    url: str
    current: bool


# What the board can be narrowed by, too.
_BOARD = ("owner", "team")


def switch(current: str, params: QueryDict) -> Iterable[View]:
    """Return the views; list and map pass their filter on to each other, and to the board what it knows."""
    own = {name: params[name] for name in _BOARD if params.get(name)}
    board = f"?{urlencode(own)}" if own else ""
    query = with_query(params, filters=None, near=None, all=None)
    shared = board if current == "board" else query if len(query) > 1 else ""
    return [
        View(_("List"), "menu", reverse("prospects:list") + shared, current == "list"),
        View(_("Board"), "columns", reverse("prospects:board") + board, current == "board"),
        View(_("Map"), "map", reverse("prospects:map") + shared, current == "map"),
    ]
