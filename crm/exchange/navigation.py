"""Menu entry and commands of imports and exports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from crm.shell.navigation import Command, Entry, commands, entries

entries.register(
    Entry(
        key="imports",
        label=_("Import and export"),
        url_name="exchange:list",
        icon="import",
        order=950,
        group=_("Team"),
    )
)
commands.register(
    Command(
        key="import",
        label=_("Import a file"),
        url_name="exchange:upload",
        icon="import",
        kind="do",
        words=_("csv excel xlsx upload load"),
    ),
    Command(
        key="export",
        label=_("Export records"),
        url_name="exchange:exports",
        icon="export",
        kind="do",
        words=_("csv excel xlsx json download"),
    ),
)
