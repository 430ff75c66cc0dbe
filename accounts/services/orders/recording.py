"""Take an order, or goods back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import OrderKind
from accounts.models import Account, Order, OrderLine
from accounts.services.accounts import locked
from accounts.services.numbering import reserve
from accounts.services.orders.lines import LineInput, build_lines, set_sums
from accounts.services.rates import base_currency, rate_on
from crm.history.services import bulk_create_as, save_as
from crm.shell.calendar import check_year
from crm.shell.errors import Refused
from crm.shell.formats import number as write_number

if TYPE_CHECKING:
    from accounts.models import Currency
    from crm.people.models import User


def record_order(
    *,
    account: Account,
    lines: Sequence[LineInput],
    date: dt.date | None = None,
    number: str = "",
    rep: User | None = None,
    currency: Currency | None = None,
    by: User | None,
) -> Order:
    """Record a sale of today, or of *date*, by *rep* (*by*) in *currency* (the account's, or the base).

    Without a *number* the order gets one of its own. Refused, naming what is wrong, when a line cannot
    be, the number is taken, the day is to come, the account is closed or the currency has no rate.
    """
    return _record(OrderKind.SALE, account, lines, date, number, rep, currency, None, by)


def record_return(
    *,
    account: Account,
    lines: Sequence[LineInput],
    date: dt.date | None = None,
    number: str = "",
    rep: User | None = None,
    currency: Currency | None = None,
    returns: Order | None = None,
    by: User | None,
) -> Order:
    """Record goods brought back; *lines* have positive quantities, what is stored is negative.

    When *returns* names the sale, it must be this account's, no more can come back than was sold, and
    currency and prices not given are those of the sale.
    """
    return _record(OrderKind.RETURN, account, lines, date, number, rep, currency, returns, by)


@transaction.atomic
def _record(
    kind: OrderKind,
    account: Account,
    inputs: Sequence[LineInput],
    date: dt.date | None,
    number: str,
    rep: User | None,
    currency: Currency | None,
    returns: Order | None,
    by: User | None,
) -> Order:
    account = locked(account)
    date = date or timezone.localdate()
    check_open(account, date)
    if returns is not None:
        currency = returns.currency
        inputs = as_sold(account, returns, inputs)
    currency = currency or account.currency or base_currency()
    order = Order(account=account, date=date, kind=kind, rep=rep or by, currency=currency, returns=returns)
    order.rate = rate_on(currency, date)
    order.pk, order.number = _key(number.strip())
    lines = build_lines(order, inputs)
    set_sums(order, lines)
    with _number_once(order.number):
        save_as(order, by=by, force_insert=order.pk is not None)
    bulk_create_as(lines, by=by)
    keep_dates(account, by=by)
    return order


def check_open(account: Account, date: dt.date) -> None:
    """Refuse an order of *date* for an account that takes none."""
    if account.closed_on is not None:
        raise Refused(_("This account is closed. Open it again first."), code="closed")
    if account.customer.is_archived:
        raise Refused(
            _("This customer is archived. Take the card out of the archive first."), code="archived"
        )
    check_year(date, field="date")
    if date > timezone.localdate():
        raise Refused(_("The day of an order cannot be still to come."), field="date", code="future")


def _key(number: str) -> tuple[int | None, str]:
    if not number:
        return reserve()
    if len(number) > 40:
        raise Refused(_("A number has at most 40 characters."), field="number", code="long")
    if Order.objects.filter(number=number).exists():
        raise _taken(number)
    return None, number


@contextmanager
def _number_once(number: str) -> Iterator[None]:
    """Refuse the order when somebody has stored its number since it was looked for."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not Order.objects.filter(number=number).exists():
            raise
        raise _taken(number) from error


def _taken(number: str) -> Refused:
    message = _("There is an order %(number)s already. Give another number, or none.")
    return Refused(message % {"number": number}, field="number", code="taken")


def as_sold(
    account: Account, sale: Order, inputs: Sequence[LineInput], *, besides: Order | None = None
) -> list[LineInput]:
    """Return *inputs* with the prices of *sale*; Refused when they are not this account's or too many.

    *besides* is the return being mended, which does not count against itself.
    """
    if sale.account_id != account.pk or sale.kind != OrderKind.SALE:
        raise Refused(_("Choose a sale of this account."), field="returns", code="returns")
    sold = {line.product_id: line for line in sale.lines.all()}
    back = brought_back(sale, besides=besides)
    found: list[LineInput] = []
    for given in inputs:
        line = sold.get(given.product.pk)
        left = line.quantity + back[given.product.pk] if line else Decimal(0)
        if line is None or given.quantity > left:
            message = _("Of %(product)s at most %(left)s can come back from order %(number)s.")
            words = {"product": given.product, "left": write_number(left), "number": sale.number}
            raise Refused(message % words, field="lines", code="too_many")
        price = line.price if given.price is None else given.price
        discount = given.discount or line.discount
        found.append(LineInput(given.product, given.quantity, price, discount))
    return found


def brought_back(sale: Order, *, besides: Order | None = None) -> dict[int, Decimal]:
    """Return what has come back of *sale* by product, as negative quantities; 0 for what has not."""
    lines = OrderLine.objects.filter(order__returns=sale)
    if besides is not None:
        lines = lines.exclude(order=besides)
    back: dict[int, Decimal] = defaultdict(Decimal)
    back.update(lines.values_list("product").annotate(Sum("quantity")))
    return back


def keep_dates(account: Account, *, by: User | None) -> None:
    """Bring the day of the last sale up to date, and the opening day back to the first order."""
    sales = account.orders.filter(kind=OrderKind.SALE).order_by("-date")
    account.last_order_on = sales.values_list("date", flat=True).first()
    first = account.orders.order_by("date").values_list("date", flat=True).first()
    if first and first < account.opened_on:
        account.opened_on = first
        save_as(account, by=by)
    else:
        # A copy that history leaves out.
        Account.objects.filter(pk=account.pk).update(last_order_on=account.last_order_on)


def event_data(order: Order) -> dict[str, Any]:
    """Return what the feed says of *order*: key, number, net sum as a string, currency."""
    return {
        "order": order.pk,
        "number": order.number,
        "net": f"{order.net:.4f}",
        "currency": order.currency_id,
    }
