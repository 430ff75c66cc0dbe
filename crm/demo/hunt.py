"""The prospects of the demo company from first thought to last row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from django.utils.translation import gettext as _

from crm.customers.duplicates.scan import scan
from crm.customers.services.duplicates import store_pairs
from crm.demo.campaigning import Plan, choose, plans, write_campaign
from crm.demo.catalogue import Item
from crm.demo.efforts import Effort
from crm.demo.firms import Firm
from crm.demo.newcomers import Newcomer, newcomers
from crm.demo.people import Person
from crm.demo.pooling import fill_pools
from crm.demo.prospecting import Written, write_efforts
from crm.demo.stories import Storyteller
from crm.demo.touching import write_touches
from crm.demo.trade import Purchase
from crm.demo.winning import efforts

SEED = 20_261
Say = Callable[[str], None]


@dataclass(slots=True)
class Hunt:
    """Begun before anybody buys, told when the first orders are known, written when the cards are there.

    It draws its own lots, so that the rest of the company is the same with prospects and without.
    """

    random: Random
    teams: dict[str, str]
    accounts: list[Firm]
    found: list[Newcomer]
    today: date
    efforts: list[Effort] = field(default_factory=list)
    campaigns: list[tuple[Plan, list[Effort]]] = field(default_factory=list)
    teller: Storyteller | None = None

    @classmethod
    def begin(cls, people: list[Person], accounts: list[Firm], count: int, today: date) -> Hunt:
        """Find whom to win: *count* that go on and their like; none for 0."""
        random = Random(SEED)  # noqa: S311 - a fixed seed is the point
        teams = {person.number: person.team for person in people}
        found = newcomers(random, people, accounts, count, today) if count else []
        return cls(random, teams, accounts, found, today)

    @property
    def firms(self) -> list[Firm]:
        return [one.firm for one in self.found]

    @property
    def buyers(self) -> list[Firm]:
        """Those who became accounts."""
        return [one.firm for one in self.found if one.fate == "won"]

    def tell(self, items: list[Item], trade: Iterable[Purchase]) -> None:
        """Tell all efforts; those who were won are won by their first order."""
        first: dict[str, date] = {}
        for purchase in trade:
            first.setdefault(purchase.firm, purchase.day)
        self.found = [
            replace(one, firm=replace(one.firm, opened=first[one.firm.number])) if one.fate == "won" else one
            for one in self.found
        ]
        self.teller = Storyteller(self.random, items, self.today)
        if self.found:
            self.efforts = efforts(self.random, self.teller, self.found, self.accounts, first, self.today)
            self.campaigns = [
                (plan, choose(self.efforts, plan, self.teams, self.teller)) for plan in plans(self.today)
            ]

    def write(self, say: Say) -> list[Written]:
        """Write everything but the visits, which have to find their place among the others."""
        assert self.teller is not None
        written = write_efforts(self.random, self.efforts)
        pooled = fill_pools(written)
        words = {"count": len(written), "pooled": pooled}
        say(_("%(count)s prospects, %(pooled)s of them in the team pools") % words)
        touches = write_touches(self.random, self.teller, written, self.today)
        say(_("%(count)s touches") % {"count": f"{touches:,}"})
        for plan, members in self.campaigns:
            write_campaign(plan, members, written)
        pairs = store_pairs(list(scan(viewer=None)), by=None)
        say(_("%(count)s likely duplicates") % {"count": pairs})
        return written
