"""Bring every row from one record to another."""

from __future__ import annotations

from django.db import models

from crm.customers.merging.registry import Moving, rules
from crm.customers.merging.relations import Relation, relations_of


def bring_rows(moving: Moving) -> None:
    """Bring all rows that point to *moving*'s ``gone`` to its ``kept``: by their rule, or as they are."""
    model: type[models.Model] = type(moving.kept)
    relations = relations_of(model)
    for relation in sorted(relations, key=_place):
        rule = rules.get(relation.key)
        if rule is not None:
            rule.bring(moving, relation)
        else:
            moving.journal.move(relation, relation.rows(moving.gone), to=moving.kept)


def _place(relation: Relation) -> tuple[int, str]:
    rule = rules.get(relation.key)
    return (rule.order if rule else 100, relation.key)
