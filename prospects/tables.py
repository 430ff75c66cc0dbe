"""The columns of lists of prospects."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.customers.columns import CUSTOMER_COLUMNS
from crm.shell.formats import money, percent
from crm.shell.lists import Column, Key
from prospects.badges import score_mark, stage_badge
from prospects.choices import Disposition
from prospects.policy import pool_rule

if TYPE_CHECKING:
    from datetime import date

    from prospects.models import Prospect


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
    """The day on which a silent prospect goes back to the pool; of accounts and of who lies there, none."""
    if not row.is_open or row.customer.owner_id is None or hasattr(row.customer, "account"):
        return None
    day: date = row.quiet_since + timedelta(days=pool_rule().silent_days)
    return day


def _with_last_contact(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.with_last_contact()  # type: ignore[attr-defined]


def _with_quiet_since(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.with_quiet_since().select_related("customer__account")  # type: ignore[attr-defined]


def _with_weight(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.with_weight()  # type: ignore[attr-defined]


NAME = Column(
    key="name",
    label=_("Name"),
    render=lambda row: row.customer.name,
    sort=("customer__name",),
    lead=True,
    detail=_detail,
)
STAGE = Column(key="stage", label=_("Stage"), render=stage_badge, sort=("stage", "step__position"))
SCORE = Column(
    key="score",
    label=_("Score"),
    render=lambda row: score_mark(row.score),
    # Up and down at once, as the index of scores is.
    sort=(Key("score"), Key("pk", descending=True)),
    numeric=True,
)
OWNER = Column(
    key="owner", label=_("Held by"), render=lambda row: row.customer.owner, sort=("customer__owner__name",)
)
LAST_CONTACT = Column(
    key="last_contact",
    label=_("Last contact"),
    render=lambda row: row.last_contact,
    sort=("last_contact",),
    prepare=_with_last_contact,
)
OWN_COLUMNS = (
    NAME,
    STAGE,
    SCORE,
    Column(
        key="probability",
        label=_("Probability"),
        render=_probability,
        sort=("probability",),
        numeric=True,
        shown=False,
        prepare=_with_weight,
    ),
    Column(key="value", label=_("Expected a year"), render=_value, sort=("expected_value",), numeric=True),
    Column(
        key="weighted",
        label=_("Weighted"),
        render=_weighted,
        sort=("weighted_value",),
        numeric=True,
        prepare=_with_weight,
    ),
    LAST_CONTACT,
    OWNER,
    Column(
        key="step",
        label=_("Step"),
        render=lambda row: row.step,
        sort=("step__position",),
        shown=False,
    ),
    Column(
        key="disposition",
        label=_("Disposition"),
        render=lambda row: row.get_disposition_display(),
        sort=("disposition",),
        shown=False,
    ),
    Column(
        key="method",
        label=_("Acquisition method"),
        render=lambda row: row.method,
        sort=("method__position",),
        shown=False,
    ),
    Column(
        key="newcomer",
        label=_("Kind of newcomer"),
        render=lambda row: row.get_newcomer_display(),
        sort=("newcomer",),
        shown=False,
    ),
    Column(
        key="line", label=_("Product line"), render=lambda row: row.line, sort=("line__name",), shown=False
    ),
    Column(
        key="expected_on",
        label=_("First order expected"),
        render=lambda row: row.expected_on,
        sort=("expected_on",),
        shown=False,
    ),
    Column(
        key="stage_since",
        label=_("In this stage since"),
        render=lambda row: row.stage_since,
        sort=(Key("stage_since"),),
        shown=False,
    ),
    Column(
        key="visits",
        label=_("Visits made"),
        render=lambda row: row.visits_made,
        sort=(Key("visits_made"),),
        numeric=True,
        shown=False,
    ),
    Column(
        key="opened",
        label=_("Opened on"),
        render=lambda row: row.opened_on,
        sort=(Key("opened_on"),),
        shown=False,
    ),
    Column(
        key="returns",
        label=_("Returns to the pool"),
        render=_returns,
        sort=("quiet_since",),
        shown=False,
        prepare=_with_quiet_since,
    ),
    Column(
        key="given_up_reason",
        label=_("Why given up"),
        render=lambda row: row.get_given_up_reason_display(),
        sort=("given_up_reason",),
        shown=False,
    ),
    Column(key="won_on", label=_("Won on"), render=lambda row: row.won_on, sort=("won_on",), shown=False),
    Column(
        key="incumbent",
        label=_("Supplied today by"),
        render=lambda row: row.customer.incumbent,
        sort=("customer__incumbent",),
        shown=False,
    ),
    Column(
        key="loyalty",
        label=_("Loyalty to that supplier"),
        render=lambda row: row.customer.get_incumbent_loyalty_display(),
        sort=("customer__incumbent_loyalty",),
        shown=False,
    ),
)


def _of_card(column: Column) -> Column:
    """Return a column of the customers' list as one of their prospects'."""
    render, prepare = column.render, column.prepare
    relation = {"team": "customer__team", "territory": "customer__territory"}.get(column.key)
    return replace(
        column,
        render=lambda row: render(row.customer),
        sort=tuple(_behind(part) for part in column.sort) if column.sort else None,
        shown=False,
        prepare=(lambda rows: rows.select_related(relation)) if prepare and relation else None,
    )


def _behind(part: str | Key) -> str | Key:
    if isinstance(part, Key):
        return replace(part, field=f"customer__{part.field}")
    down = part.startswith("-")
    return f"{'-' if down else ''}customer__{part.lstrip('-')}"


_TAKEN = {column.key for column in OWN_COLUMNS}
PROSPECT_COLUMNS = (
    *OWN_COLUMNS,
    *(_of_card(column) for column in CUSTOMER_COLUMNS if column.key not in _TAKEN),
)
