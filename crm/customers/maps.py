"""Addresses that open a map on the way to a customer: the phone's own, or OpenStreetMap at a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from crm.customers.models import Customer

APPLE = ("iPhone", "iPad", "iPod")
PHONES = ("Android", "Mobile")
OPENSTREETMAP = "https://www.openstreetmap.org"


def map_url(customer: Customer, user_agent: str = "") -> str:
    """Return the address of a map, by coordinates or else by postal address; "" when neither is known.

    Apple's phones know ``maps:``, all others ``geo:`` (RFC 5870); a desk has no map of its own and gets
    OpenStreetMap. Nothing is sent to anybody by showing the address, only by a person's pressing it.
    """
    point = customer.point
    place = f"{point[0]:.6f},{point[1]:.6f}" if point else customer.address_line
    if not place:
        return ""
    if any(name in user_agent for name in APPLE):
        return f"maps:?daddr={quote(place, safe=',')}"
    if any(name in user_agent for name in PHONES):
        return f"geo:{place}?q={place}({quote(customer.name)})" if point else f"geo:0,0?q={quote(place)}"
    if point:
        latitude, longitude = (f"{part:.6f}" for part in point)
        return f"{OPENSTREETMAP}/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}"
    return f"{OPENSTREETMAP}/search?query={quote(place)}"
