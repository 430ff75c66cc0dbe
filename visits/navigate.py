"""Addresses that open the phone's own map on the way to a customer."""

from __future__ import annotations

from urllib.parse import quote

from crm.customers.models import Customer

APPLE = ("iPhone", "iPad", "iPod")


def navigation_url(customer: Customer, user_agent: str = "") -> str:
    """Return the address for "Navigate", by coordinates or else by postal address; "" when neither is known.

    Apple's phones know ``maps:``, all others ``geo:`` (RFC 5870). Nothing is sent to anybody by showing it.
    """
    point = customer.point
    place = f"{point[0]:.6f},{point[1]:.6f}" if point else customer.address_line
    if not place:
        return ""
    if any(name in user_agent for name in APPLE):
        return f"maps:?daddr={quote(place, safe=',')}"
    if point:
        return f"geo:{place}?q={place}({quote(customer.name)})"
    return f"geo:0,0?q={quote(place)}"
