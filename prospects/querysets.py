"""Reads of prospects, the ledger, the pool and campaigns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import (
    Case,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Greatest, RowNumber

from crm.people.models import Team
from crm.people.visibility import scope_of
from prospects.choices import (
    LIVE_DISPOSITIONS,
    OPEN_STAGES,
    CampaignState,
    Disposition,
    LedgerKind,
    PoolMoveKind,
    Stage,
)
from prospects.commitments import something_ahead
from prospects.effort_order import EFFORT_ORDER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from crm.people.models import User
    from prospects.models import (  # noqa: F401 - named in quotes below
        Campaign,
        CampaignMember,
        LedgerEntry,
        PoolMove,
        Prospect,
    )


LOSSES = (PoolMoveKind.RETURNED, PoolMoveKind.RELEASED)
OPEN = Q(stage__in=OPEN_STAGES, disposition__in=LIVE_DISPOSITIONS, customer__archived_at=None)

# The probability of winning in percent, as `Prospect.win_probability` says it.
PROBABILITY = Case(
    When(stage=Stage.WON, then=Value(100)),
    When(disposition=Disposition.GIVEN_UP, then=Value(0)),
    default=F("step__probability"),
    output_field=IntegerField(),
)

BUYS = Q(customer__account__isnull=False, customer__account__closed_on=None)
"""Of customers whose account is open."""


class ProspectQuerySet(models.QuerySet["Prospect"]):
    def visible_to(self, user: User) -> Self:
        """Return the prospects of those customers that *user* may see (D7.1)."""
        return self.filter(scope_of(user).q("customer__"))

    def in_file(self) -> Self:
        """Return the efforts but those left on cards that were merged into others, which go on there."""
        return self.filter(customer__merged_into=None)

    def open(self) -> Self:
        """Return the efforts that go on: neither won nor given up, of cards that are not archived."""
        return self.filter(OPEN)

    def held(self) -> Self:
        """Return the open efforts that a rep works on: the live lists of all reps (D1.3)."""
        return self.open().exclude(customer__owner=None)

    def pooled(self) -> Self:
        """Return the open efforts that nobody holds."""
        return self.open().filter(customer__owner=None)

    def in_pool_of(self, team: Team | None) -> Self:
        """Return the pool of *team*: what any rep of it may claim (D1.3)."""
        return self.pooled().filter(customer__team=team) if team else self.none()

    def pool_for(self, user: User) -> Self:
        """Return what *user* sees of pools: their own team's and those of the teams they lead (ADR 18)."""
        return self.pooled().filter(customer__team__in=Team.objects.visible_to(user))

    def was_in_pool_for(self, user: User) -> Self:
        """Return what *user* sees of pools, and what lay there before: they saw its row then."""
        from prospects.models import PoolMove

        teams = Team.objects.visible_to(user)
        moved = PoolMove.objects.filter(customer=OuterRef("customer"), team__in=teams)
        seen_now = self.model._default_manager.pool_for(user)
        return self.filter(Q(Exists(moved)) | Q(pk__in=seen_now.values("pk")))

    def with_last_holder(self, user: User) -> Self:
        """Add ``last_holder``, the name of who lost the card to the pool, and ``lost_at``, when *user* did.

        ``efforts`` counts the open efforts that change hands with the card.
        """
        from prospects.models import PoolMove, Prospect

        lost = PoolMove.objects.filter(customer=OuterRef("customer"), kind__in=LOSSES).order_by("-pk")
        efforts = Prospect.objects.open().filter(customer=OuterRef("customer")).order_by()
        return self.annotate(
            last_holder=Subquery(lost.values("rep__name")[:1]),
            lost_at=Subquery(lost.filter(rep=user).values("at")[:1]),
            efforts=Subquery(efforts.values("customer").annotate(count=models.Count("pk")).values("count")),
        )

    def struck_off(self) -> Self:
        return self.filter(disposition=Disposition.GIVEN_UP)

    def won(self) -> Self:
        return self.filter(stage=Stage.WON)

    def on_board(self, *, won_since: date) -> Self:
        """Return what the board shows: the open efforts and those won on *won_since* or later."""
        return self.filter(OPEN | Q(stage=Stage.WON, won_on__gte=won_since))

    def best_of_each_step(self, count: int) -> Self:
        """Return at most *count* efforts of each stage and step, the best qualified ones, best first."""
        place = Window(
            RowNumber(), partition_by=[F("stage"), F("step_id")], order_by=[F("score").desc(), F("id")]
        )
        return self.alias(place=place).filter(place__lte=count).order_by("-score", "pk")

    def with_weight(self) -> Self:
        """Add ``probability`` (percent; null without a step) and ``weighted_value``, as a row says them."""
        share = ExpressionWrapper(
            F("expected_value") * F("probability") / Value(100),
            DecimalField(max_digits=16, decimal_places=2),
        )
        return self.annotate(probability=PROBABILITY).annotate(weighted_value=share)

    def with_effort_order(self) -> Self:
        """Add ``effort_order``, a value of `EffortOrder`."""
        return self.annotate(effort_order=EFFORT_ORDER)

    def with_last_contact(self) -> Self:
        """Add ``last_contact``: the day of the last touch or visit; null when there was none."""
        touch, visit = F("customer__last_touch_on"), F("customer__last_visit_on")
        latest = Greatest(Coalesce(touch, visit), Coalesce(visit, touch))
        return self.annotate(last_contact=latest)

    def with_quiet_since(self) -> Self:
        """Add ``quiet_since``, from which the pool's clock counts: last contact or change of hands."""
        rows = self.with_last_contact()
        return rows.annotate(
            quiet_since=Greatest(F("held_since"), Coalesce(F("last_contact"), F("held_since")))
        )

    def quiet_since(self, day: date) -> Self:
        """Return the prospects whose clock counts from *day* or earlier."""
        return self.with_quiet_since().filter(Q(quiet_since__lte=day))

    def returning(self, quiet_since: date) -> Self:
        """Return the held prospects that the pool takes when they are silent since *quiet_since* or longer.

        Who buys from us already is never among them, nor a card without a team; a card whose latest effort
        is younger stays, with all its efforts, and so does one with a visit ahead.
        """
        from prospects.models import Prospect

        younger = Prospect.objects.open().filter(customer=OuterRef("customer"), held_since__gt=quiet_since)
        rows = self.held().exclude(BUYS).exclude(customer__team=None)
        return rows.quiet_since(quiet_since).exclude(Exists(younger)).exclude(something_ahead())

    def for_list(self) -> Self:
        """Return the prospects with what lists and boards show of them and their customers."""
        return self.select_related("customer__owner", "customer__industry", "line", "step", "method")

    def for_card(self) -> Self:
        """Return the prospects with all of their customers."""
        return self.select_related(
            *("customer__owner", "customer__team", "customer__industry", "line", "step", "method", "account"),
            *("added_by", "given_up_by", "customer__account"),
        )


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    def visible_to(self, user: User) -> Self:
        """Return the entries of the person's own team and of those they lead (D1.3: the team's list)."""
        scope = scope_of(user)
        if scope.everything:
            return self
        return self.filter(team__in=[*scope.team_ids, user.team_id])

    def new_cards(self, since: date) -> Self:
        """Return the new names opened on *since* or later that were not merged into others."""
        return self.filter(
            kind=LedgerKind.NEW_NAME, prospect__opened_on__gte=since, customer__merged_into=None
        )


class PoolMoveQuerySet(models.QuerySet["PoolMove"]):
    def visible_to(self, user: User) -> Self:
        """Return the moves of those customers that *user* may see (D7.1)."""
        return self.filter(scope_of(user).q("customer__"))

    def lost_by(self, rep: User, *, since: date) -> Self:
        """Return the moves by which *rep* lost customers to the pool on *since* or later."""
        return self.filter(rep=rep, kind__in=LOSSES, at__date__gte=since)


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: User) -> Self:
        """Return the campaigns of the person's own team, of those above it and of those they lead."""
        scope = scope_of(user)
        if scope.everything:
            return self
        return self.filter(
            Q(team__in=[*scope.team_ids, *teams_above(user.team)]) | Q(lead=user) | Q(supporter=user)
        )

    def current(self) -> Self:
        """Return the campaigns that are not closed."""
        return self.exclude(state=CampaignState.CLOSED)

    def days_for(self, rep: User, monday: date) -> Mapping[date, Mapping[int, str]]:
        """Return which prospects of *rep* enter the plan in the week from *monday* on, and when (D1.5).

        By development day the keys of the open prospects the rep holds, each with its campaign's name; of
        two campaigns on one day the older one's. Takes one query.
        """
        from prospects.models import CampaignDay, Prospect

        days = CampaignDay.objects.filter(
            campaign__in=self.current(),
            date__gte=monday,
            date__lt=monday + timedelta(days=7),
            campaign__members__prospect__in=Prospect.objects.held().filter(customer__owner=rep),
        )
        found: dict[date, dict[int, str]] = {}
        rows = days.order_by("date", "campaign_id", "campaign__members")
        for day, prospect, name in rows.values_list(
            "date", "campaign__members__prospect_id", "campaign__name"
        ):
            found.setdefault(day, {}).setdefault(prospect, name)
        return found


def teams_above(team: Team | None) -> list[int]:
    """Return the keys of *team* and of every team above it, the root first; none without a team."""
    return [int(key) for key in team.path.split("/") if key] if team is not None else []


class CampaignMemberQuerySet(models.QuerySet["CampaignMember"]):
    def visible_to(self, user: User) -> Self:
        """Return the members whose customers *user* may see (D7.1)."""
        return self.filter(scope_of(user).q("prospect__customer__"))

    def in_file(self) -> Self:
        """Return the members but those left on cards that were merged into others."""
        return self.filter(prospect__customer__merged_into=None)
