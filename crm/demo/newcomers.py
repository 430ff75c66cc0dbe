"""Whom the demo company's reps try to win: firms, who works on them, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from crm.demo.efforts import working_day
from crm.demo.firms import Firm, make_firm, names_of
from crm.demo.people import Person, mate_of
from crm.demo.towns import OFFICES

# Live prospects of each rep: below the floor of 25, within it, and beyond the ceiling of 30.
LIVE = (27, 12, 31, 14, 12, 13, 12, 12, 12, 12, 12, 11)
# What became of others, how often beside 180 that go on.
FATES = (("won", 26), ("fresh", 4), ("early", 7), ("late", 18), ("silent", 7), ("released", 3))
CLAIMED = 4
DOUBLES = 5


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A firm that *rep* (a personnel number) tries to win since *opened*.

    *fate* is ``live``, ``claimed``, ``won``, ``fresh``, ``early`` or ``late`` (given up: a fresh one so lately
    that the names owed for it are still to be found), ``silent`` or ``released``
    (in the pool); *day* is when: the first wish to buy, the giving up, the last contact. The card of one
    that *rep* claimed from the pool still belongs to the colleague who lost it.
    """

    firm: Firm
    rep: str
    fate: str
    opened: date
    day: date


def newcomers(
    random: Random, people: list[Person], accounts: list[Firm], count: int, today: date
) -> list[Newcomer]:
    """Return *count* firms that reps work on, and beside them those that were won, lost or fell silent."""
    fates = _fates(random, [person for person in people if person.role == "rep"], count)
    names = names_of(random, len(fates), others=accounts)
    found: list[Newcomer] = []
    for position, ((rep, fate), (trade, name)) in enumerate(zip(fates, names, strict=True)):
        office = next(office for office in OFFICES if office.team == rep.team)
        number = f"K{10001 + len(accounts) + position}"
        firm = make_firm(random, number, name, trade, office, [rep], today)
        opened, day = _days(random, fate, today)
        seen = opened if random.random() < 0.6 else None
        firm = replace(
            firm,
            owner=mate_of(rep.number) if fate == "claimed" else rep.number,
            verified_on=seen,
            opened=day,
            lapsed=date.max,
            interval=min(firm.interval, 25.0),
        )
        found.append(Newcomer(firm, rep.number, fate, opened, day))
    return _doubled(random, found, accounts, _scaled(DOUBLES, count))


def _scaled(number: int, count: int) -> int:
    return max(1, round(number * count / sum(LIVE)))


def _fates(random: Random, reps: list[Person], count: int) -> list[tuple[Person, str]]:
    """Return who works on each firm, and what becomes of it."""
    found = [
        (rep, "live") for rep, share in zip(reps, LIVE, strict=True) for _ in range(_scaled(share, count))
    ]
    for position in random.sample(range(len(found)), min(_scaled(CLAIMED, count), len(found))):
        found[position] = (found[position][0], "claimed")
    for fate, often in FATES:
        found += [(reps[(place * 5) % len(reps)], fate) for place in range(_scaled(often, count))]
    return found


def _days(random: Random, fate: str, today: date) -> tuple[date, date]:
    """Return when the effort was opened, and the day that its fate is about."""

    def ago(least: int, most: int, before: date = today) -> date:
        return working_day(before - timedelta(days=random.randint(least, most)))

    match fate:
        case "won":
            day = ago(30, 300)
            return ago(40, 150, before=day), day
        case "fresh":
            day = ago(1, 2)
            return ago(20, 90, before=day), day
        case "early":
            day = ago(6, 250)
            return ago(20, 90, before=day), day
        case "late":
            day = ago(3, 260)
            return ago(100, 250, before=day), day
        case "silent":
            day = ago(62, 85)
            return ago(10, 120, before=day), day
        case "released":
            day = ago(12, 50)
            return ago(10, 120, before=day), day
        case "claimed":
            return ago(105, 140), today
        case _:
            least, most = random.choices(((4, 30), (31, 150), (151, 330)), (3, 4, 3))[0]
            return ago(least, most), today


def _doubled(random: Random, found: list[Newcomer], accounts: list[Firm], count: int) -> list[Newcomer]:
    """Turn some firms that go on into such as stand on another card already, written differently."""
    live = [place for place, one in enumerate(found) if one.fate == "live"]
    chosen = random.sample(live, min(count, len(live)))
    others = [one.firm for place, one in enumerate(found) if place not in chosen]
    for turn, place in enumerate(chosen):
        originals = accounts if turn % 2 else others
        original = random.choice([firm for firm in originals if firm.phone])
        found[place] = replace(found[place], firm=_written_differently(found[place].firm, original))
    return found


def _written_differently(firm: Firm, original: Firm) -> Firm:
    """The card that somebody in a hurry writes of a firm that is on file."""
    name = original.name.replace(" GmbH & Co. KG", "").replace(" GmbH", "").replace("ß", "ss")
    return replace(
        original,
        number=firm.number,
        name=name if name != original.name else f"{name} GmbH",
        short_name="",
        street="",
        latitude=None,
        longitude=None,
        phone=original.phone.replace("+49 ", "0").replace(" ", "/", 1),
        email="",
        owner=firm.owner,
        colleagues=original.colleagues[:1],
        facts={},
        verified_on=None,
        opened=firm.opened,
    )
