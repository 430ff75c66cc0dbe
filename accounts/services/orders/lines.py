"""The lines of an order, checked and worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.choices import OrderKind
from accounts.models import Order, OrderLine
from accounts.money import from_base, in_base, line_net
from crm.shell.errors import Refused, RefusedMany

if TYPE_CHECKING:
    from accounts.models import Product


LARGEST = Decimal(10) ** 14  # what the column of a sum holds


@dataclass(frozen=True, slots=True)
class LineInput:
    """One product of an order as a person enters it.

    *quantity* is more than 0, for goods brought back too; *price* is per unit in the order's currency
    (None: the list price at the order's rate); *discount* is 0 to 1.
    """

    product: Product
    quantity: Decimal
    price: Decimal | None = None
    discount: Decimal = Decimal(0)


def build_lines(order: Order, inputs: Sequence[LineInput]) -> list[OrderLine]:
    """Return the unsaved lines of *order*; RefusedMany names every wrong line by its place."""
    if not inputs:
        raise Refused(_("An order needs at least one line."), field="lines", code="no_lines")
    refusals: list[Refused] = []
    seen: set[int] = set()
    lines: list[OrderLine] = []
    for place, given in enumerate(inputs, start=1):
        line = _build(order, given)
        refusals += _wrong(place, given, line, seen)
        seen.add(given.product.pk)
        lines.append(line)
    if refusals:
        raise RefusedMany(refusals)
    return lines


def _build(order: Order, given: LineInput) -> OrderLine:
    price = from_base(given.product.price, order.rate) if given.price is None else given.price
    quantity = -given.quantity if order.kind == OrderKind.RETURN else given.quantity
    net = line_net(price=price, quantity=quantity, discount=given.discount)
    return OrderLine(
        order=order, product=given.product, quantity=quantity, price=price, discount=given.discount, net=net
    )


def _wrong(place: int, given: LineInput, line: OrderLine, seen: set[int]) -> list[Refused]:
    if given.product.pk in seen:
        message = _("Line %(line)s: %(product)s stands on the order already. Put the quantities together.")
        words = {"line": place, "product": given.product}
        return [Refused(message % words, field="lines", code="twice")]
    if given.quantity <= 0:
        message = _("Line %(line)s: the quantity must be more than 0.") % {"line": place}
        return [Refused(message, field="lines", code="quantity")]
    try:
        line.clean_fields(exclude=["order", "product"])
    except ValidationError as error:
        message = _("Line %(line)s: %(fault)s") % {"line": place, "fault": " ".join(error.messages)}
        return [Refused(message, field="lines", code="invalid")]
    return []


def set_sums(order: Order, lines: Sequence[OrderLine]) -> None:
    """Set the sums of *order* from its lines, without saving."""
    order.net = sum((line.net for line in lines), Decimal(0))
    order.net_base = in_base(order.net, order.rate)
    if max(abs(order.net), abs(order.net_base)) >= LARGEST:
        raise Refused(_("The sum of these lines is too large."), field="lines", code="too_large")
