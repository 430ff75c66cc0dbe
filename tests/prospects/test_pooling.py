"""The clock and the claim rules, and that no way through them leads to a state that cannot be."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from prospects.pooling import Claimant, PoolRule, may_claim_on, veto

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
RULES = st.builds(
    PoolRule,
    silent_days=st.integers(1, 400),
    warn_days=st.integers(0, 90),
    ceiling=st.integers(0, 60),
    wait_days=st.integers(0, 90),
)


@given(RULES, DAYS, st.integers(0, 500))
def test_the_warning_comes_the_days_before_and_stays_until_the_return(rule, quiet_since, days):
    today = quiet_since + timedelta(days=days)
    assert rule.is_due(quiet_since, today) == (days >= rule.silent_days)
    assert rule.is_warned(quiet_since, today) == (days >= rule.silent_days - rule.warn_days)
    if rule.is_due(quiet_since, today):
        assert rule.is_warned(quiet_since, today)


@given(RULES, DAYS, st.integers(0, 80), st.integers(1, 3), st.integers(0, 120))
def test_a_claim_is_refused_for_exactly_one_reason(rule, lost_on, live, taking, days):
    today = lost_on + timedelta(days=days)
    claimant = Claimant(same_team=True, live=live, lost_on=lost_on, taking=taking)
    why = veto(claimant, rule, today)
    full, waiting = live + taking > rule.ceiling, today < may_claim_on(lost_on, rule)
    assert why == ("ceiling" if full else "wait" if waiting else "")
    stranger = Claimant(same_team=False, live=live, lost_on=lost_on, taking=taking)
    assert veto(stranger, rule, today) == "other_team"


class Pool(RuleBasedStateMachine):
    """Two reps, a few cards, many days: claims, touches, give-backs and sweeps in any order."""

    CARDS, REPS = range(5), ("Ann", "Ben")
    cards, reps = st.sampled_from(CARDS), st.sampled_from(REPS)

    @initialize(
        rule_=st.builds(
            PoolRule, silent_days=st.integers(1, 9), ceiling=st.integers(0, 3), wait_days=st.integers(0, 6)
        )
    )
    def begin(self, rule_):
        self.rule, self.today = rule_, date(2026, 1, 30)
        self.holder = dict.fromkeys(self.CARDS)
        self.quiet_since = dict.fromkeys(self.CARDS, self.today)
        self.lost = {}
        self.claims = []

    def live(self, rep):
        return sum(holder == rep for holder in self.holder.values())

    def lose(self, card):
        self.lost[card, self.holder[card]] = self.today
        self.holder[card] = None

    @rule(days=st.integers(1, 5))
    def days_go_by(self, days):
        self.today += timedelta(days=days)

    @rule(card=cards, rep=reps)
    def claim(self, card, rep):
        if self.holder[card] is not None:
            return
        claimant = Claimant(same_team=True, live=self.live(rep), lost_on=self.lost.get((card, rep)))
        if not veto(claimant, self.rule, self.today):
            self.claims.append((card, rep, self.today, self.lost.get((card, rep))))
            self.holder[card], self.quiet_since[card] = rep, self.today

    @precondition(lambda self: any(self.holder.values()))
    @rule(card=cards)
    def touch(self, card):
        self.quiet_since[card] = self.today

    @rule(card=cards)
    def give_back(self, card):
        if self.holder[card] is not None:
            self.lose(card)

    @rule()
    def sweep(self):
        for card in self.CARDS:
            if self.holder[card] is not None and self.rule.is_due(self.quiet_since[card], self.today):
                self.lose(card)
        assert not any(
            holder is not None and self.rule.is_due(self.quiet_since[card], self.today)
            for card, holder in self.holder.items()
        )

    @invariant()
    def nobody_is_above_the_ceiling(self):
        assert all(self.live(rep) <= self.rule.ceiling for rep in self.REPS if hasattr(self, "rule"))

    @invariant()
    def nobody_claimed_back_before_the_wait_was_over(self):
        for _card, _rep, day, lost_on in getattr(self, "claims", ()):
            assert lost_on is None or day - lost_on >= timedelta(days=self.rule.wait_days)


TestPool = Pool.TestCase
