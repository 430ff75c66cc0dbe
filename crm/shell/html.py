"""Small pieces of markup made in Python, where a template per piece would be too slow."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from crm.shell.errors import Refused

TONES = ("green", "yellow", "red", "grey", "accent")


@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """Return the icon *name* of ``static/public/icons.svg``; it says nothing to a screen reader."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("icons.svg"), name
    )


def tag(word: StrOrPromise, tone: str = "grey") -> SafeString:
    """Return a status: its word in the colour of *tone* (one of TONES)."""
    return mark_safe(f'<span class="tag tag--{_tone(tone)}">{conditional_escape(word)}</span>')


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise ValueError(f"No tone is called {tone!r}; there are {', '.join(TONES)}.")
    return tone


def link(url: str, text: StrOrPromise) -> SafeString:
    """Return a plain link."""
    return mark_safe(f'<a href="{conditional_escape(url)}">{conditional_escape(text)}</a>')


def refusal(refused: Refused) -> SafeString:
    """Return the words of a refusal, with a link to the page on which its reason is settled."""
    way = refused.way_out
    return format_html("{} {}", refused, link(way.url, way.label)) if way else format_html("{}", refused)


def with_query(query: QueryDict, **changes: object) -> str:
    """Return ``?…`` of *query* with *changes*; None takes a parameter out. Paging starts anew."""
    changed = query.copy()
    for name in ("after", "before"):
        changed.pop(name, None)
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        elif isinstance(value, list | tuple):
            changed.setlist(name, [str(item) for item in value])
        else:
            changed[name] = str(value)
    return f"?{changed.urlencode()}"
