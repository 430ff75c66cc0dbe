"""Ruin and recreate: take a few neighbouring visits out, put them and others near them back better.

A round removes one to three strings of up to eight stops around a place, then reinserts them together
with visits near by that are not made. A worse plan is accepted less and less readily (annealing), the
best one is kept. After Schrimpf et al. 2000 and Christiaens & Vanden Berghe 2020 (string removal).

Everything is counted in integers and ends after a number of rounds, never after a time: the same seed
gives the same plan on any machine.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log
from random import Random

from visits.planner.instance import Instance
from visits.planner.solution import NOWHERE, Move, Solution

STRINGS = 3
"""Days a round disturbs at most."""
STRING_LENGTH = 8
"""Stops in a row it takes from each at most."""
OUTSIDERS = 8
"""Visits not made that compete for the room, at most."""
NEIGHBOURS = 120
"""How far the search for neighbours goes."""
BEST_FIRST = 160
"""In how many of 256 rounds the visit that makes most of its time goes first."""
PIONEERS = 32
"""In how many of 256 rounds around a visit that is not made it is put in first, whatever it costs."""
RETURNS = 8
"""How often the search goes back to the best plan so far."""
HOT, COLD = 1_800, 60
"""Seconds of score that may be lost for the time being: in the first rounds and in the last."""
LEG = 900
"""Seconds of driving that a visit is taken to need, before it is known where it goes."""

# -1000 ln u at the middles of 256 equal parts of (0, 1): the thresholds of annealing as integers.
_CHANCES = tuple(round(-1000 * log((step + 0.5) / 256)) for step in range(256))


def improve(solution: Solution, *, rounds: int, seed: int) -> Solution:
    """The best plan found in so many rounds from `solution`, which is left as it is."""
    return _Search(solution, seed).run(rounds)


class _Search:
    """The plan worked on, the best so far, and the luck."""

    def __init__(self, solution: Solution, seed: int) -> None:
        self.instance: Instance = solution.instance
        self.bits = Random(seed).getrandbits  # noqa: S311 (luck, not secrecy)
        self.current = solution
        self.best = solution
        self.movable = [node for node in self.instance.nodes[1:] if self._may_move(node)]
        self._near: dict[int, list[int]] = {}
        worth = [max(on_days, default=0) for on_days in zip(*self.instance.worth, strict=True)]
        rate = [gain * 256 // (self.instance.service[node] + LEG) for node, gain in enumerate(worth)]
        self._keenness = self._by_rank(rate)
        """Per node: in how many of 256 cases it competes when it is near."""
        self._orders: tuple[Callable[[int], int], ...] = (
            lambda node: -worth[node],
            lambda node: -rate[node],
            self._at_random,
            self._at_random,
        )

    def run(self, rounds: int) -> Solution:
        """So many rounds, colder and colder."""
        if not self.movable:
            return self.best
        stretch = rounds // RETURNS + 1
        for done in range(rounds):
            if done % stretch == 0:
                self.current = self.best
            heat = COLD + (HOT - COLD) * (rounds - done) ** 2 // rounds**2
            trial = self.current.copy()
            centre = self.movable[self._below(len(self.movable))]
            loose = self._ruin(trial, centre)
            if self.bits(8) < PIONEERS and self.current.day_of[centre] == NOWHERE:
                self._send_ahead(trial, centre)
            self._recreate(trial, [node for node in loose if trial.day_of[node] == NOWHERE])
            if trial.score > self.current.score - heat * _CHANCES[self.bits(8)] // 1000:
                self.current = trial
                if trial.score > self.best.score:
                    self.best = trial
        return self.best

    def _may_move(self, node: int) -> bool:
        """Appointments stay as they are; what has no day never gets one."""
        return not self.instance.fixed[node] and bool(self.instance.open_days[node])

    def _by_rank(self, rate: list[int]) -> list[int]:
        """From 0 for the movable visit that makes least of its time, to 128 for the one that makes most."""
        keenness = [0] * len(rate)
        ranked = sorted(self.movable, key=lambda node: rate[node])
        for rank, node in enumerate(ranked, start=1):
            keenness[node] = 128 * rank // len(ranked)
        return keenness

    def _neighbours(self, node: int) -> list[int]:
        """The visits that can be moved, nearest first, the given one at their head."""
        near = self._near.get(node)
        if near is None:
            away, toward = self.instance.travel[node], self.instance.toward[node]
            others = sorted(self.movable, key=lambda other: (other != node, away[other] + toward[other]))
            near = self._near[node] = others[:NEIGHBOURS]
        return near

    def _below(self, limit: int) -> int:
        """A number from 0 to limit - 1."""
        return self.bits(24) * limit >> 24

    def _at_random(self, node: int) -> int:
        return self.bits(24)

    def _ruin(self, trial: Solution, centre: int) -> list[int]:
        """Take strings of stops out around a visit; they and visits near by are to be put in now."""
        strings = 1 + self._below(STRINGS)
        outsiders = self._below(OUTSIDERS + 1)
        before = self.current.day_of
        loose: list[int] = []
        touched: set[int] = set()
        for node in self._neighbours(centre):
            day = before[node]
            if day == NOWHERE:
                if outsiders and self.bits(8) < self._keenness[node]:
                    outsiders -= 1
                    loose.append(node)
            elif day not in touched and len(touched) < strings:
                touched.add(day)
                loose += self._pull_string(trial, day, node)
            if not outsiders and len(touched) == strings:
                break
        return loose

    def _pull_string(self, trial: Solution, day: int, node: int) -> list[int]:
        """Take out some stops in a row, the given one among them, appointments excepted."""
        stops = trial.routes[day].stops
        length = 1 + self._below(min(STRING_LENGTH, len(stops)))
        first = stops.index(node) - self._below(length)
        first = max(0, min(first, len(stops) - length))
        gone = [stop for stop in stops[first : first + length] if not self.instance.fixed[stop]]
        return gone if trial.remove(day, set(gone)) else []

    def _send_ahead(self, trial: Solution, node: int) -> None:
        """Put a visit in at a loss: a far place that no visit is worth alone may be worth several."""
        if trial.free(node) and (move := trial.best_move(node)).position >= 0:
            trial.insert(node, move.day, move.position)

    def _recreate(self, trial: Solution, loose: list[int]) -> None:
        """Put visits in one by one, each where it gains most, in one of several orders."""
        luck = self.bits(8)
        if luck < BEST_FIRST:
            self._insert_best_first(trial, loose)
            return
        for node in sorted(loose, key=self._orders[luck & 3]):
            trial.insert_best(node)

    def _insert_best_first(self, trial: Solution, loose: list[int]) -> None:
        """Again and again the visit that gains most for the time it takes, its drive included.

        Luck makes that up to half more or less, so that the order is not always the same. Only one day
        changes with each insertion, so only that day is asked again.
        """
        moves = {node: trial.best_move(node) for node in loose}
        while (chosen := self._best_rate(trial, moves)) != NOWHERE:
            made = moves.pop(chosen)
            trial.insert(chosen, made.day, made.position)
            moves = {node: trial.best_move_now(node, move, made.day) for node, move in moves.items()}

    def _best_rate(self, trial: Solution, moves: dict[int, Move]) -> int:
        """The visit whose move gains most for the time it takes, within luck; `NOWHERE` if none gains."""
        worth, service = self.instance.worth, self.instance.service
        top, chosen = -1, NOWHERE
        for node, move in moves.items():
            if move.gain <= 0 or not trial.free(node):
                continue
            drive = worth[move.day][node] - move.gain
            rate = move.gain * (128 + self.bits(8)) // max(1, service[node] + drive)
            if rate > top:
                top, chosen = rate, node
        return chosen
