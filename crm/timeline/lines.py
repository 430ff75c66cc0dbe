"""The lines of the feed as markup, written in Python: a card shows twenty of them (ADR 5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm.shell.formats import clock, day, weekday
from crm.shell.html import icon, link

if TYPE_CHECKING:
    from crm.timeline.feed_sources import FeedItem


def lines_html(items: Iterable[FeedItem]) -> SafeString:
    """Return the list items of the feed, newest first, those of each day below its date."""
    days = groupby(items, key=lambda item: timezone.localtime(item.at).date())
    return mark_safe("".join(f"{_day_html(on)}{''.join(map(_line_html, lines))}" for on, lines in days))


def _day_html(on: date) -> str:
    return f'<li class="feed__day">{conditional_escape(_day_words(on, timezone.localdate()))}</li>'


def _day_words(on: date, today: date) -> str:
    if on == today:
        return _("Today")
    return weekday(on) if on.year == today.year else day(on)


def _line_html(item: FeedItem) -> str:
    line = link(item.url, item.line) if item.url else conditional_escape(item.line)
    moment = ""
    if item.timed:
        at = timezone.localtime(item.at).isoformat(timespec="seconds")
        moment = f' <time datetime="{at}">{conditional_escape(clock(item.at))}</time>'
    detail = f'<div class="feed__detail">{conditional_escape(item.detail)}</div>' if item.detail else ""
    return (
        f'<li class="feed__item"><span class="feed__icon">{icon(item.icon)}</span>'
        f'<div class="feed__body"><p class="feed__line">{line}{moment}</p>{detail}</div></li>'
    )
