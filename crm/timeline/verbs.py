"""How an event reads on the feed: a sentence for each verb, registered by the app that writes it.

An app above brings its own in ``feed.py``::

    verbs.register(Verb(key="order.placed", icon="orders", sentence=_("%(who)s took order %(number)s")))

``%(who)s`` is the person; the other words come from the event's data, through ``words`` when they
need more than that. Every word is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm.shell.discovery import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Data = Mapping[str, Any]


def as_written(data: Data) -> Data:
    """Return the words of an event whose data already are its words."""
    return data


def no_detail(data: Data) -> str:
    """Return nothing below the sentence."""
    return ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verb:
    """A kind of event; ``detail(data)`` is a second line, a text or a SafeString."""

    key: str
    sentence: StrOrPromise
    icon: str = "dot"
    order: int = 100
    words: Callable[[Data], Data] = as_written
    detail: Callable[[Data], str] = no_detail


class _Words(dict[str, SafeString]):
    def __missing__(self, key: str) -> str:
        return "…"


verbs: Registry[Verb] = Registry("verbs")


def sentence_of(verb: Verb | None, key: str, by: str, data: Data) -> SafeString:
    """Return the line of an event; one whose verb nobody knows (any more) shows the verb itself."""
    who = format_html("<strong>{}</strong>", by or _("The system"))
    if verb is None:
        return format_html("{} · {}", who, key)
    words = _Words({name: conditional_escape(value) for name, value in verb.words(data).items()}, who=who)
    return mark_safe(conditional_escape(str(verb.sentence)) % words)
