"""Keep the qualification of prospects in step with what is known of them (domain.md, D1.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction

from prospects.models import Prospect
from prospects.policy import weights
from prospects.scoring import Facts, Score, Weights, score

BATCH = 1_000
Report = Callable[[int, int], None]


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
    _refresh(Prospect.objects.filter(customer__in=customers).select_related("customer"), weights())


def qualify_all(report: Report | None = None) -> int:
    """Work out every score again, after an admin has changed the weights; return how many changed.

    In batches with a transaction each, in which the batch is locked against changes of its facts: twice, or
    broken off and begun again, ends the same. *report* hears how many of how many are looked through.
    """
    by_weights, total = weights(), Prospect.objects.count()
    changed = done = last = 0
    while True:
        with transaction.atomic():
            rows = Prospect.objects.select_for_update(of=("self",), no_key=True).select_related("customer")
            batch = list(rows.filter(pk__gt=last).order_by("pk")[:BATCH])
            changed += _refresh(batch, by_weights)
        if not batch:
            return changed
        done, last = done + len(batch), batch[-1].pk
        if report is not None:
            report(min(done, total), total)


def _refresh(prospects: Iterable[Prospect], by_weights: Weights) -> int:
    changed = []
    for prospect in prospects:
        points = score_of(prospect, by_weights).points
        if points != prospect.score:
            prospect.score = points
            changed.append(prospect)
    # A worked-out column that no history follows.
    Prospect.objects.bulk_update(changed, ["score"], batch_size=BATCH)
    return len(changed)
