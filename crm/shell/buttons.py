"""Actions as markup: a link, or a form of one button for what changes data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from crm.shell.html import icon

if TYPE_CHECKING:
    from crm.shell.actions import Action


def button(action: Action, css: str, csrf_token: object) -> SafeString:
    """Return *action* with the classes *css*: written in Python, as a card shows ten of them (ADR 5).

    *csrf_token* is only looked at, and so only made, for what changes data.
    """
    symbol = icon(action.icon) if action.icon else ""
    face = f"{_key(action)}>{symbol}{conditional_escape(action.label)}"
    if not action.post:
        return mark_safe(f'<a class="{css}" href="{conditional_escape(action.url)}"{face}</a>')
    return mark_safe(
        f'<form method="post" action="{conditional_escape(action.url)}">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{csrf_token}">'
        f'<button class="{css}{_danger(action, css)}"{_question(action)}{face}</button></form>'
    )


def _key(action: Action) -> str:
    return f' data-key="{conditional_escape(action.key)}"' if action.key else ""


def _danger(action: Action, css: str) -> str:
    if not action.danger:
        return ""
    return " btn-danger" if css == "btn" else " menu__item--danger"


def _question(action: Action) -> str:
    """Return what the page asks before it sends the form."""
    if not action.confirm:
        return ""
    tone = mark_safe(' data-confirm-tone="danger"') if action.danger else ""
    return format_html(' data-confirm="{}" data-confirm-action="{}"{}', action.confirm, action.label, tone)
