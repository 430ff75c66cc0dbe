"""What a person may claim of the rows of a pool, and why not the others (domain.md, D1.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from prospects.models import Prospect
from prospects.policy import pool_rule
from prospects.pooling import Claimant, PoolRule, may_claim_on, veto

if TYPE_CHECKING:
    from crm.people.models import User


@dataclass(frozen=True)
class Claims:
    """Answers for rows of ``Prospect.objects.pool_for(user).with_last_holder(user)``; one query for all."""

    user: User
    rule: PoolRule = field(default_factory=pool_rule)

    @cached_property
    def live(self) -> int:
        """How many live prospects the person holds."""
        return Prospect.objects.held().filter(customer__owner=self.user).count()

    def is_own_team(self, row: Any) -> bool:
        return self.user.team_id is not None and row.customer.team_id == self.user.team_id

    def veto(self, row: Any) -> str:
        """Return why the person may not claim *row* now, as `prospects.pooling.veto`; empty: they may."""
        claimant = Claimant(
            same_team=self.is_own_team(row), live=self.live, lost_on=self._lost_on(row), taking=row.efforts
        )
        return veto(claimant, self.rule, timezone.localdate())

    def may_claim_on(self, row: Any) -> date | None:
        """Return from when the person may claim what they lost themselves; None: they did not."""
        lost_on = self._lost_on(row)
        return may_claim_on(lost_on, self.rule) if lost_on else None

    def _lost_on(self, row: Any) -> date | None:
        return timezone.localdate(row.lost_at) if row.lost_at else None
