"""Menu entries of the timeline."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from crm.shell.navigation import Entry, entries

entries.register(
    Entry(
        key="touches",
        label=_("Touches"),
        url_name="timeline:touches",
        icon="message",
        order=45,
        group=_("Sell"),
    )
)
