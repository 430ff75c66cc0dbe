"""The clock and the claim rules of the team's pool, as plain data (domain.md, D1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class PoolRule:
    """A prospect returns after *silent_days* without touch or visit, warned *warn_days* before.

    A rep claims as long as they do not get above *ceiling* live prospects by it, and not what they
    themselves lost less than *wait_days* ago.
    """

    silent_days: int = 60
    warn_days: int = 7
    ceiling: int = 30
    wait_days: int = 30

    def returns_on(self, quiet_since: date) -> date:
        """Return the day on which a prospect that is silent since *quiet_since* returns to the pool."""
        return quiet_since + timedelta(days=self.silent_days)

    def is_due(self, quiet_since: date, today: date) -> bool:
        return today >= self.returns_on(quiet_since)

    def is_warned(self, quiet_since: date, today: date) -> bool:
        """Whether its return is near, or due and not yet carried out."""
        return today >= self.returns_on(quiet_since) - timedelta(days=self.warn_days)


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who wants a card: of the pool's team or not, their live prospects, when they lost it.

    ``taking`` is how many open efforts come with the card: one for each line of products.
    """

    same_team: bool
    live: int
    lost_on: date | None = None
    taking: int = 1


def veto(claimant: Claimant, rule: PoolRule, today: date) -> str:
    """Return why the claim is refused: ``other_team``, ``ceiling``, ``wait``; empty when it is not."""
    if not claimant.same_team:
        return "other_team"
    if claimant.live + claimant.taking > rule.ceiling:
        return "ceiling"
    if claimant.lost_on is not None and today < may_claim_on(claimant.lost_on, rule):
        return "wait"
    return ""


def may_claim_on(lost_on: date, rule: PoolRule) -> date:
    """Return the first day on which who lost a prospect may claim it again."""
    return lost_on + timedelta(days=rule.wait_days)
