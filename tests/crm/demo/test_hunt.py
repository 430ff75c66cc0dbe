"""The invented efforts as plain data: the same on every machine, believable on every day of the year."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from crm.demo.catalogue import items
from crm.demo.firms import firms
from crm.demo.hunt import Hunt
from crm.demo.newcomers import LIVE
from crm.demo.people import people
from crm.demo.stories import EARLY_VISITS, POOL_DAYS, VISITS_A_DAY
from crm.demo.trade import purchases

SUNDAY = date(2026, 11, 22)
DAYS = [SUNDAY + timedelta(days=days) for days in (0, 1, 2, 3, 4, 5, 6, 39, 40)] + [date(2028, 2, 29)]


def hunt(today, prospects=60, accounts=80):
    random = Random(7)
    staff = people(random)
    customers = firms(random, staff, accounts, today)
    hunted = Hunt.begin(staff, customers, prospects, today)
    hunted.tell(items(), purchases(random, customers + hunted.buyers, items(), today))
    return hunted


@pytest.fixture(scope="module", params=DAYS, ids=str)
def told(request):
    return hunt(request.param)


def test_the_same_seed_tells_the_same():
    assert hunt(SUNDAY).efforts == hunt(SUNDAY).efforts


def test_the_size_that_was_promised():
    hunted = hunt(SUNDAY, prospects=180, accounts=600)
    names = Counter(one.rep for one in hunted.found if one.fate in ("live", "claimed"))
    assert list(names.values()) == list(LIVE)
    assert (sum(LIVE), min(LIVE) < 25, max(LIVE) > 30) == (180, True, True)
    assert len({one.firm.number for one in hunted.found}) == len(hunted.found)


def test_without_prospects_there_is_nothing_to_tell():
    assert (hunt(SUNDAY, prospects=0).efforts, hunt(SUNDAY, prospects=0).campaigns) == ([], [])


def test_contacts_lie_between_the_opening_and_the_end(told):
    for effort in told.efforts:
        last = min(effort.ended or told.today, told.today)
        contacts = [*effort.visits, *(said.at.date() for said in effort.touches)]
        assert effort.opened <= min(contacts, default=effort.opened)
        assert max(contacts, default=effort.opened) <= last
        assert all(day.weekday() < 5 for day in effort.visits)
        assert all(move.day in contacts for move in effort.moves)
        assert all(first.day <= second.day for first, second in pairwise(effort.moves))


def test_visits_are_over_before_this_week_and_fit_into_a_day(told):
    monday = told.today - timedelta(days=told.today.weekday())
    visits = Counter((effort.rep, day) for effort in told.efforts for day in effort.visits)
    assert max(day for _rep, day in visits) < monday
    assert max(visits.values()) <= VISITS_A_DAY


def test_who_goes_on_is_not_silent_long_enough_for_the_pool(told):
    for effort in told.efforts:
        if not effort.end:
            begun = max([effort.opened, *(turn.day for turn in effort.turns)])
            assert told.today - max(begun, effort.last_contact) < timedelta(days=POOL_DAYS)


def test_turns_of_the_pool_come_in_order_and_after_the_silence(told):
    for effort in told.efforts:
        days = [turn.day for turn in effort.turns]
        assert days == sorted(days)
        assert all(effort.opened < day <= told.today for day in days)
        if effort.end == "pool" and effort.turns[-1].kind == "returned":
            assert effort.ended - effort.last_contact == timedelta(days=POOL_DAYS)


def test_who_gives_up_early_says_why_and_who_gives_up_late_has_visited(told):
    fates = {one.firm.number: one.fate for one in told.found}
    for effort in told.efforts:
        if effort.end == "given_up":
            late = len(effort.visits) >= EARLY_VISITS
            assert late or effort.note
            assert late == (fates[effort.firm] == "late")


def test_nobody_was_brought_by_somebody_who_came_later(told):
    opened = {one.firm.number: one.opened for one in told.found}
    for one in told.found:
        introducer = one.firm.facts.get("introducer")
        if introducer in opened:
            assert opened[introducer] <= one.opened
            assert introducer != one.firm.number


def test_the_campaigns_have_members_and_the_one_that_is_over_has_visits(told):
    (past, then), (running, now) = told.campaigns
    assert past.closed < told.today <= max(running.days)
    assert {effort.end for effort in now} == {""}
    assert any(day in past.days for effort in then for day in effort.visits)
