"""Menu entries and commands of prospects."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from crm.shell.navigation import Command, Entry, commands, entries
from prospects.rules import may_open_campaign

entries.register(
    Entry(
        key="prospects",
        label=_("Prospects"),
        url_name="prospects:list",
        icon="prospects",
        order=20,
        group=_("Sell"),
        phone=True,
        shortcut="p",
    ),
    Entry(
        key="pool", label=_("Team pool"), url_name="prospects:pool", icon="inbox", order=22, group=_("Sell")
    ),
    Entry(
        key="plan100",
        label=_("Plan 100"),
        url_name="prospects:plan100",
        icon="star",
        order=24,
        group=_("Sell"),
    ),
)
entries.register(
    Entry(
        key="campaigns",
        label=_("Campaigns"),
        url_name="prospects:campaigns",
        icon="flag",
        order=26,
        group=_("Sell"),
    ),
)
commands.register(
    Command(
        key="prospects.campaign",
        label=_("New campaign"),
        url_name="prospects:campaign-new",
        icon="flag",
        kind="create",
        predicate=may_open_campaign,
        words=_("development days segment goals"),
    ),
    Command(
        key="prospects.new",
        label=_("New prospect"),
        url_name="prospects:new",
        icon="prospects",
        kind="create",
        order=5,
        words=_("lead name card quick add"),
    ),
    Command(
        key="prospects.methods",
        label=_("Report of the acquisition methods"),
        url_name="prospects:methods",
        icon="chart",
        kind="go",
        words=_("which ways of finding customers pay, conversion rate, cost per won account"),
    ),
    Command(
        key="prospects.board",
        label=_("Board of prospects"),
        url_name="prospects:board",
        icon="columns",
        kind="go",
        words=_("pipeline stages funnel"),
    ),
    Command(
        key="prospects.map",
        label=_("Map of prospects"),
        url_name="prospects:map",
        icon="map",
        kind="go",
        words=_("places nearby"),
    ),
)
