"""Menu entries and commands of the customer file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from crm.shell.navigation import Command, Entry, commands, entries

entries.register(
    Entry(
        key="customers",
        label=_("Customers"),
        url_name="customers:list",
        icon="contacts",
        order=30,
        group=_("Sell"),
        shortcut="c",
    )
)
commands.register(
    Command(
        key="customers.new",
        label=_("New customer"),
        url_name="customers:create",
        icon="plus",
        kind="create",
        order=10,
        words=_("card organisation individual prospect"),
    ),
    Command(
        key="customers.review",
        label=_("Cards to verify"),
        url_name="customers:review",
        icon="check",
        kind="go",
        words=_("review queue verification"),
    ),
    Command(
        key="customers.duplicates",
        label=_("Likely duplicates"),
        url_name="customers:duplicates",
        icon="merge",
        kind="go",
        words=_("duplicates merge same customer twice"),
    ),
)
