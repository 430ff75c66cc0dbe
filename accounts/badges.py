"""How tiers and kinds of orders look in lists and heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.choices import OrderKind, Tier
from crm.shell.html import tag

if TYPE_CHECKING:
    from accounts.models import Account, Order


def tier_badge(tier: str, computed: str = "") -> SafeString:
    """Return *tier* as a badge; marked, and saying so, when a manager set it against *computed*."""
    if tier not in (Tier.A, Tier.B, Tier.C):
        return format_html('<span class="tier tier--new">{}</span>', Tier.NEW.label)
    if not computed or computed == tier:
        return format_html('<span class="tier tier--{}">{}</span>', tier.lower(), tier)
    words = _("Set by a manager; computed: %(tier)s") % {"tier": Tier(computed).label}
    return format_html(
        '<span class="tier tier--{} tier--set" title="{}">{}<span class="visually-hidden"> {}</span></span>',
        tier.lower(),
        words,
        tier,
        words,
    )


def account_badge(account: Account) -> SafeString:
    """Return the tier in force of *account*."""
    return tier_badge(account.tier, account.computed_tier)


def kind_badge(order: Order) -> SafeString:
    """Return nothing for a sale and a word for a return."""
    if order.kind == OrderKind.RETURN:
        return tag(_("Return"), "yellow")
    return SafeString("")
