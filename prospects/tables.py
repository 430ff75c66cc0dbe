"""The columns of lists of prospects."""

from __future__ import annotations

from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.customers.columns import CUSTOMER_COLUMNS
from crm.customers.filters.making import label_of
from crm.shell.formats import money, percent
from crm.shell.lists import Column, Key
from crm.shell.lists.columns import behind
from prospects.badges import score_mark, stage_badge
from prospects.choices import Disposition, EffortOrder
from prospects.commitments import something_ahead
from prospects.filters.effort import (
    EndFilters,
    MethodFilters,
    QualificationFilters,
    StageFilters,
    WantedFilters,
    WorkFilters,
)
from prospects.models import Prospect
from prospects.newcomers import buys
from prospects.policy import pool_rule

if TYPE_CHECKING:
    from datetime import date

# Columns are chosen under the titles of the filter.
STAGES, QUALIFICATION, WANTED = StageFilters.title, QualificationFilters.title, WantedFilters.title
METHOD, WORK, END = MethodFilters.title, WorkFilters.title, EndFilters.title


def _probability(prospect: Prospect) -> str:
    share = prospect.win_probability
    return percent(None if share is None else share / 100, 0)


def _value(prospect: Prospect) -> str:
    return money(prospect.expected_value, settings.BASE_CURRENCY, 0)


def _weighted(prospect: Prospect) -> str:
    return money(prospect.weighted_expectation, settings.BASE_CURRENCY, 0)


def _detail(prospect: Prospect) -> str:
    """Town, line, and that somebody is only kept warm."""
    warm = prospect.is_open and prospect.disposition == Disposition.KEEP_WARM
    parts = (prospect.customer.city, prospect.line, Disposition.KEEP_WARM.label if warm else "")
    return " · ".join(str(part) for part in parts if part)


def _returns(row: Any) -> date | None:
    """The day on which a silent prospect goes back to the pool; None of those that do not."""
    stays = buys(row.customer) or row.something_ahead
    if not row.is_open or row.customer.owner_id is None or stays:
        return None
    day: date = row.quiet_since + timedelta(days=pool_rule().silent_days)
    return day


def _with_last_contact(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.with_last_contact()  # type: ignore[attr-defined]


def _with_quiet_since(rows: QuerySet[Any]) -> QuerySet[Any]:
    rows = rows.annotate(something_ahead=something_ahead())
    return rows.with_quiet_since().select_related("customer__account")  # type: ignore[attr-defined]


def _with_weight(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.with_weight()  # type: ignore[attr-defined]


def _with_effort_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.with_effort_order()  # type: ignore[attr-defined]


def _products(prospect: Prospect) -> str:
    return ", ".join(str(product) for product in prospect.products.all())


def _further(name: str, group: Any, label: Any = "", key: str = "", **more: Any) -> Column:
    """Return a column of the plain fact *name*, to be chosen; called as the field unless told otherwise."""
    more = {"render": attrgetter(name), "sort": (name,), "group": group, "shown": False, **more}
    return Column(key=key or name, label=label or label_of(name, Prospect), **more)


def _choice(name: str, group: Any, label: Any = "") -> Column:
    """Return a column of a fact that is one of several, in words."""
    words = attrgetter(f"get_{name}_display")
    return _further(name, group, label, render=lambda row: words(row)())


NAME = Column(
    key="name",
    label=_("Name"),
    render=lambda row: row.customer.name,
    sort=("customer__name",),
    lead=True,
    detail=_detail,
    group=STAGES,
)
STAGE = Column(
    key="stage", label=_("Stage"), render=stage_badge, sort=("stage", "step__position"), group=STAGES
)
SCORE = Column(
    key="score",
    label=_("Score"),
    render=lambda row: score_mark(row.score),
    # Up and down at once, as the index of scores is.
    sort=(Key("score"), Key("pk", descending=True)),
    numeric=True,
    group=QUALIFICATION,
)
OWNER = Column(
    key="owner",
    label=_("Held by"),
    render=lambda row: row.customer.owner,
    sort=("customer__owner__name",),
    group=WORK,
)
LAST_CONTACT = Column(
    key="last_contact",
    label=_("Last contact"),
    render=lambda row: row.last_contact,
    sort=("last_contact",),
    group=WORK,
    prepare=_with_last_contact,
)
OWN_COLUMNS = (
    NAME,
    STAGE,
    SCORE,
    Column(
        key="effort_order",
        label=_("Effort order"),
        render=lambda row: EffortOrder(row.effort_order).label,
        # Within a class the better qualified first (D1.1).
        sort=(Key("effort_order"), Key("score", descending=True)),
        group=QUALIFICATION,
        shown=False,
        prepare=_with_effort_order,
    ),
    Column(
        key="probability",
        label=_("Probability"),
        render=_probability,
        sort=("probability",),
        numeric=True,
        group=QUALIFICATION,
        shown=False,
        prepare=_with_weight,
    ),
    Column(
        key="value",
        label=_("Expected a year"),
        render=_value,
        sort=("expected_value",),
        numeric=True,
        group=QUALIFICATION,
    ),
    Column(
        key="weighted",
        label=_("Weighted"),
        render=_weighted,
        sort=("weighted_value",),
        numeric=True,
        group=QUALIFICATION,
        prepare=_with_weight,
    ),
    LAST_CONTACT,
    OWNER,
    *(_choice(name, QUALIFICATION) for name in ("need", "budget", "authority", "timing")),
    _further("expected_on", QUALIFICATION, _("First order expected")),
    _further("step", STAGES, _("Step"), sort=("step__position",)),
    _further("stage_since", STAGES, _("In this stage since"), sort=(Key("stage_since"),)),
    _choice("disposition", STAGES, _("Disposition")),
    _choice("newcomer", STAGES, _("Kind of newcomer")),
    _further("hesitation", STAGES),
    _further("line", WANTED, _("Product line"), sort=("line__name",)),
    _further("products", WANTED, render=_products, sort=None, fetched=("products",)),
    _further("interest", WANTED),
    _further("method", METHOD, _("Acquisition method"), sort=("method__position",)),
    _further("opened_on", METHOD, _("Opened on"), key="opened", sort=(Key("opened_on"),)),
    _further("added_by", METHOD, sort=("added_by__name",), joined=("added_by",)),
    _further("visits_made", WORK, _("Visits made"), key="visits", sort=(Key("visits_made"),), numeric=True),
    Column(
        key="returns",
        label=_("Returns to the pool"),
        render=_returns,
        sort=("quiet_since",),
        group=WORK,
        shown=False,
        prepare=_with_quiet_since,
    ),
    _further("won_on", END, _("Won on")),
    _further("given_up_on", END, _("Given up on")),
    _choice("given_up_reason", END, _("Why given up")),
    _further("given_up_note", END),
    _further("given_up_early", END, _("Given up early")),
)
_TAKEN = {column.key for column in OWN_COLUMNS}
PROSPECT_COLUMNS = (
    *OWN_COLUMNS,
    *(behind(column, "customer") for column in CUSTOMER_COLUMNS if column.key not in _TAKEN),
)
