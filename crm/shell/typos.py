"""Words with one edit: a letter wrong, too many or too few, or two neighbours swapped.

The edits of a word are few enough to be written down, as one regular expression. PostgreSQL looks for it in
the trigram index, a tenth of the time of word similarity and exact; SQLite tries it on the rows.
"""

from __future__ import annotations

from typing import TypeVar

from django.db import connections
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)

SHORTEST = 4  # letters; below, one edit would make almost any word out of any other
MAX_FOUND = 1_000


def variants(word: str) -> list[str]:
    """Return what *word* may have been meant for; ``.`` stands for any one letter.

    >>> variants("abc")
    ['.abc', '.bc', 'a.bc', 'a.c', 'ab', 'ab.', 'ab.c', 'abc.', 'ac', 'acb', 'bac', 'bc']
    """
    found = {f"{word}."}
    for at in range(len(word)):
        before, after = word[:at], word[at + 1 :]
        found |= {f"{before}.{after}", f"{before}{after}", f"{before}.{word[at:]}"}
        if after:
            found.add(f"{before}{after[0]}{word[at]}{after[1:]}")
    return sorted(found - {word})


def narrow(queryset: QuerySet[M], *, field: str, words: list[str]) -> QuerySet[M]:
    """Narrow *queryset* to the rows whose *field* holds each of *words* but for one edit.

    A word of more than SHORTEST letters may also be the beginning of one. On SQLite at most MAX_FOUND
    rows, looked up at once: left to the final query, it would rather walk the list in its order.
    """
    found = queryset
    for word in words:
        found = found.filter(**{f"{field}__regex": pattern_of(word)})
    if connections[queryset.db].vendor == "postgresql":
        return found
    return queryset.filter(pk__in=list(found.order_by().values_list("pk", flat=True)[:MAX_FOUND]))


def pattern_of(word: str) -> str:
    """Return the regular expression of *word* anywhere, or with one edit at the beginning of a word."""
    ending = "" if len(word) > SHORTEST else " "
    return f" (?:{'|'.join(variants(word))}){ending}|{word}"
