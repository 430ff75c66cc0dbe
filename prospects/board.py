"""The board: open efforts by stage and step, and what was won this month (domain.md, D1.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.shell.formats import money
from prospects.badges import score_mark
from prospects.choices import OPEN_STAGES, Stage
from prospects.models import Step
from prospects.places import Place

if TYPE_CHECKING:
    from prospects.models import Prospect
    from prospects.querysets import ProspectQuerySet

CARDS_A_COLUMN = 30


@dataclass(frozen=True, slots=True)
class Card:
    """A prospect on the board; ``days`` in its stage, ``old`` when these are more than the setting."""

    prospect: Prospect
    days: int
    old: bool

    @property
    def score(self) -> SafeString:
        return score_mark(self.prospect.score)

    @property
    def sum(self) -> str:
        value = self.prospect.expected_value
        return "" if value is None else _money(value)


@dataclass(slots=True)
class Column:
    """A column of the board. ``value`` and ``weighted`` are sums of expected yearly sales, base currency.

    Of the won ones it holds those won ``since`` a day.
    """

    place: Place
    label: str
    probability: int | None
    since: date | None = None
    count: int = 0
    value: Decimal = Decimal(0)
    cards: list[Card] = field(default_factory=list)

    @property
    def stage(self) -> Stage:
        return self.place.stage

    @property
    def weighted(self) -> Decimal | None:
        """The sum times the probability of the step; None without a step."""
        return None if self.probability is None else self.value * self.probability / 100

    @property
    def sum(self) -> str:
        return _money(self.value) if self.value else ""

    @property
    def weighted_sum(self) -> str:
        return _money(self.weighted) if self.weighted is not None and self.stage != Stage.WON else ""

    @property
    def more(self) -> int:
        return max(0, self.count - len(self.cards))


@dataclass(frozen=True, slots=True)
class Board:
    """The columns from left to right, and the sums over the open ones."""

    columns: list[Column]

    @property
    def open_columns(self) -> list[Column]:
        return [column for column in self.columns if column.stage != Stage.WON]

    @property
    def count(self) -> int:
        return sum(column.count for column in self.open_columns)

    @property
    def value(self) -> Decimal:
        return sum((column.value for column in self.open_columns), Decimal(0))

    @property
    def weighted(self) -> Decimal:
        return sum((column.weighted or Decimal(0) for column in self.open_columns), Decimal(0))

    @property
    def sums(self) -> tuple[str, str]:
        """The expectation and the weighted one, as the head of the board shows them."""
        return _money(self.value), _money(self.weighted)


def _money(value: Decimal) -> str:
    return money(value, settings.BASE_CURRENCY, 0)


def board_of(rows: ProspectQuerySet, *, today: date, ageing_days: int, most: int = CARDS_A_COLUMN) -> Board:
    """Return the board of *rows* as it stands *today*, at most *most* cards a column (3 queries)."""
    first = today.replace(day=1)
    shown = rows.on_board(won_since=first)
    sums = _sums(shown)
    columns = {column.place: column for column in _columns(Step.objects.all(), sums, first)}
    for prospect in shown.best_of_each_step(most).for_list():
        days = (today - prospect.stage_since).days
        old = prospect.is_open and days > ageing_days
        # Whoever came since the sums were taken to a place that had nobody is shown the next time.
        if column := columns.get(Place.of(prospect)):
            column.cards.append(Card(prospect, days, old))
    return Board(list(columns.values()))


def _sums(rows: ProspectQuerySet) -> dict[Place, tuple[int, Decimal]]:
    found = rows.order_by().values_list("stage", "step").annotate(Count("pk"), Sum("expected_value"))
    return {Place(Stage(stage), step): (count, value or Decimal(0)) for stage, step, count, value in found}


def _columns(steps: Iterable[Step], sums: dict[Place, tuple[int, Decimal]], first: date) -> list[Column]:
    """Return a column for every place a prospect can be moved to, and for those out of use that hold one."""
    steps = list(steps)
    columns: list[Column] = []
    for stage in OPEN_STAGES:
        own = [step for step in steps if step.stage == stage]
        columns += _of_stage(stage, own, sums)
    columns.append(Column(Place(Stage.WON), _("Won this month"), 100, since=first))
    for column in columns:
        column.count, column.value = sums.get(column.place, (0, Decimal(0)))
    return columns


def _of_stage(
    stage: Stage, steps: Sequence[Step], sums: dict[Place, tuple[int, Decimal]]
) -> Iterable[Column]:
    """The column of those without a step comes first; it is left out where every name has a step."""
    start = Place(stage)
    if stage == Stage.POTENTIAL or start in sums or not any(step.active for step in steps):
        label = _("New") if stage == Stage.POTENTIAL else str(stage.label)
        yield Column(start, label if any(step.active for step in steps) else str(stage.label), None)
    for step in steps:
        place = Place(stage, step.pk)
        if step.active or place in sums:
            yield Column(place, str(step), step.probability)


def list_url(column: Column, params: dict[str, Any]) -> str:
    """Return the list of the prospects of *column*, for the board's own filter."""
    if column.stage == Stage.WON:
        where: dict[str, Any] = {"state": "won", "won_on_after": column.since}
    else:
        step = column.place.step
        where = {"stage": column.stage.value} | ({"step": step} if step else {"no_step": "true"})
    return f"{reverse('prospects:list')}?{urlencode({**where, **params}, doseq=True)}"
