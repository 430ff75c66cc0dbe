"""Menu entries and commands of the trading relation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import rules
from crm.shell.navigation import Command, Entry, commands, entries

_SELL = _("Sell")

entries.register(
    Entry(
        key="accounts",
        label=_("Accounts"),
        url_name="accounts:list",
        icon="accounts",
        order=30,
        group=_SELL,
        phone=True,
        shortcut="a",
    ),
    Entry(
        key="orders",
        label=_("Orders"),
        url_name="accounts:orders",
        icon="orders",
        order=40,
        group=_SELL,
        shortcut="o",
    ),
    Entry(
        key="products",
        label=_("Products"),
        url_name="accounts:products",
        icon="products",
        order=50,
        group=_SELL,
    ),
    Entry(
        key="pareto",
        label=_("ABC ranking"),
        url_name="accounts:pareto",
        icon="pareto",
        order=60,
        group=_SELL,
        shortcut="r",
    ),
)
commands.register(
    Command(
        key="accounts.order",
        label=_("Record an order"),
        url_name="accounts:order-start",
        icon="orders",
        kind="create",
        words=_("sale return"),
    ),
    Command(
        key="accounts.product",
        label=_("New product"),
        url_name="accounts:product-new",
        icon="products",
        kind="create",
        predicate=rules.may_edit_products,
    ),
    Command(
        key="accounts.runs",
        label=_("Tier runs"),
        url_name="accounts:runs",
        icon="history",
        kind="go",
        words=_("ABC ranking history"),
    ),
)
