"""Words with one edit: a letter wrong, too many or too few, or two neighbours swapped.

The edits of a word are few enough to be written down as patterns. PostgreSQL looks for any of them in
the trigram index (a tenth of the time that word similarity takes, and exact); SQLite, which has no
such index, tries one regular expression on the rows. Both read the same patterns.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connections
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, TextField, Value

M = TypeVar("M", bound=Model)

SHORTEST = 4  # letters; below, one edit would make almost any word out of any other
MAX_FOUND = 1_000


def variants(word: str) -> list[str]:
    """Return what *word* may have been meant for; ``_`` stands for any one letter.

    >>> variants("abc")
    ['_abc', '_bc', 'a_bc', 'a_c', 'ab', 'ab_', 'ab_c', 'abc_', 'ac', 'acb', 'bac', 'bc']
    """
    found = {f"{word}_"}
    for at in range(len(word)):
        before, after = word[:at], word[at + 1 :]
        found |= {f"{before}_{after}", f"{before}{after}", f"{before}_{word[at:]}"}
        if after:
            found.add(f"{before}{after[0]}{word[at]}{after[1:]}")
    return sorted(found - {word})


def narrow(queryset: QuerySet[M], *, field: str, words: list[str]) -> QuerySet[M]:
    """Narrow *queryset* to the rows whose *field* holds each of *words* but for one edit.

    A word of more than SHORTEST letters may also be the beginning of one. On SQLite at most MAX_FOUND
    rows, looked up at once: left to the final query, it would rather walk the list in its order.
    """
    found = queryset
    if connections[queryset.db].vendor == "postgresql":
        for word in words:
            found = found.filter(_like_any(queryset, field, word))
        return found
    for word in words:
        found = found.filter(_regex(field, word))
    return queryset.filter(pk__in=list(found.order_by().values_list("pk", flat=True)[:MAX_FOUND]))


def _ending(word: str) -> str:
    return "" if len(word) > SHORTEST else " "


class _LikeAny(Func):
    """Whether a key is that of a row whose text is like any of the patterns.

    Each pattern is asked of the trigram index by itself: for all at once, PostgreSQL would rather read the
    whole table.
    """

    template = """%(expressions)s::text[]) AS patterns (pattern)
        JOIN %(table)s texts ON texts.%(column)s LIKE patterns.pattern))"""
    arg_joiner = " = ANY (ARRAY(SELECT texts.id FROM unnest("
    output_field = BooleanField()


def _like_any(queryset: QuerySet[Any], field: str, word: str) -> Q:
    path, _, name = field.rpartition("__")
    model: Any = queryset.model
    for step in filter(None, path.split("__")):
        model = model._meta.get_field(step).related_model
    quote = connections[queryset.db].ops.quote_name
    patterns = [*(f"% {variant}{_ending(word)}%" for variant in variants(word)), f"%{word}%"]
    return Q(
        _LikeAny(
            F(path or "pk"),
            Value(patterns, output_field=ArrayField(TextField())),
            table=quote(model._meta.db_table),
            column=quote(model._meta.get_field(name).column),
        )
    )


def _regex(field: str, word: str) -> Q:
    patterns = "|".join(variants(word)).replace("_", ".")
    return Q(**{f"{field}__regex": f" (?:{patterns}){_ending(word)}|{word}"})
