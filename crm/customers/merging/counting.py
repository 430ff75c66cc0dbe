"""How many rows a merge brings over, in words: before it, and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from crm.customers.merging.registry import quiet, rules, stay
from crm.customers.merging.relations import Relation, relations_of
from crm.customers.models import Merge
from crm.shell.formats import number

Counts = Counter[type[models.Model]]


def rows_of(record: models.Model) -> Counts:
    """Return how many rows point to *record*, and to what it has one of (an account), by their model."""
    found: Counts = Counter()
    for relation in _told(type(record)):
        field: Any = relation.model._meta.get_field(relation.field)
        rows = relation.rows(record)
        if field.one_to_one:
            for one in rows:
                found[relation.model] += 1
                found += rows_of(one)
        elif count := rows.count():
            found[relation.model] += count
    return found


def rows_moved(merge: Merge) -> Counts:
    """Return how many rows *merge* has brought over, by their model."""
    found: Counts = Counter()
    for step in merge.moved:
        if step["op"] == "move" and f"{step['model']}.{step['field']}" not in quiet:
            found[apps.get_model(step["model"])] += len(step["rows"])
    return found


def in_words(counts: Counts) -> list[str]:
    """Return the counts as people read them, the most first: "12 orders"."""
    words = [(count, _named(model, count)) for model, count in counts.items()]
    return [f"{number(count)} {name}" for count, name in sorted(words, key=lambda one: (-one[0], one[1]))]


def _named(model: type[models.Model], count: int) -> str:
    return str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)


def _told(model: type[models.Model]) -> Iterator[Relation]:
    for relation in relations_of(model):
        rule = rules.get(relation.key)
        if relation.key not in quiet and (rule is None or rule.bring is not stay):
            yield relation
