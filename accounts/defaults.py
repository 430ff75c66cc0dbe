"""Rules of the trading relation that an admin can change (domain.md, D3.1, D3.2)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.shell.contradictions import InOrder
from crm.shell.limits import decimal, whole

TITLE = _("Accounts and tiers")
DEFAULTS = {
    "ACCOUNTS_TIER_DAYS": (365, _("Days of sales that a tier is worked out from."), whole(1, 36_500)),
    "ACCOUNTS_TIER_A_SHARE": (
        Decimal("80"),
        _("Accounts are tier A while the share of sales before them is below this, in percent."),
        decimal("0.01", "100"),
    ),
    "ACCOUNTS_TIER_B_SHARE": (
        Decimal("95"),
        _("Accounts are tier B while the share of sales before them is below this, in percent."),
        decimal("0.01", "100"),
    ),
    "ACCOUNTS_NEW_DAYS": (90, _("Days during which a young account is new and not rated."), whole(0, 36_500)),
    "ACCOUNTS_NEAR_KM": (
        10,
        _("Up to this distance from the office an account is near, in km."),
        whole(0, 20_000),
    ),
    "ACCOUNTS_FAR_KM": (
        50,
        _("Beyond this distance from the office an account is far, in km."),
        whole(0, 20_000),
    ),
}
IN_ORDER = (
    InOrder("ACCOUNTS_TIER_A_SHARE", "ACCOUNTS_TIER_B_SHARE"),
    InOrder("ACCOUNTS_NEAR_KM", "ACCOUNTS_FAR_KM"),
)
