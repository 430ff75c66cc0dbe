"""All efforts of the demo company: on new firms and on accounts, with who brought whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from crm.demo.efforts import Effort, working_day
from crm.demo.firms import Firm
from crm.demo.newcomers import Newcomer
from crm.demo.people import mate_of
from crm.demo.stories import Storyteller
from crm.demo.talk import FRIENDS, METHODS

CHAIN = 5
FRIENDLY = ("introduced", "classmates", "hobby", "clubs")
LAPSED_DAYS = 90


def efforts(
    random: Random,
    teller: Storyteller,
    found: list[Newcomer],
    accounts: list[Firm],
    first_orders: Mapping[str, date],
    today: date,
) -> list[Effort]:
    """Return the efforts in the order in which they were opened; notes who introduced the new firms."""
    chain = _chain(found)
    told: list[Effort] = []
    brought: list[Firm] = []
    for one in sorted(found, key=lambda one: (one.opened, one.firm.number)):
        method = "referral" if one.firm.number in chain else _method(random)
        effort = Effort(firm=one.firm.number, rep=one.rep, began=one.rep, opened=one.opened, method=method)
        _introduce(random, one, method, chain.get(one.firm.number, ""), accounts, brought)
        told.append(_tell(teller, effort, one, first_orders))
        brought.append(one.firm)
    told += _on_accounts(random, teller, accounts, len(found), today)
    return sorted(told, key=lambda effort: (effort.opened, effort.firm))


def _tell(teller: Storyteller, effort: Effort, one: Newcomer, first_orders: Mapping[str, date]) -> Effort:
    match one.fate:
        case "won":
            return teller.win(effort, one.firm, first_orders[one.firm.number])
        case "fresh" | "early" | "late":
            return teller.give_up(effort, one.firm, one.day, early=one.fate != "late")
        case "silent" | "released":
            return teller.fall_silent(effort, one.firm, one.day, released=one.fate == "released")
        case "claimed":
            return teller.change_hands(effort, one.firm, one.firm.owner)
        case _:
            return teller.go_on(effort, one.firm)


def _method(random: Random) -> str:
    return random.choices([code for code, _often in METHODS], [often for _code, often in METHODS])[0]


# Who brought whom ----------------------------------------------------------------------------------


def _chain(found: list[Newcomer]) -> dict[str, str]:
    """Return one chain several firms deep: who was brought, and by whom (empty: by an account)."""
    first = found[0].rep
    own = sorted((one for one in found if one.rep == first), key=lambda one: (one.opened, one.firm.number))
    numbers = [one.firm.number for one in own[:CHAIN]]
    return dict(zip(numbers, ["", *numbers], strict=False))


def _introduce(
    random: Random, one: Newcomer, method: str, before: str, accounts: list[Firm], brought: list[Firm]
) -> None:
    """Note who brought a firm: one *before* it in a chain, somebody from before, a colleague, a friend."""
    facts = one.firm.facts
    own = random.choice([firm for firm in accounts if firm.owner == one.rep] or accounts)
    near = [firm for firm in brought if firm.owner[0] == one.rep[0]]
    if method == "referral":
        by_prospect = near and random.random() < 0.55
        facts["introducer"] = before or (random.choice(near) if by_prospect else own).number
    elif method == "centre-of-influence":
        facts["introducer"], facts["introducer_contact"] = own.number, own.colleagues[0].name
    elif method == "former-colleagues":
        facts["introducer_colleague"] = mate_of(one.rep)
    elif method in FRIENDLY:
        facts["introducer_note"] = random.choice(FRIENDS)


# Customers who buy, or bought --------------------------------------------------------------------------


def _on_accounts(
    random: Random, teller: Storyteller, accounts: list[Firm], count: int, today: date
) -> list[Effort]:
    """Efforts for another line with every twentieth of *count* accounts that buy, and for lapsed ones."""
    lapsed = [firm for firm in accounts if firm.lapsed < today - timedelta(days=LAPSED_DAYS)]
    buying = [
        firm for firm in accounts if firm.lapsed == date.max and firm.opened < today - timedelta(days=200)
    ]
    often = max(1, count // 25)
    found = [
        _won_back(random, teller, firm, today) for firm in random.sample(lapsed, min(often // 2, len(lapsed)))
    ]
    for firm in random.sample(buying, min(often, len(buying))):
        effort = _effort(random, firm, "expansion", today)
        effort.newcomer = "other_product"
        others = sorted({item.family for item in teller.items} - set(firm.trade.families))
        effort.line = random.choice(others)
        found.append(_by_phone(teller, effort, firm))
    return found


def _won_back(random: Random, teller: Storyteller, firm: Firm, today: date) -> Effort:
    effort = _effort(random, firm, "won-back", today)
    effort.newcomer = "lapsed"
    return _by_phone(teller, effort, firm)


def _effort(random: Random, firm: Firm, method: str, today: date) -> Effort:
    opened = working_day(today - timedelta(days=random.randint(10, 38)))
    return Effort(firm=firm.number, rep=firm.owner, began=firm.owner, opened=opened, method=method)


def _by_phone(teller: Storyteller, effort: Effort, firm: Firm) -> Effort:
    """Accounts are visited by their cadence anyway: what is done for the effort is touches."""
    return teller.go_on(effort, firm, visits=0)
