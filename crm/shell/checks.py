"""System checks of what the apps have registered with the shell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Remark
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from crm.shell.navigation import commands, entries, url_of
from crm.shell.panels import card_tabs, home_panels


@register("urls")
def menu_leads_somewhere(**kwargs: Any) -> Iterable[CheckMessage]:
    """Every menu entry and command has an address."""
    for item in [*entries, *commands]:
        if not url_of(item.url_name):
            yield Remark(
                f"{type(item).__name__} {item.key!r} leads to {item.url_name!r}, which is no address.",
                hint="Name a URL without arguments in navigation.py, or add it to the URLs.",
                id="shell.W001",
            )


@register("templates")
def panels_have_templates(**kwargs: Any) -> Iterable[CheckMessage]:
    """Every panel and tab has its template."""
    for item in [*home_panels, *card_tabs]:
        try:
            get_template(item.template)
        except TemplateDoesNotExist:
            yield Remark(
                f"{type(item).__name__} {item.key!r} has no template {item.template!r}.",
                hint="Write the template or mend its name in panels.py.",
                id="shell.W002",
            )
