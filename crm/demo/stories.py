"""Tell how each effort went: contacts, steps, decisions and its end, in an order that life could write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from crm.demo.catalogue import Item
from crm.demo.efforts import Effort, Move, PoolTurn, Said, working_day
from crm.demo.firms import Firm
from crm.demo.talk import CALLS, HESITATIONS, INTERESTS, PATH, REASONS, SENT, STEPS_TO_DO
from prospects.choices import Disposition, Newcomer

ZONE = ZoneInfo("Europe/Berlin")
EARLY_VISITS = 5
POOL_DAYS = 60
VISITS_A_DAY = 3


class Storyteller:
    """Tells the efforts of all reps up to *today*; keeps count of who visits when."""

    def __init__(self, random: Random, items: list[Item], today: date) -> None:
        self.random, self.items, self.today = random, items, today
        self.monday = today - timedelta(days=today.weekday())
        self.visits: dict[tuple[str, date], int] = {}

    def go_on(self, effort: Effort, firm: Firm, *, visits: float = 0.45) -> Effort:
        """Tell an effort that still goes on; *visits* is their share of the contacts."""
        quiet = self.random.randint(54, 58) if self.random.random() < 0.06 else self.random.randint(1, 40)
        last = max(effort.opened, working_day(self.today - timedelta(days=quiet)))
        self._contacts(effort, last, visits=visits)
        reached = self.random.choices(range(-1, len(PATH)), (12, 14, 24, 22, 12, 10, 6))[0]
        self._moves(effort, reached)
        self._facts(effort, firm, reached)
        if len(effort.visits) >= EARLY_VISITS and self.random.random() < 0.75:
            warm = self.random.random() < 0.4
            decision = Disposition.KEEP_WARM if warm else Disposition.CONTINUE
            effort.decided.append((max(effort.visits), decision.value))
        self._promise(effort)
        return effort

    def win(self, effort: Effort, firm: Firm, won_on: date) -> Effort:
        """Tell an effort that ended with a first order."""
        effort.end, effort.ended = "won", won_on
        self._contacts(effort, working_day(won_on - timedelta(days=1)), visits=0.6)
        self._moves(effort, len(PATH) - self.random.choice((1, 1, 2)))
        self._facts(effort, firm, len(PATH) - 1)
        return effort

    def give_up(self, effort: Effort, firm: Firm, on: date, *, early: bool) -> Effort:
        """Tell an effort that was given up: before five visits or after them."""
        reason, note, _weight = self.random.choices(REASONS, [row[2] for row in REASONS])[0]
        effort.end, effort.ended, effort.reason = "given_up", on, reason.value
        self._contacts(effort, on, visits=0.3 if early else 0.6, most_visits=4 if early else 9)
        days = (on - effort.opened).days
        for _try in range(0 if early else 50):
            if len(effort.visits) < EARLY_VISITS:
                self._visit(effort, effort.opened + timedelta(days=self.random.randint(1, days)))
        effort.note = note if len(effort.visits) < EARLY_VISITS or self.random.random() < 0.6 else ""
        reached = self.random.choices(range(-1, 4), (4, 6, 6, 3, 1))[0]
        self._moves(effort, reached)
        self._facts(effort, firm, reached)
        return effort

    def fall_silent(self, effort: Effort, firm: Firm, last: date, *, released: bool) -> Effort:
        """Tell an effort that lies in the team's pool: silent since *last*, or given back soon after it."""
        effort.end = "pool"
        self._contacts(effort, last, visits=0.3)
        gone = effort.last_contact + timedelta(days=self.random.randint(2, 9) if released else POOL_DAYS)
        effort.ended = min(gone, self.today)
        kind = "released" if released else "returned"
        effort.turns.append(PoolTurn(effort.ended, kind, effort.rep))
        self._moves(effort, self.random.randint(-1, 2))
        self._facts(effort, firm, 1)
        return effort

    def change_hands(self, effort: Effort, firm: Firm, loser: str) -> Effort:
        """Tell an effort that one rep lost to the pool and another claimed and works on."""
        effort.began = loser
        returned = effort.opened + timedelta(days=POOL_DAYS)
        claimed = working_day(returned + timedelta(days=self.random.randint(4, 20)))
        effort.turns += [PoolTurn(returned, "returned", loser), PoolTurn(claimed, "claimed", effort.rep)]
        start, effort.opened = effort.opened, claimed
        self.go_on(effort, firm)
        effort.opened = start
        return effort

    # What is done ----------------------------------------------------------------------------------

    def _contacts(self, effort: Effort, last: date, *, visits: float, most_visits: int = 9) -> None:
        """Touches and visits from the opening to the *last* one, every week or three."""
        day = working_day(effort.opened)
        while day < last:
            self._contact(effort, max(day, effort.opened), visits, most_visits)
            day = working_day(day + timedelta(days=self.random.randint(8, 24)))
        self._contact(effort, max(last, effort.opened), visits, most_visits)

    def _contact(self, effort: Effort, day: date, visits: float, most_visits: int) -> None:
        if day >= self.today:
            return
        visited = effort.touches and len(effort.visits) < most_visits and self.random.random() < visits
        if not (visited and self._visit(effort, day)):
            effort.touches.append(self.touch(effort.rep, day))

    def _visit(self, effort: Effort, day: date) -> bool:
        """Note a visit on *day* when the rep has room for it; this week's are in the plan."""
        day = working_day(day)
        room = self.visits.get((effort.rep, day), 0) < VISITS_A_DAY
        if not room or day in effort.visits or not effort.opened <= day < self.monday:
            return False
        self.visits[effort.rep, day] = self.visits.get((effort.rep, day), 0) + 1
        effort.visits.append(day)
        return True

    def visit_on(self, effort: Effort, day: date) -> bool:
        """Let the rep visit on a development day, if the effort goes on then."""
        ended = effort.ended or self.today
        return effort.opened <= day <= ended and self._visit(effort, day)

    def touch(self, rep: str, day: date) -> Said:
        """Return a touch on *day*: mostly a call."""
        at = datetime.combine(day, time(self.random.randint(8, 16), self.random.randint(0, 59)), ZONE)
        if self.random.random() < 0.62:
            outcome = self.random.choices(list(CALLS)[:5], (6, 5, 4, 4, 1))[0]
            return Said(at, rep, "call", outcome, self.random.choice(CALLS[outcome]))
        kind, cost = self.random.choice(SENT)
        return Said(at, rep, kind, "sent", self.random.choice(CALLS["sent"]), Decimal(cost) if cost else None)

    def _promise(self, effort: Effort) -> None:
        """Leave something to be done after the last touch of some efforts, unless a visit came after it."""
        if not effort.touches or self.random.random() > 0.5:
            return
        last = max(effort.touches, key=lambda said: said.at)
        if last.at.date() < effort.last_contact:
            return
        what, kind = self.random.choice(STEPS_TO_DO)
        on = max(last.at.date() + timedelta(days=1), self.today + timedelta(days=self.random.randint(-3, 12)))
        effort.touches.remove(last)
        effort.touches.append(replace(last, next_step=what, next_step_kind=kind, next_step_on=on))

    def _moves(self, effort: Effort, reached: int) -> None:
        """Go along the path up to the step *reached*, on days of contacts."""
        days = sorted({*effort.visits, *(said.at.date() for said in effort.touches)})
        steps = PATH[: reached + 1][-len(days) :] if days else ()
        chosen = sorted(self.random.sample(days, len(steps)))
        effort.moves = [Move(day, stage, step) for day, (stage, step) in zip(chosen, steps, strict=True)]

    # What is known ---------------------------------------------------------------------------------

    def _facts(self, effort: Effort, firm: Firm, reached: int) -> None:
        """Answers, expectations and wishes: the more, the further it went."""
        random = self.random
        known = (reached + 2) / (len(PATH) + 1)
        for question in ("need", "budget", "authority", "timing"):
            asked = random.random() < 0.35 + 0.65 * known
            effort.answers[question] = min(3, 1 + int(random.random() * (1 + 2.4 * known))) if asked else 0
        if random.random() < 0.45 + 0.5 * known:
            value = max(1_500, int(firm.size * 26_000 * random.uniform(0.4, 1.6)))
            effort.expected_value = Decimal(value // 500 * 500)
        if reached >= 2 and random.random() < 0.85:
            effort.expected_on = self._expected(effort)
        if effort.line == "" and random.random() < 0.25:
            effort.line = random.choice(firm.trade.families)
        wanted = [
            item.number for item in self.items if item.family == (effort.line or firm.trade.families[0])
        ]
        effort.products = tuple(sorted(random.sample(wanted, random.randint(0, min(2, len(wanted))))))
        effort.interest = random.choice(INTERESTS) if random.random() < 0.35 else ""
        if effort.newcomer == Newcomer.NEVER_BOUGHT and random.random() < 0.12:
            effort.newcomer, effort.hesitation = Newcomer.HESITATING.value, random.choice(HESITATIONS)

    def _expected(self, effort: Effort) -> date:
        start = effort.ended if effort.ended is not None else self.today
        return start + timedelta(days=self.random.randint(10, 130))
