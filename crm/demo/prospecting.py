"""Put the efforts of the demo company into the file, with the traces that services would have left.

Past days cannot be lived through again, so rows are written in bulk with the days on which things happened;
what is worked out from them is worked out by the rules themselves. A test recomputes all of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from typing import Any

from django.db.models import OuterRef, Subquery

from accounts.models import Account, Product, ProductFamily
from crm.customers.models import Customer
from crm.demo.efforts import Effort
from crm.demo.stories import ZONE
from crm.history.models import Event
from crm.history.services import bulk_create_as, bulk_update_as
from crm.people.models import User
from prospects import ledger
from prospects.choices import Disposition, LedgerKind, Stage
from prospects.models import AcquisitionMethod, LedgerEntry, Prospect, Step
from prospects.policy import early_visits, quota_policy, weights
from prospects.services.qualifying import score_of

CHANGED = (
    "stage",
    "step",
    "stage_since",
    "disposition",
    "given_up_on",
    "given_up_reason",
    "given_up_note",
    "given_up_early",
    "given_up_by",
    "won_on",
    "account",
)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Written:
    """An effort, the prospect that was made of it, and the rep who works on it or did last."""

    effort: Effort
    prospect: Prospect
    rep: User
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a prospect at a moment: the columns it set, and the line on the feed."""

    at: datetime
    by: User
    values: Mapping[str, Any]
    verb: str
    data: Mapping[str, Any]


def moment(random: Random, day: date, *, hour: int = 9) -> datetime:
    """Return a moment of working hours on *day*, *hour* or later."""
    return datetime.combine(day, time(random.randint(hour, 16), random.randint(0, 59)), ZONE)


def write_efforts(random: Random, efforts: list[Effort]) -> list[Written]:
    """Write the prospects with their history, their feed and the ledgers of their teams."""
    written = _open(random, efforts)
    accounts = _by("customer_id", Account)
    steps = {(step.stage, step.name): step for step in Step.objects.all()}
    changes = {
        one.prospect.pk: _changes(random, one, steps, accounts.get(one.prospect.customer_id))
        for one in written
    }
    for turn in range(max(map(len, changes.values()), default=0)):
        changed = [one.prospect for one in written if len(changes[one.prospect.pk]) > turn]
        for prospect in changed:
            _apply(prospect, changes[prospect.pk][turn])
        bulk_update_as(changed, CHANGED, by=None)
    _tell(written, changes)
    _enter(written, changes)
    return written


def _open(random: Random, efforts: list[Effort]) -> list[Written]:
    """Write each prospect as it was on its first day."""
    customers = {
        customer.number: customer
        for customer in Customer.objects.filter(number__in=[effort.firm for effort in efforts])
    }
    people, methods = _by("number", User), _by("code", AcquisitionMethod)
    lines, by_weights = _by("name", ProductFamily), weights()
    written = []
    for effort in efforts:
        prospect = Prospect(
            customer=customers[effort.firm],
            method=methods[effort.method],
            line=lines.get(effort.line),
            newcomer=effort.newcomer,
            hesitation=effort.hesitation,
            interest=effort.interest,
            expected_value=effort.expected_value,
            expected_on=effort.expected_on,
            opened_on=effort.opened,
            stage_since=effort.opened,
            held_since=max([effort.opened, *(turn.day for turn in effort.turns)]),
            added_by=people[effort.began],
            **effort.answers,
        )
        prospect.score = score_of(prospect, by_weights).points
        opened_at = datetime.combine(effort.opened, time(8, random.randint(0, 59)), ZONE)
        one = Written(effort, prospect, people[effort.rep], opened_at)
        _sign(prospect, people[effort.began], one.opened_at)
        written.append(one)
    bulk_create_as([one.prospect for one in written], by=None)
    _wishes(written)
    return written


def _wishes(written: list[Written]) -> None:
    products, through = _by("number", Product), Prospect.products.through
    through.objects.bulk_create(
        through(prospect_id=one.prospect.pk, product_id=products[number].pk)
        for one in written
        for number in one.effort.products
    )


def _changes(
    random: Random, one: Written, steps: Mapping[tuple[str, str], Step], account: Account | None
) -> list[Change]:
    """Return what happened to a prospect after its first day, in order."""
    effort, by = one.effort, one.rep
    found: list[Change] = []
    stage, since = Stage.POTENTIAL.value, effort.opened
    for move in effort.moves:
        since = since if move.stage == stage else move.day
        values = {"stage": move.stage, "step": steps[move.stage, move.step], "stage_since": since}
        words = {"from": stage, "to": move.stage, "step": move.step}
        found.append(Change(moment(random, move.day, hour=15), by, values, "prospect.stage", words))
        stage = move.stage
    for day, decision in effort.decided:
        words = {"from": Disposition.CONTINUE.value, "to": decision}
        at = datetime.combine(day, time(17, random.randint(0, 50)), ZONE)
        found.append(Change(at, by, {"disposition": decision}, "prospect.disposition", words))
    found += _end(one, by, account)
    return sorted(found, key=lambda change: change.at)


def _end(one: Written, by: User, account: Account | None) -> Iterable[Change]:
    effort = one.effort
    if effort.end not in ("won", "given_up"):
        return
    assert effort.ended is not None
    at = datetime.combine(effort.ended, time(17, 55), ZONE)
    if effort.end == "won":
        assert account is not None
        values: dict[str, Any] = {
            "stage": Stage.WON,
            "step": None,
            "stage_since": effort.ended,
            "won_on": effort.ended,
        }
        data = {"account": account.pk}
        yield Change(at, by, {**values, "account": account}, "prospect.won", data)
        return
    early = len(effort.visits) < early_visits()
    values = {
        "disposition": Disposition.GIVEN_UP,
        "given_up_on": effort.ended,
        "given_up_reason": effort.reason,
        "given_up_note": effort.note,
        "given_up_early": early,
        "given_up_by": by,
    }
    facts = {"reason": effort.reason, "note": effort.note, "visits": len(effort.visits), "early": early}
    yield Change(at, by, values, "prospect.given_up", facts)


def _apply(prospect: Prospect, change: Change) -> None:
    for name, value in change.values.items():
        setattr(prospect, name, value)
    _sign(prospect, change.by, change.at)


def _sign(record: Any, by: User | None, at: datetime) -> None:
    """Say who wrote a record and when, for its history."""
    record._history_user, record._history_date = by, at


def _tell(written: list[Written], changes: Mapping[int, list[Change]]) -> None:
    """Put what happened on the feeds; what a card's import wrote there gets the day of the card."""
    events = []
    for one in written:
        prospect, customer = one.prospect, one.prospect.customer_id
        facts = {"prospect": prospect.pk, "line": prospect.line.name if prospect.line else ""}
        opened = Change(one.opened_at, prospect.added_by, {}, "prospect.opened", {})  # type: ignore[arg-type]
        for change in (opened, *changes[prospect.pk]):
            data = {**facts, **change.data}
            events.append(
                Event(customer_id=customer, verb=change.verb, by=change.by, at=change.at, data=data)
            )
    Event.objects.bulk_create(events, batch_size=BATCH)
    _date_cards([one for one in written if one.effort.is_new_name and one.effort.newcomer != "lapsed"])


def _date_cards(written: list[Written]) -> None:
    """Let the cards of new names have come into the file when their efforts began."""
    customers = []
    for one in written:
        customer = one.prospect.customer
        customer.created_at = datetime.combine(one.effort.opened, time(8), ZONE)
        customers.append(customer)
    Customer.objects.bulk_update(customers, ["created_at"], batch_size=BATCH)
    keys = [customer.pk for customer in customers]
    created = Customer.objects.filter(pk=OuterRef("customer")).values("created_at")
    Event.objects.filter(customer__in=keys, verb__startswith="customer.").update(at=Subquery(created))
    created = Customer.objects.filter(pk=OuterRef("id")).values("created_at")
    Customer.history.filter(id__in=keys).update(history_date=Subquery(created))


def _enter(written: list[Written], changes: Mapping[int, list[Change]]) -> None:
    """Keep each team's ledger of Plan 100: names in the order in which they came and were struck off."""
    happened: list[tuple[datetime, int, str, Written]] = []
    for one in written:
        if one.effort.is_new_name:
            happened.append((one.opened_at, one.prospect.pk, LedgerKind.NEW_NAME.value, one))
        happened += [
            (change.at, one.prospect.pk, LedgerKind.STRUCK_OFF.value, one)
            for change in changes[one.prospect.pk]
            if change.verb == "prospect.given_up"
        ]
    owed, debts, entries = quota_policy().owed, defaultdict[int, int](int), []
    for at, _pk, kind, one in sorted(happened, key=lambda row: row[:3]):
        customer = one.prospect.customer
        assert customer.team_id is not None
        entry = ledger.enter(kind, debt=debts[customer.team_id], names_owed=owed)
        debts[customer.team_id] = entry.debt
        rep = one.prospect.added_by_id if kind == LedgerKind.NEW_NAME else customer.owner_id
        entries.append(
            LedgerEntry(
                team_id=customer.team_id,
                rep_id=rep,
                customer=customer,
                prospect=one.prospect,
                kind=kind,
                change=entry.change,
                debt=entry.debt,
                at=at,
            )
        )
    LedgerEntry.objects.bulk_create(entries, batch_size=BATCH)


def _by(name: str, model: Any) -> dict[Any, Any]:
    return {getattr(row, name): row for row in model.objects.all()}
