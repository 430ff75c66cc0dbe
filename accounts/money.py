"""Sums of orders (domain.md, D7.5): exact decimals, rounded half up to four places, returns negative."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

FOUR_PLACES = Decimal("0.0001")
ONE = Decimal(1)


def line_net(*, price: Decimal, quantity: Decimal, discount: Decimal) -> Decimal:
    """Return price × quantity × (1 − discount) in the order's currency.

    Half up means away from zero on both sides, so that a line brought back cancels its sale.
    """
    return (price * quantity * (ONE - discount)).quantize(FOUR_PLACES, ROUND_HALF_UP)


def in_base(net: Decimal, rate: Decimal) -> Decimal:
    """Return *net* in the base currency at *rate* (base units for one unit of the currency)."""
    return (net * rate).quantize(FOUR_PLACES, ROUND_HALF_UP)


def from_base(amount: Decimal, rate: Decimal) -> Decimal:
    """Return *amount* of the base currency in the currency whose rate is *rate*."""
    return (amount / rate).quantize(FOUR_PLACES, ROUND_HALF_UP)
