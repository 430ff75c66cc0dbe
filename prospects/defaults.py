"""Rules of prospecting that an admin can change (domain.md, D1.3)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.shell.contradictions import InOrder
from crm.shell.limits import decimal, whole

TITLE = _("Prospects")
DEFAULTS = {
    "PROSPECTS_LIVE_LEAST": (25, _("Live prospects a rep keeps at least."), whole(0, 100_000)),
    "PROSPECTS_LIVE_MOST": (30, _("Live prospects a rep keeps at most."), whole(0, 100_000)),
    "PROSPECTS_PLAN": (100, _("Names the list of a team aims at (Plan 100)."), whole(0, 100_000)),
    "PROSPECTS_OWED": (2, _("New names owed for each name struck off."), whole(0, 1_000)),
    "PROSPECTS_EARLY_VISITS": (5, _("Giving up before this many visits asks for a reason."), whole(0, 1_000)),
    "PROSPECTS_POOL_DAYS": (
        60,
        _("Days without touch or visit after which a prospect returns to the team's pool."),
        whole(1, 3_650),
    ),
    "PROSPECTS_POOL_WARN_DAYS": (
        7,
        _("Days before the return to the pool at which the rep is told."),
        whole(0, 3_650),
    ),
    "PROSPECTS_POOL_WAIT_DAYS": (
        30,
        _("Days before a rep may claim again what they lost to the pool."),
        whole(0, 3_650),
    ),
    "PROSPECTS_AGEING_DAYS": (
        30,
        _("Days in one stage after which the board marks a prospect."),
        whole(1, 3_650),
    ),
    "PROSPECTS_VISIT_COST": (
        Decimal("50"),
        _("Cost of one visit in the base currency, for the cost per won account."),
        decimal("0", "1000000000000"),
    ),
    "PROSPECTS_WEIGHT_NEED": (20, _("Weight of the need in the qualification."), whole(0, 1_000)),
    "PROSPECTS_WEIGHT_BUDGET": (15, _("Weight of the budget in the qualification."), whole(0, 1_000)),
    "PROSPECTS_WEIGHT_AUTHORITY": (15, _("Weight of the authority in the qualification."), whole(0, 1_000)),
    "PROSPECTS_WEIGHT_TIMING": (20, _("Weight of the timing in the qualification."), whole(0, 1_000)),
    "PROSPECTS_WEIGHT_LOYALTY": (
        15,
        _("Weight of a low loyalty to the rival in the qualification."),
        whole(0, 1_000),
    ),
    "PROSPECTS_WEIGHT_VOLUME": (15, _("Weight of the expected sales in the qualification."), whole(0, 1_000)),
    "PROSPECTS_FULL_VOLUME": (
        Decimal("100000"),
        _("Expected yearly sales in the base currency that earn the whole weight of the volume."),
        decimal("0", "1000000000000"),
    ),
}
IN_ORDER = (
    InOrder("PROSPECTS_LIVE_LEAST", "PROSPECTS_LIVE_MOST"),
    InOrder("PROSPECTS_POOL_WARN_DAYS", "PROSPECTS_POOL_DAYS", apart=True),
)
