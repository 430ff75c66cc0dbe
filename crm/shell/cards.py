"""The one card page: a record's header, next step, tabs and feed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString

from crm.shell.access import VisibleMixin
from crm.shell.actions import Action
from crm.shell.html import with_query
from crm.shell.htmx import wants_fragment
from crm.shell.panels import CardTab, card_tabs

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """The head of a card. ``badges`` are made by ``crm.shell.html.tag``; ``facts`` are short words."""

    title: str
    badges: Sequence[SafeString] = ()
    facts: Sequence[StrOrPromise] = ()
    crumbs: Sequence[tuple[StrOrPromise, str]] = ()
    muted: bool = False

    @property
    def initials(self) -> str:
        """Two letters for the avatar; of a Chinese or Korean name its first character."""
        words = self.title.split()
        letters = "".join(word[0] for word in words[:2]).upper()
        return letters if letters.isascii() else letters[:1]


@dataclass(frozen=True, kw_only=True, slots=True)
class NextStep:
    """What is to be done next with the record, and why; the card's one primary action."""

    title: StrOrPromise
    reason: StrOrPromise = ""
    action: Action | None = None
    icon: str = "flag"


@dataclass(frozen=True, slots=True)
class TabLink:
    """A tab as the page shows it."""

    key: str
    label: StrOrPromise
    url: str
    current: bool
    badge: int | None = field(default=None)


class CardPage(VisibleMixin):
    """The page of one record; subclasses name ``model`` and ``card`` and say what the head holds.

    Tabs are those registered for ``card`` (``crm.shell.panels.card_tabs``). ``?tab=key`` opens one;
    htmx fetches its body alone. Only the open tab's data is read.
    """

    card: str
    template_name = "shell/card.html"

    def subject(self) -> Any:
        """Return what the tabs are about: the record, unless a subclass says another."""
        return self.record

    def header(self) -> Header:
        raise NotImplementedError

    def next_step(self) -> NextStep | None:
        return None

    def actions(self) -> Iterable[Action]:
        """Return the buttons of the head."""
        return ()

    def menu(self) -> Iterable[Action]:
        """Return the rarer actions, behind the head's menu."""
        return ()

    def side(self) -> str:
        """Return the markup of the side column, the feed as a rule ("": no side column)."""
        return ""

    def extra_context(self) -> dict[str, Any]:
        return {}

    @cached_property
    def record(self) -> Any:
        return self.get_record()

    @cached_property
    def tabs(self) -> list[CardTab]:
        user, subject = self.request.user, self.subject()
        return [tab for tab in card_tabs.of(self.card) if tab.predicate(user, subject)]

    @cached_property
    def open_tab(self) -> CardTab | None:
        """The tab the address names, else the first; a name that is no tab of theirs is a 404."""
        key = self.request.GET.get("tab")
        if not key:
            return self.tabs[0] if self.tabs else None
        for tab in self.tabs:
            if tab.key == key:
                return tab
        raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = self._respond(request)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def _respond(self, request: HttpRequest) -> HttpResponse:
        record = self.record
        body = self._tab_body()
        context = {
            "record": record,
            "tabs": self._tab_links(),
            "open_tab": self.open_tab,
            "tab_body": body,
            **self.extra_context(),
        }
        if wants_fragment(request):
            return render(request, "shell/_card_tab.html", context)
        context |= {
            "header": self.header(),
            "next_step": self.next_step(),
            "actions": list(self.actions()),
            "menu": list(self.menu()),
            "side": self.side(),
        }
        return render(request, self.template_name, context)

    def _tab_body(self) -> str:
        tab = self.open_tab
        if tab is None:
            return ""
        context = {"record": self.record, **tab.context(self.request, self.subject())}
        return render_to_string(tab.template, context, request=self.request)

    def _tab_links(self) -> list[TabLink]:
        return [
            TabLink(
                key=tab.key,
                label=tab.label,
                url=with_query(self.request.GET, tab=tab.key),
                current=tab is self.open_tab,
                badge=tab.badge(self.request, self.subject()) if tab.badge else None,
            )
            for tab in self.tabs
        ]
