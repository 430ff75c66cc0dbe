"""Rules of visit planning that an admin can change (domain.md, D4.1)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.shell.contradictions import InOrder
from crm.shell.limits import decimal, whole

TITLE = _("Visits")
DEFAULTS = {
    "VISITS_CADENCE_A_DAYS": (7, _("Days between visits to a tier A account."), whole(1, 3_650)),
    "VISITS_CADENCE_B_DAYS": (14, _("Days between visits to a tier B account."), whole(1, 3_650)),
    "VISITS_CADENCE_C_DAYS": (30, _("Days between visits to a tier C account."), whole(1, 3_650)),
    "VISITS_CADENCE_CONTINUE_DAYS": (
        14,
        _("Days between visits to a prospect to go on with."),
        whole(1, 3_650),
    ),
    "VISITS_CADENCE_KEEP_WARM_DAYS": (60, _("Days between visits to a prospect kept warm."), whole(1, 3_650)),
    "VISITS_MINUTES_A": (60, _("Minutes of a visit to a tier A account."), whole(1, 1_440)),
    "VISITS_MINUTES_B": (45, _("Minutes of a visit to a tier B account."), whole(1, 1_440)),
    "VISITS_MINUTES_C": (30, _("Minutes of a visit to a tier C account."), whole(1, 1_440)),
    "VISITS_MINUTES_PROSPECT": (45, _("Minutes of a visit to a prospect."), whole(1, 1_440)),
    "VISITS_PER_DAY": (8, _("Most visits in one day."), whole(0, 100)),
    "VISITS_MORNING_ENDS": ("12:00", _("Visits to tier A accounts start before this time of day."), str),
    "VISITS_VALUE_A": (
        240,
        _("Minutes of travel that a due visit to a tier A account is worth."),
        whole(0, 100_000),
    ),
    "VISITS_VALUE_B": (
        120,
        _("Minutes of travel that a due visit to a tier B account is worth."),
        whole(0, 100_000),
    ),
    "VISITS_VALUE_C": (
        60,
        _("Minutes of travel that a due visit to a tier C account is worth."),
        whole(0, 100_000),
    ),
    "VISITS_VALUE_PROSPECT": (
        50,
        _("Minutes of travel that a due visit to a prospect of full qualification is worth."),
        whole(0, 100_000),
    ),
    "VISITS_VALUE_FOLLOW_UP": (
        120,
        _("Minutes of travel that keeping a promised visit is worth."),
        whole(0, 100_000),
    ),
    "VISITS_VALUE_CAMPAIGN": (
        150,
        _("Minutes of travel that a visit on a development day is worth."),
        whole(0, 100_000),
    ),
    "VISITS_OVERDUE_CAP": (
        Decimal("2"),
        _("Most that being overdue adds to a value, as a factor."),
        decimal("0", "100"),
    ),
    "VISITS_VALUE_LEFT_OUT": (
        90,
        _("Minutes of travel added to a visit for each week in a row that it was due and did not fit."),
        whole(0, 100_000),
    ),
    "VISITS_STAY_MINUTES": (
        30,
        _("Minutes of travel that keeping a visit's day is worth when planning again."),
        whole(0, 100_000),
    ),
    "VISITS_SHORTLIST": (
        300,
        _("Most customers looked at for one week; the others are left out by value."),
        whole(1, 1_500),
    ),
    "VISITS_UNKNOWN_MINUTES": (35, _("Minutes to a customer whose place is unknown."), whole(0, 1_440)),
    "VISITS_ROUND_MINUTES": (5, _("Drives are rounded up to a multiple of so many minutes."), whole(1, 60)),
    "VISITS_UNKNOWN_PER_DAY": (
        2,
        _("Most visits in one day to customers whose place is unknown."),
        whole(0, 100),
    ),
    "VISITS_TOWN_KMH": (25, _("Travel speed in town, in km/h."), whole(1, 1_000)),
    "VISITS_ROAD_KMH": (70, _("Travel speed on the open road, in km/h."), whole(1, 1_000)),
    "VISITS_ROAD_FACTOR": (
        Decimal("1.3"),
        _("Road kilometres for one kilometre as the crow flies."),
        decimal("1", "10"),
    ),
    "VISITS_FAST_FROM_KM": (
        25,
        _("Road kilometres from which on the speed is that of the open road."),
        whole(0, 20_000),
    ),
    "VISITS_STOP_MINUTES": (3, _("Minutes for parking and the last steps of every leg."), whole(0, 1_440)),
    "VISITS_ENGINE": ("recreate", _("Planning engine: recreate or greedy."), str),
    "VISITS_ROUNDS": (
        4000,
        _("Rounds of improvement for a new week of one rep; a changed week takes fewer."),
        whole(0, 100_000),
    ),
}
IN_ORDER = (
    InOrder("VISITS_CADENCE_A_DAYS", "VISITS_CADENCE_B_DAYS"),
    InOrder("VISITS_CADENCE_B_DAYS", "VISITS_CADENCE_C_DAYS"),
    InOrder("VISITS_CADENCE_CONTINUE_DAYS", "VISITS_CADENCE_KEEP_WARM_DAYS"),
    # Else whoever is visited as planned returns to the pool between two visits.
    InOrder("VISITS_CADENCE_CONTINUE_DAYS", "PROSPECTS_POOL_DAYS"),
    InOrder("VISITS_VALUE_C", "VISITS_VALUE_B"),
    InOrder("VISITS_VALUE_B", "VISITS_VALUE_A"),
    InOrder("VISITS_VALUE_PROSPECT", "VISITS_VALUE_C", apart=True),
    InOrder("VISITS_PER_DAY", "VISITS_SHORTLIST"),
    InOrder("VISITS_TOWN_KMH", "VISITS_ROAD_KMH"),
)
