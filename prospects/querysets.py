"""Reads of prospects, the ledger, the pool and campaigns."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest

from crm.people.visibility import scope_of
from prospects.choices import LIVE_DISPOSITIONS, OPEN_STAGES, Disposition, Stage

if TYPE_CHECKING:
    from typing import Self

    from crm.people.models import Team, User
    from prospects.models import (  # noqa: F401 - named in quotes below
        Campaign,
        CampaignMember,
        LedgerEntry,
        PoolMove,
        Prospect,
    )


class ProspectQuerySet(models.QuerySet["Prospect"]):
    def visible_to(self, user: User) -> Self:
        """Return the prospects of those customers that *user* may see (D7.1)."""
        return self.filter(scope_of(user).q("customer__"))

    def open(self) -> Self:
        """Return the efforts that go on: neither won nor given up, of cards that are not archived."""
        return self.filter(
            stage__in=OPEN_STAGES, disposition__in=LIVE_DISPOSITIONS, customer__archived_at=None
        )

    def held(self) -> Self:
        """Return the open efforts that a rep works on: the live lists of all reps (D1.3)."""
        return self.open().exclude(customer__owner=None)

    def pooled(self) -> Self:
        """Return the open efforts that nobody holds."""
        return self.open().filter(customer__owner=None)

    def in_pool_of(self, team: Team | None) -> Self:
        """Return the pool of *team*: what any rep of it may claim (D1.3)."""
        return self.pooled().filter(customer__team=team) if team else self.none()

    def struck_off(self) -> Self:
        return self.filter(disposition=Disposition.GIVEN_UP)

    def won(self) -> Self:
        return self.filter(stage=Stage.WON)

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

    def for_list(self) -> Self:
        """Return the prospects with what lists and boards show of them and their customers."""
        return self.select_related("customer__owner", "customer__industry", "line", "step", "method")

    def for_card(self) -> Self:
        """Return the prospects with all of their customers."""
        return self.select_related(
            "customer__owner", "customer__team", "customer__industry", "line", "step", "method", "account"
        )


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    def visible_to(self, user: User) -> Self:
        """Return the entries of the person's own team and of those they lead (D1.3: the team's list)."""
        scope = scope_of(user)
        if scope.everything:
            return self
        return self.filter(team__in=[*scope.team_ids, user.team_id])


class PoolMoveQuerySet(models.QuerySet["PoolMove"]):
    def visible_to(self, user: User) -> Self:
        """Return the moves of those customers that *user* may see (D7.1)."""
        return self.filter(scope_of(user).q("customer__"))

    def lost_by(self, rep: User, *, since: date) -> Self:
        """Return the moves by which *rep* lost customers to the pool on *since* or later."""
        kinds = ("returned", "released")
        return self.filter(rep=rep, kind__in=kinds, at__date__gte=since)


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: User) -> Self:
        """Return the campaigns of the person's own team and of those they lead."""
        scope = scope_of(user)
        if scope.everything:
            return self
        return self.filter(Q(team__in=[*scope.team_ids, user.team_id]) | Q(lead=user) | Q(supporter=user))


class CampaignMemberQuerySet(models.QuerySet["CampaignMember"]):
    def visible_to(self, user: User) -> Self:
        """Return the members whose customers *user* may see (D7.1)."""
        return self.filter(scope_of(user).q("prospect__customer__"))
