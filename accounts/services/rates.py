"""Exchange rates into the base currency (domain.md, D7.5)."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Currency, ExchangeRate
from crm.shell.errors import Refused
from crm.shell.formats import day as write_day

Rates = Mapping[str, Sequence[tuple[date, Decimal]]]


def base_currency() -> Currency:
    """Return the company's own currency, putting it on the list when it is not there yet."""
    code = settings.BASE_CURRENCY
    return Currency.objects.get_or_create(code=code, defaults={"name": code})[0]


def rate_on(currency: Currency, day: date) -> Decimal:
    """Return what one unit of *currency* was worth on *day*; 1 for the base currency.

    Refused, naming currency and day, when no rate had come into force by then.
    """
    if currency.code == settings.BASE_CURRENCY:
        return Decimal(1)
    rates = ExchangeRate.objects.filter(currency=currency, valid_from__lte=day).order_by("-valid_from")
    rate = rates.values_list("rate", flat=True).first()
    if rate is None:
        message = _("There is no rate for %(currency)s on %(date)s. An admin can add one.")
        raise Refused(
            message % {"currency": currency.code, "date": write_day(day)}, field="currency", code="rate"
        )
    return rate


def all_rates() -> Rates:
    """Return all rates by currency, each by its first day: a small table, for whoever needs many."""
    rates: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    rows = ExchangeRate.objects.order_by("valid_from").values_list("currency_id", "valid_from", "rate")
    for code, day, rate in rows:
        rates[code].append((day, rate))
    return rates


def rate_among(rates: Rates, code: str, day: date) -> Decimal | None:
    """Return what `rate_on` does from *rates*; None when no rate had come into force by then."""
    if code == settings.BASE_CURRENCY:
        return Decimal(1)
    known = rates.get(code, ())
    index = bisect_right(known, day, key=lambda row: row[0])
    return known[index - 1][1] if index else None
