"""Cards that may be the customer somebody is about to add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.customers.duplicates.blocks import candidates
from crm.customers.duplicates.facts import load_facts
from crm.customers.matching import CardFacts, Fingerprint, Match, Reason, compare, match_keys
from crm.customers.models import Customer
from crm.customers.policy import duplicate_score, private_fields_kept, similar_score
from crm.people.choices import LEADING_ROLES, Role
from crm.people.models import User
from crm.people.visibility import scope_of

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class Similar:
    """A card like the one in hand.

    Of a card that the person may not see (D7.1) nothing is told but that there is one, and whom to
    ask: then *customer* is None, *score* 0, *reasons* empty, and *ask* a manager who sees it.
    """

    customer: Customer | None
    score: int
    reasons: tuple[Reason, ...]
    ask: User | None = None


def find_similar(
    facts: CardFacts, *, viewer: User | None, limit: int = 5, exclude: Collection[int] = ()
) -> list[Similar]:
    """Return the cards of the file that are most like *facts*, the surest first, at most *limit*.

    *viewer* None is the operator, who sees all; cards in *exclude* (the card itself, when it is changed)
    are left out. Below `policy.similar_score` a card is none. A hidden card is told of only when it is a
    likely duplicate, after all others, and once for each person to ask: trying out phone numbers must
    not lay open a colleague's file.
    """
    card = Fingerprint.of(facts)
    found = set(candidates(match_keys(card))) - set(exclude)
    if not found:
        return []
    matches = _matches(card, found)
    scope = None if viewer is None else scope_of(viewer)
    rows = Customer.objects.for_list().filter(pk__in=matches)
    seen: list[Similar] = []
    hidden: list[Customer] = []
    for row in sorted(rows, key=lambda row: (-matches[row.pk].score, row.name, row.pk)):
        match = matches[row.pk]
        if scope is None or scope.allows(owner_id=row.owner_id, team_id=row.team_id):
            seen.append(Similar(row, match.score, match.reasons))
        else:
            hidden.append(row)
    return [*seen[:limit], *_hidden(hidden, matches)][:limit]


def _matches(card: Fingerprint, found: Collection[int]) -> dict[int, Match]:
    """Return the matches of *card* among stored cards that are worth showing, by primary key."""
    at_least = similar_score()
    stored = load_facts(Customer.objects.current().filter(pk__in=found), tax=private_fields_kept())
    compared = {pk: compare(card, Fingerprint.of(known)) for pk, known in stored.items()}
    return {pk: match for pk, match in compared.items() if match.score >= at_least}


def _hidden(rows: list[Customer], matches: dict[int, Match]) -> list[Similar]:
    sure = [row for row in rows if matches[row.pk].score >= duplicate_score()] if rows else []
    people = {person.pk: person for person in map(_who_knows, sure) if person is not None}
    return [Similar(None, 0, (), ask=person) for person in people.values()]


def _who_knows(card: Customer) -> User | None:
    """Return whom to ask about a card one may not see: who leads its team, else one above, else an admin."""
    people = User.objects.active().order_by("pk")
    path = card.team.path if card.team else ""
    above = [int(key) for key in path.split("/") if key]
    leaders = people.filter(role__in=LEADING_ROLES, team__in=above).select_related("team")
    nearest = max(leaders, key=lambda person: len(person.team.path) if person.team else 0, default=None)
    return nearest or people.filter(role=Role.ADMIN).first()
