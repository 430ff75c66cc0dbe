"""Keep the qualification of prospects in step with what is known of them (domain.md, D1.3)."""

from __future__ import annotations

from collections.abc import Sequence

from prospects.models import Prospect
from prospects.policy import weights
from prospects.scoring import Facts, Score, Weights, score


def score_of(prospect: Prospect, by_weights: Weights | None = None) -> Score:
    """Return the qualification of a prospect with its parts."""
    facts = Facts(
        need=prospect.need,
        budget=prospect.budget,
        authority=prospect.authority,
        timing=prospect.timing,
        loyalty=prospect.customer.incumbent_loyalty,
        volume=prospect.expected_value,
    )
    return score(facts, by_weights or weights())


def qualify(prospect: Prospect) -> Prospect:
    """Fill the score; call it before saving."""
    prospect.score = score_of(prospect).points
    return prospect


def qualify_again(customers: Sequence[int]) -> None:
    """Work out the scores of these customers' prospects again: their loyalty to the rival has changed."""
    _refresh(Prospect.objects.filter(customer__in=customers))


def qualify_all() -> int:
    """Work out every score again, after an admin has changed the weights; return how many changed."""
    return _refresh(Prospect.objects.all())


def _refresh(rows: object) -> int:
    by_weights = weights()
    changed = []
    prospects: Sequence[Prospect] = rows.select_related("customer")  # type: ignore[attr-defined]
    for prospect in prospects:
        points = score_of(prospect, by_weights).points
        if points != prospect.score:
            prospect.score = points
            changed.append(prospect)
    # A worked-out column that no history follows.
    Prospect.objects.bulk_update(changed, ["score"], batch_size=1_000)
    return len(changed)
