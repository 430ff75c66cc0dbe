"""Panels of the home page and tabs of cards, registered by each app's ``panels.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.shell.discovery import Registry
from crm.shell.predicates import everyone

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

    from crm.shell.predicates import Predicate, Viewer


def for_anybody(user: Viewer, subject: Any) -> bool:
    """Whether *user* may see a tab of *subject*: whoever sees the card."""
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class HomePanel:
    """A panel of the home page.

    ``context(request)`` gives the template its data, or None to leave the panel out. ``roles`` names
    the roles that see it (empty: all). A ``lazy`` panel is fetched after the page has come. ``wide``
    panels take the whole row. The template renders what stands inside the panel's body.
    """

    key: str
    title: StrOrPromise
    template: str
    context: Callable[[HttpRequest], dict[str, Any] | None]
    order: int = 100
    roles: frozenset[str] = frozenset()
    predicate: Predicate = everyone
    lazy: bool = False
    wide: bool = False
    flush: bool = False
    more_url_name: str = ""

    def is_for(self, user: Viewer) -> bool:
        return (not self.roles or getattr(user, "role", "") in self.roles) and self.predicate(user)


@dataclass(frozen=True, kw_only=True, slots=True)
class CardTab:
    """A tab of a card.

    ``card`` says of which one ("customer"): every page of that ``CardPage.card`` shows it.
    ``context(request, subject)`` gives the template its data when the tab is open; ``badge`` the
    number beside the label, at the cost of its queries on every view of the card.
    """

    card: str
    key: str
    label: StrOrPromise
    template: str
    context: Callable[[HttpRequest, Any], dict[str, Any]]
    order: int = 100
    predicate: Callable[[Viewer, Any], bool] = for_anybody
    badge: Callable[[HttpRequest, Any], int | None] | None = None


home_panels: Registry[HomePanel] = Registry("home panels")


class _CardTabs(Registry[CardTab]):
    """Tabs are told apart by card and key."""

    def of(self, card: str) -> list[CardTab]:
        return [tab for tab in self if tab.card == card]


card_tabs = _CardTabs("card tabs", identity=lambda tab: f"{tab.card}.{tab.key}")
