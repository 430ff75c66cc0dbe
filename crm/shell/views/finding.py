"""Search page and command palette."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crm.shell.htmx import wants_fragment
from crm.shell.navigation import commands, entries, url_of
from crm.shell.search import Found, find_all
from crm.shell.textsearch import MAX_QUERY, fold

if TYPE_CHECKING:
    from crm.shell.predicates import Viewer

ON_THE_PAGE = 20
IN_THE_PALETTE = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the palette that is no record."""

    label: str
    url: str
    icon: str
    hint: str = ""


@require_GET
@login_required
def search(request: HttpRequest) -> HttpResponse:
    text = _text(request)
    found = list(find_all(request.user, text, limit=ON_THE_PAGE)) if text else []
    return render(request, "shell/search.html", {"text": text, "found": found})


@require_GET
@login_required
def palette(request: HttpRequest) -> HttpResponse:
    """Answer the palette with a fragment: records found, then places and things to do."""
    text = _text(request)
    creating = request.GET.get("mode") == "create"
    found: list[Found] = []
    if text and not creating:
        found = list(find_all(request.user, text, limit=IN_THE_PALETTE))
    context: dict[str, Any] = {
        "text": text,
        "found": found,
        "create": _matching(_commands(request.user, "create"), text),
        "do": [] if creating else _matching(_commands(request.user, "do"), text),
        "go": [] if creating else _matching(_places(request.user), text),
    }
    if text and not creating:
        context["search_url"] = f"{url_of('shell:search')}?{urlencode({'q': text})}"
    template = "shell/_palette.html" if wants_fragment(request) else "shell/palette.html"
    return render(request, template, context)


@require_GET
@login_required
def keys(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/keys.html")


@require_GET
@login_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in use, for those who build pages."""
    return render(request, "shell/gallery.html")


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:MAX_QUERY]


def _places(user: Viewer) -> list[tuple[Line, str]]:
    menu = [
        (Line(str(entry.label), url_of(entry.url_name), entry.icon, str(entry.group)), "")
        for entry in entries
        if entry.predicate(user) and url_of(entry.url_name)
    ]
    return menu + _commands(user, "go")


def _commands(user: Viewer, kind: str) -> list[tuple[Line, str]]:
    return [
        (Line(str(command.label), url_of(command.url_name), command.icon), str(command.words))
        for command in commands
        if command.kind == kind and command.predicate(user) and url_of(command.url_name)
    ]


def _matching(lines: list[tuple[Line, str]], text: str) -> list[Line]:
    """Return the lines in whose label or words every word of *text* begins a word."""
    asked = fold(text).split()
    found = []
    for line, words in lines:
        offered = fold(f"{line.label} {words}").split()
        if all(any(word.startswith(start) for word in offered) for start in asked):
            found.append(line)
    return found
