"""How what happens to accounts and orders reads on the customer's feed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Tier
from accounts.feed_orders import Orders
from accounts.models import Account
from crm.shell import formats
from crm.timeline.feed_sources import feed_sources
from crm.timeline.verbs import Data, Verb, verbs


def _tier(value: Any) -> str:
    return str(Tier(value).label) if value in Tier.values else str(value or "")


def _tiers(data: Data) -> Data:
    """Put tiers and days into words."""
    until = parse_date(str(data.get("until", "")))
    return {
        **data,
        "from": _tier(data.get("from")),
        "to": _tier(data.get("to")),
        "until": formats.day(until),
    }


def _why(data: Data) -> str:
    """Say what moved a tier: sales and rank, before and now."""
    if data.get("sales_before") is None:
        return _("Rated for the first time.")
    sales = [
        formats.money(Decimal(str(data[key])), settings.BASE_CURRENCY) for key in ("sales_before", "sales")
    ]
    ranks = [formats.number(data.get(key)) for key in ("rank_before", "rank")]
    return _("Sales %(sales_before)s → %(sales)s, rank %(rank_before)s → %(rank)s") % {
        "sales_before": sales[0],
        "sales": sales[1],
        "rank_before": ranks[0],
        "rank": ranks[1],
    }


def _reason(data: Data) -> str:
    words = {"reason": data.get("reason", ""), "computed": _tier(data.get("computed"))}
    return _("%(reason)s (computed: %(computed)s)") % words


def _fields(data: Data) -> Data:
    labels = {field.name: field.verbose_name for field in Account._meta.fields}
    return {"what": ", ".join(str(labels.get(name, name)) for name in data.get("fields", []))}


def _order(data: Data) -> Data:
    net = formats.money(Decimal(str(data.get("net", 0))), str(data.get("currency", "")))
    if not data.get("order"):
        return {**data, "sum": net}
    url = reverse("accounts:order", args=[data["order"]])
    return {**data, "sum": net, "number": format_html('<a href="{}">{}</a>', url, data.get("number", ""))}


verbs.register(
    Verb(key="account.opened", icon="accounts", sentence=gettext_lazy("%(who)s opened the account")),
    Verb(
        key="account.changed",
        icon="edit",
        sentence=gettext_lazy("%(who)s changed %(what)s of the account"),
        words=_fields,
    ),
    Verb(key="account.closed", icon="archive", sentence=gettext_lazy("%(who)s closed the account")),
    Verb(key="account.reopened", icon="refresh", sentence=gettext_lazy("%(who)s opened the account again")),
    Verb(
        key="account.tier_changed",
        icon="pareto",
        sentence=gettext_lazy("The ranking moved the tier from %(from)s to %(to)s"),
        words=_tiers,
        detail=_why,
    ),
    Verb(
        key="account.tier_set",
        icon="flag",
        sentence=gettext_lazy("%(who)s set the tier from %(from)s to %(to)s until %(until)s"),
        words=_tiers,
        detail=_reason,
    ),
    Verb(
        key="account.tier_given_back",
        icon="undo",
        sentence=gettext_lazy("The tier set by hand ended: %(from)s became %(to)s"),
        words=_tiers,
    ),
    Verb(
        key="order.changed",
        icon="edit",
        sentence=gettext_lazy("%(who)s mended order %(number)s: now %(sum)s"),
        words=_order,
    ),
)

feed_sources.register(Orders())
