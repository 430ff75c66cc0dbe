"""Write the efforts of a batch: rows with history, products, accounts of who is won, feed and ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from accounts.exchange.opening import open_accounts, reopen_accounts
from accounts.models import Account
from crm.exchange.bulk import create_many, update_many
from crm.exchange.modelkind import stamp
from crm.exchange.records import Context
from crm.history.models import Event
from prospects.choices import Disposition, LedgerKind, Newcomer, Stage
from prospects.exchange.effort import Effort
from prospects.models import Prospect
from prospects.policy import weights
from prospects.services.ending import end_commitments
from prospects.services.ledger import back_on_the_list, enter_many, off_the_list
from prospects.services.qualifying import score_of
from prospects.services.visits import count_visits

BATCH = 500
STATE = {
    *("stage", "stage_since", "step_id", "disposition", "won_on", "account_id"),
    *("given_up_on", "given_up_reason", "given_up_note", "given_up_early", "held_since"),
}


def write_efforts(efforts: Sequence[Effort], context: Context) -> None:
    """Write what `Efforts.plan` decided; the cards are written already, and locked."""
    _open_accounts(efforts, context)
    by_weights = weights()
    for effort in efforts:
        effort.prospect.customer = effort.prospect.customer  # its key is known only now
        effort.prospect.score = score_of(effort.prospect, by_weights).points
        if effort.is_new:
            effort.prospect.added_by = context.by
        if effort.is_given_up:
            effort.prospect.given_up_by = context.by
            effort.changed.add("given_up_by_id")
    create_many([effort.prospect for effort in efforts if effort.is_new], **stamp(context))
    # One whose products alone change is written as well: its history says which import it was.
    changed = [effort for effort in efforts if not effort.is_new and effort.changes_something]
    columns = {name for effort in changed for name in effort.changed} | {"score"}
    if changed:
        update_many([effort.prospect for effort in changed], sorted(columns), **stamp(context))
    _write_products(efforts)
    count_visits({effort.prospect.customer_id for effort in efforts})
    Event.objects.bulk_create(
        [
            Event(customer_id=one.prospect.customer_id, by=context.by, job_id=context.import_id, **event)
            for one in efforts
            for event in _events(one)
        ],
        batch_size=BATCH,
    )
    end_commitments([one.prospect.customer_id for one in efforts if one.is_given_up], by=context.by)
    enter_many(_ledger(efforts))


def _open_accounts(efforts: Sequence[Effort], context: Context) -> None:
    """Give every won effort its customer's account, opened on the day it was won where none is open."""
    won = [one for one in efforts if one.prospect.stage == Stage.WON and not one.prospect.account_id]
    if not won:
        return
    cards = {one.prospect.customer.pk for one in won}
    accounts = {account.customer_id: account for account in Account.objects.filter(customer__in=cards)}
    first_days: dict[int, date] = {}
    for one in won:
        card, day = one.prospect.customer.pk, one.prospect.won_on
        assert day is not None
        if card not in accounts:
            first_days[card] = min(day, first_days.get(card, day))
    accounts |= {account.customer_id: account for account in open_accounts(first_days, context)}
    reopen_accounts([account for account in accounts.values() if account.closed_on is not None], context)
    for one in won:
        one.prospect.account = accounts[one.prospect.customer.pk]
        one.changed.add("account_id")


def _write_products(efforts: Sequence[Effort]) -> None:
    through: Any = Prospect.products.through
    given = [effort for effort in efforts if effort.products is not None]
    stored = [effort.prospect.pk for effort in given if not effort.is_new]
    if stored:
        through.objects.filter(prospect__in=stored).delete()
    through.objects.bulk_create(
        [
            through(prospect_id=effort.prospect.pk, product_id=product)
            for effort in given
            for product in effort.products or ()
        ],
        batch_size=BATCH,
    )


def _events(effort: Effort) -> Iterator[dict[str, Any]]:
    """Yield the lines of the feed, as the services write them."""
    prospect = effort.prospect
    line = prospect.line.name if prospect.line else ""
    facts: dict[str, Any] = {"prospect": prospect.pk, "line": line}
    if effort.is_new:
        yield {"verb": "prospect.opened", "data": facts}
    names = sorted({name.removesuffix("_id") for name in effort.changed - STATE})
    if effort.products is not None:
        names.append("products")
    if names and not effort.is_new:
        data = {"prospect": prospect.pk, "fields": names}
        if effort.products is not None:
            data["products"] = {"before": effort.products_before, "after": effort.products}
        yield {"verb": "prospect.changed", "data": data}
    stage, disposition = effort.before or (Stage.POTENTIAL, Disposition.CONTINUE)
    if effort.is_revived:
        yield {"verb": "prospect.revived", "data": facts}
    if prospect.stage == Stage.WON != stage:
        yield {"verb": "prospect.won", "data": {**facts, "account": prospect.account_id}}
    elif not effort.is_new and effort.changed & {"stage", "step_id"}:
        step = prospect.step.name if prospect.step else ""
        yield {
            "verb": "prospect.stage",
            "data": {**facts, "from": stage, "to": prospect.stage, "step": step},
        }
    if prospect.disposition == Disposition.GIVEN_UP != disposition:
        reason = {"reason": prospect.given_up_reason, "note": prospect.given_up_note}
        visits = {"visits": prospect.visits_made, "early": prospect.given_up_early}
        yield {"verb": "prospect.given_up", "data": {**facts, **reason, **visits}}
    elif not effort.is_new and prospect.is_open and "disposition" in effort.changed:
        data = {**facts, "from": disposition, "to": prospect.disposition}
        yield {"verb": "prospect.disposition", "data": data}


def _ledger(efforts: Sequence[Effort]) -> list[tuple[Prospect, str]]:
    """Return what the rows mean for Plan 100. What was over before it came was never on the team's list."""
    struck_off = off_the_list([one.prospect for one in efforts if one.is_given_up])
    back = back_on_the_list([one.prospect for one in efforts if one.is_revived or one.is_opened_again])
    found = []
    for one in efforts:
        prospect = one.prospect
        if one.is_new_name and one.goes_on and prospect.newcomer != Newcomer.OTHER_PRODUCT:
            found.append((prospect, LedgerKind.NEW_NAME.value))
        if prospect.pk in struck_off:
            found.append((prospect, LedgerKind.STRUCK_OFF.value))
        if prospect.pk in back:
            found.append((prospect, LedgerKind.REVIVED.value))
    return found
