"""Mend an order that was recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Order, OrderLine, Product
from accounts.services.accounts import locked
from accounts.services.orders.lines import LineInput, build_lines, set_sums
from accounts.services.orders.recording import as_sold, brought_back, check_open, event_data, keep_dates
from accounts.services.rates import rate_on
from crm.history.services import delete_as, record_event, save_as
from crm.shell.errors import Refused
from crm.shell.formats import number as write_number

if TYPE_CHECKING:
    from crm.people.models import User


def replace_lines(*, order: Order, lines: Sequence[LineInput], by: User | None) -> Order:
    """Give *order* exactly these *lines*; those that stay keep their history."""
    return change_order(order=order, lines=lines, date=order.date, rep=order.rep, by=by)


@transaction.atomic
def change_order(
    *,
    order: Order,
    lines: Sequence[LineInput] | None,
    date: dt.date,
    rep: User | None,
    by: User | None,
    seen: str = "",
) -> Order:
    """Mend day, rep and lines (None: those it has) of *order*; another day takes that day's rate.

    With *seen* (the `fingerprint` of what the person began with) an order that somebody else has
    changed in the meantime is refused. A return cannot grow beyond its sale, nor a sale shrink below
    what came back of it.
    """
    account = locked(order.account)
    order = (
        Order.objects.select_for_update(of=("self",), no_key=True).select_related("currency").get(pk=order.pk)
    )
    check_open(account, date)
    if seen and seen != fingerprint(order):
        message = _("Somebody has changed this order meanwhile. Look at it again and repeat your change.")
        raise Refused(message, code="changed_meanwhile")
    if date != order.date:
        order.rate = rate_on(order.currency, date)
    order.date, order.rep, order.account = date, rep, account
    if lines is None:
        lines = [_as_input(line) for line in order.lines.select_related("product")]
    if order.returns is not None:
        lines = as_sold(account, order.returns, lines, besides=order)
    wanted = build_lines(order, lines)
    _refuse_below_returns(order, wanted)
    set_sums(order, wanted)
    save_as(order, by=by)
    _store_lines(order, wanted, by)
    keep_dates(account, by=by)
    record_event(customer=account.customer, verb="order.changed", by=by, data=event_data(order))
    return order


def fingerprint(order: Order) -> str:
    """Digest what can be mended of *order* as it is stored: day, rep and lines."""
    facts = order.lines.order_by("product").values_list("product", "quantity", "price", "discount")
    return sha256(repr((order.date, order.rep_id, list(facts))).encode()).hexdigest()


def _as_input(line: OrderLine) -> LineInput:
    return LineInput(line.product, abs(line.quantity), line.price, line.discount)


def _refuse_below_returns(order: Order, wanted: Sequence[OrderLine]) -> None:
    back = brought_back(order)
    left = {line.product_id: line.quantity for line in wanted}
    below = [pk for pk, quantity in back.items() if left.get(pk, Decimal(0)) + quantity < 0]
    if below:
        product = Product.objects.get(pk=below[0])
        message = _("%(quantity)s of %(product)s have come back from this order: it cannot hold less.")
        words = {"quantity": write_number(-back[product.pk]), "product": product}
        raise Refused(message % words, field="lines", code="below_returns")


def _store_lines(order: Order, wanted: Sequence[OrderLine], by: User | None) -> None:
    """Insert, update and delete lines until they are *wanted*; a line is told by its product."""
    stored = {line.product_id: line for line in order.lines.all()}
    for line in wanted:
        before = stored.pop(line.product_id, None)
        if before is None:
            save_as(line, by=by)
        elif _facts(before) != _facts(line):
            line.pk = before.pk
            save_as(line, by=by)
    for line in stored.values():
        delete_as(line, by=by)


def _facts(line: OrderLine) -> tuple[object, ...]:
    return line.quantity, line.price, line.discount, line.net
