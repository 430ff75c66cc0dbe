"""Touches as lines of a customer's feed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm.history.merging import Position
from crm.shell import formats
from crm.timeline.choices import ICONS, TouchKind
from crm.timeline.feed_sources import FeedItem, Lines
from crm.timeline.models import Touch
from crm.timeline.rules import may_change_touch

if TYPE_CHECKING:
    from crm.customers.models import Customer
    from crm.people.models import User


_TOUCHES = Lines(
    "touch", lambda customer: Touch.objects.filter(customer=customer).for_list().order_by("-at", "-pk")
)


@dataclass(frozen=True)
class Touches:
    """Every contact that is no visit, with what came of it, what it cost and what is to follow."""

    key: str = "touch"
    order: int = 15

    def items(
        self, customer: Customer, viewer: User, before: Position | None, limit: int
    ) -> Iterator[FeedItem]:
        for touch in _TOUCHES.page(customer, before, limit):
            url = reverse("timeline:touch-edit", args=[touch.pk])
            yield FeedItem(
                position=Position(touch.at, self.key, touch.pk),
                icon=ICONS[TouchKind(touch.kind)],
                line=_line(touch),
                detail=_detail(touch),
                url=url if may_change_touch(viewer, touch) else "",
            )


def _line(touch: Touch) -> SafeString:
    """Who, what, with whom and what came of it: **Ann Kim** · Phone call · Mr Frey · Reached."""
    who = format_html("<strong>{}</strong>", touch.by.name if touch.by else _("The system"))
    contact = touch.contact.name if touch.contact else ""
    words = [touch.get_kind_display(), contact, touch.get_outcome_display()]
    return format_html_join(" · ", "{}", ((word,) for word in (who, *words) if word))


def _detail(touch: Touch) -> SafeString:
    parts: list[str] = [mark_safe(linebreaks(touch.note, autoescape=True))] if touch.note else []
    if touch.next_step_on is not None:
        parts.append(format_html("<p>{}</p>", step_sentence(touch)))
    if touch.cost is not None:
        cost = _("Cost: %(sum)s") % {"sum": formats.money(touch.cost, settings.BASE_CURRENCY)}
        parts.append(format_html("<p>{}</p>", cost))
    return format_html_join("", "{}", ((part,) for part in parts))


def step_sentence(touch: Touch) -> str:
    """Say what is to follow and by when, or that it is done."""
    words = {"step": touch.step_words, "day": formats.day(touch.next_step_on)}
    if touch.has_open_step:
        return _("Next step by %(day)s: %(step)s") % words
    return _("Next step done: %(step)s") % words
