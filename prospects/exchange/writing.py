"""Write the efforts of a batch: rows with history, products, accounts of who is won, feed and ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from accounts.exchange.orders import measure_new
from accounts.models import Account
from crm.exchange.bulk import create_many, update_many
from crm.exchange.modelkind import stamp
from crm.exchange.records import Context
from crm.history.models import Event
from prospects.choices import Disposition, LedgerKind, Newcomer, Stage
from prospects.exchange.effort import Effort
from prospects.models import Prospect
from prospects.policy import weights
from prospects.services.ledger import enter_many
from prospects.services.qualifying import score_of

BATCH = 500
STATE = {
    *("stage", "stage_since", "step_id", "disposition", "won_on", "account_id"),
    *("given_up_on", "given_up_reason", "given_up_note", "given_up_early"),
}


def write_efforts(efforts: Sequence[Effort], context: Context) -> None:
    """Write what `Efforts.plan` decided; the cards are written already, and locked."""
    _open_accounts(efforts, context)
    by_weights = weights()
    for effort in efforts:
        effort.prospect.customer = effort.prospect.customer
        effort.prospect.score = score_of(effort.prospect, by_weights).points
        if effort.is_new:
            effort.prospect.added_by = context.by
    create_many([effort.prospect for effort in efforts if effort.is_new], **stamp(context))
    changed = [effort for effort in efforts if not effort.is_new and effort.changed]
    columns = {name for effort in changed for name in effort.changed} | {"score"}
    if changed:
        update_many([effort.prospect for effort in changed], sorted(columns), **stamp(context))
    _write_products(efforts)
    Event.objects.bulk_create(
        [
            Event(customer_id=one.prospect.customer_id, by=context.by, job_id=context.import_id, **event)
            for one in efforts
            for event in _events(one)
        ],
        batch_size=BATCH,
    )
    enter_many([(one.prospect, kind) for one in efforts for kind in _ledger_kinds(one)])


def _open_accounts(efforts: Sequence[Effort], context: Context) -> None:
    """Give every won effort its customer's account, opened on the day it was won where there is none."""
    won = [one.prospect for one in efforts if one.prospect.stage == Stage.WON and not one.prospect.account_id]
    if not won:
        return
    cards = [prospect.customer.pk for prospect in won]
    accounts = {account.customer_id: account for account in Account.objects.filter(customer__in=cards)}
    opened = []
    for prospect in won:
        if prospect.customer.pk not in accounts:
            assert prospect.won_on is not None
            account = Account(customer=prospect.customer, opened_on=prospect.won_on)
            accounts[prospect.customer.pk] = account
            opened.append(account)
    measure_new(opened)
    create_many(opened, **stamp(context))
    Event.objects.bulk_create(
        [
            Event(
                customer_id=account.customer_id,
                verb="account.opened",
                by=context.by,
                job_id=context.import_id,
                data={"on": account.opened_on.isoformat()},
            )
            for account in opened
        ],
        batch_size=BATCH,
    )
    for effort in efforts:
        if effort.prospect in won:
            effort.prospect.account = accounts[effort.prospect.customer.pk]
            effort.changed.add("account_id")


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
        yield {"verb": "prospect.changed", "data": {"prospect": prospect.pk, "fields": names}}
    stage, disposition = effort.before or (Stage.POTENTIAL, Disposition.CONTINUE)
    if disposition == Disposition.GIVEN_UP != prospect.disposition:
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


def _ledger_kinds(effort: Effort) -> Iterator[str]:
    """Yield what the row means for Plan 100. What was over before it came was never on the team's list."""
    prospect = effort.prospect
    if effort.is_new:
        if effort.is_new_name and prospect.is_open and prospect.newcomer != Newcomer.OTHER_PRODUCT:
            yield LedgerKind.NEW_NAME
        return
    before = effort.before[1] if effort.before else ""
    if before != prospect.disposition:
        if prospect.disposition == Disposition.GIVEN_UP:
            yield LedgerKind.STRUCK_OFF
        elif before == Disposition.GIVEN_UP:
            yield LedgerKind.REVIVED
