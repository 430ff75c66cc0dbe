"""The switch between the list, the board and the map of prospects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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


def switch(current: str, params: QueryDict) -> Iterable[View]:
    """Return the views; list and map pass their filter on to each other."""
    query = with_query(params, filters=None, near=None, all=None) if current != "board" else "?"
    shared = query if len(query) > 1 else ""
    return [
        View(_("List"), "menu", reverse("prospects:list") + shared, current == "list"),
        View(_("Board"), "columns", reverse("prospects:board"), current == "board"),
        View(_("Map"), "map", reverse("prospects:map") + shared, current == "map"),
    ]
