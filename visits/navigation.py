"""Menu entries and commands of visits."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from crm.shell.navigation import Command, Entry, commands, entries

entries.register(
    Entry(
        key="today",
        label=_("Today"),
        url_name="visits:today",
        icon="today",
        order=5,
        phone=True,
        shortcut="t",
    ),
    Entry(
        key="week", label=_("My week"), url_name="visits:week", icon="week", order=6, phone=True, shortcut="w"
    ),
)
commands.register(
    Command(
        key="visits.new",
        label=_("New appointment"),
        url_name="visits:create",
        icon="calendar",
        kind="create",
        words=_("visit meeting"),
    ),
)
