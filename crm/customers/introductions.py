"""Who introduced whom: walks along the referral chain, one question each (domain.md, D1.2).

A contact's introductions count as their customer's: ``introducer`` is set with ``introducer_contact``. Each
walk ends where it meets a card again, so that not even a circle written past the services is endless.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from django.db import connection

from crm.customers.models import Customer

AT_ONCE = 2_000  # keys in one question
Node = TypeVar("Node", bound=Hashable)


def introducers_of(customers: Iterable[int]) -> dict[int, int | None]:
    """Return who introduced these cards, who introduced those, and so on up to the roots, by primary key."""
    links: dict[int, int | None] = {}
    wanted = list(dict.fromkeys(customers))
    for start in range(0, len(wanted), AT_ONCE):
        keys = wanted[start : start + AT_ONCE]
        marks = ", ".join(["%s"] * len(keys))
        links |= _walk(
            f"SELECT id, introducer_id FROM {_table()} WHERE id IN ({marks})",  # noqa: S608 - marks only
            "found.introducer_id = card.id",
            keys,
        )
    return links


def introduced_by(customer: int, *, limit: int) -> dict[int, int]:
    """Return whom *customer* brought, whom those brought, and so on: introducer by card, at most *limit*.

    A card that was merged into another is not counted beside it.
    """
    found = _walk(
        f"SELECT id, introducer_id FROM {_table()} "  # noqa: S608 - the table only
        "WHERE introducer_id = %s AND merged_into_id IS NULL",
        "found.id = card.introducer_id AND card.merged_into_id IS NULL",
        [customer],
        limit=limit,
    )
    return {card: introducer for card, introducer in found.items() if introducer and card != customer}


def _walk(start: str, step: str, params: list[int], *, limit: int | None = None) -> dict[int, int | None]:
    most = f"LIMIT {int(limit)}" if limit is not None else ""
    # UNION, not UNION ALL: a pair that was found before is not followed again.
    question = (
        f"WITH RECURSIVE found (id, introducer_id) AS ({start} UNION "  # noqa: S608 - all parts are ours
        f"SELECT card.id, card.introducer_id FROM {_table()} card JOIN found ON {step}) "
        f"SELECT id, introducer_id FROM found {most}"
    )
    with connection.cursor() as cursor:
        cursor.execute(question, params)
        return dict(cursor.fetchall())


def _table() -> str:
    return connection.ops.quote_name(Customer._meta.db_table)


def in_circles(links: Mapping[Node, Node | None]) -> set[Node]:
    """Return the nodes that lead back to themselves; each node leads to one other at most.

    >>> sorted(in_circles({1: 2, 2: 3, 3: 2, 4: None}))
    [2, 3]
    """
    circles: set[Node] = set()
    done: set[Node] = set()
    for start in links:
        path: dict[Node, None] = {}
        node: Node | None = start
        while node is not None and node not in done and node not in path:
            path[node] = None
            node = links.get(node)
        if node is not None and node in path:
            nodes = list(path)
            circles.update(nodes[nodes.index(node) :])
        done.update(path)
    return circles
