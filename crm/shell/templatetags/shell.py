"""Tags and filters that every template may use without loading them."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BaseForm
from django.template import Context
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from crm.shell import formats, forms, html, reach
from crm.shell.actions import Action
from crm.shell.buttons import button

register = template.Library()

register.filter("number", formats.number)
register.filter("money", formats.money)
register.filter("percent", formats.percent)
register.filter("day", formats.day)
register.filter("weekday", formats.weekday)
register.filter("month", formats.month)
register.filter("clock", formats.clock)
register.filter("moment", formats.moment)
register.filter("ago", formats.ago)
register.filter("distance", formats.distance)
register.filter("duration", formats.duration)
register.filter("cell", formats.cell)
register.filter("tel", reach.tel)

register.simple_tag(html.icon, name="icon")


@register.simple_tag
def status_badge(word: str, tone: str = "grey") -> SafeString:
    """``{% status_badge _("Likely soon") "yellow" %}``"""
    return html.tag(word, tone)


@register.simple_tag(takes_context=True)
def url_with(context: Context, **changes: Any) -> str:
    """``{% url_with sort="name" q=None %}``: this page's query with changes, from its first page on."""
    return html.with_query(context["request"].GET, **changes)


@register.simple_tag(takes_context=True)
def action_button(context: Context, action: Action, css: str) -> SafeString:
    """``{% action_button action "btn" %}``: a link, or a form of one button."""
    return button(action, css, context.get("csrf_token", ""))


@register.simple_tag(takes_context=True)
def form_body(context: Context, form: BaseForm) -> SafeString:
    """``{% form_body form %}``: the fields, without form tag, errors on top and buttons."""
    return forms.render_body(form, context)


class StillNode(template.Node):
    """What does not change between requests, rendered once in each language for each of its values."""

    MOST = 500  # kept renderings; then all are made anew

    def __init__(self, nodelist: NodeList, values: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.values = values
        self.kept: dict[Any, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        key = (get_language(), *(value.resolve(context) for value in self.values))
        rendered = self.kept.get(key)
        if rendered is None:
            if len(self.kept) >= self.MOST:
                self.kept.clear()
            rendered = self.kept[key] = mark_safe(self.nodelist.render(context))
        return rendered


@register.tag
def still(parser: Parser, token: Token) -> StillNode:
    """``{% still nav.signature %}…{% endstill %}``: render once for each value, in each language.

    The content may depend on these values alone: nothing of the request, no csrf_token.
    """
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodelist = parser.parse(("endstill",))
    parser.delete_first_token()
    return StillNode(nodelist, values)
