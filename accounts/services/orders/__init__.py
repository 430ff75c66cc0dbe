"""Writes of orders and returns: lines, sums and the account's dates move together."""

from accounts.services.orders.changing import change_order, fingerprint, replace_lines
from accounts.services.orders.lines import LineInput
from accounts.services.orders.recording import record_order, record_return
from accounts.services.orders.sums import refresh_last_orders, refresh_sums

__all__ = [
    "LineInput",
    "change_order",
    "fingerprint",
    "record_order",
    "record_return",
    "refresh_last_orders",
    "refresh_sums",
    "replace_lines",
]
