"""Find by text whatever the accents, case and width, and in spite of one typo a word.

A searchable model keeps a ``search_text`` column, written by its services with
``index_text(name, city, phone, ...)`` and indexed by ``crm.shell.indexes.TrigramIndex``. Then

    matching(customers, "koniglich")    every word occurs, anywhere in a word
    similar(customers, "konglich")      every word occurs with at most one edit

Chinese characters stand apart in the column (`` 北 京 石 油 ``), so that the trigram index also
finds one or two of them; Hangul is kept as letters (jamo), so that a half-typed syllable finds.
"""

from __future__ import annotations

import re
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from crm.shell import typos
from crm.shell.folding import digits as digits
from crm.shell.folding import fold as fold
from crm.shell.lookup import first_rows, searched

M = TypeVar("M", bound=Model)

MAX_WORDS = 8
MAX_QUERY = 100
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_HAN_RUN = re.compile(f"([{_HAN}]+)")
_NUMBERISH = re.compile(r"[\d\s()+./-]+")


def index_text(*parts: object) -> str:
    """Return the ``search_text`` of a record from its searchable values; None and "" are left out.

    A value without spaces but with punctuation (``K-1001``, ``+41 31``…) is kept joined as well.
    """
    words: dict[str, None] = {}
    for part in parts:
        if part is None or part == "":
            continue
        text = str(part)
        folded = fold(text)
        words[_apart(folded)] = None
        if _NUMBERISH.fullmatch(text):
            words[digits(text)] = None
        elif " " in folded and " " not in text.strip():
            words[_apart(folded.replace(" ", ""))] = None
    joined = " ".join(word for word in words if word)
    return f" {joined} " if joined else ""


def _apart(folded: str) -> str:
    """Put spaces around every Chinese character."""
    if folded.isascii():
        return folded
    return " ".join(_HAN_RUN.sub(lambda run: f" {' '.join(run[0])} ", folded).split())


def terms(text: str) -> tuple[str, ...]:
    """Return what *text* asks for: folded words, phrases of Chinese characters, or one number.

    >>> terms("Konig, Bern"), terms("+41 (31) 123"), terms("京石油")
    (('konig', 'bern'), ('4131123',), ('京 石 油',))
    """
    text = text[:MAX_QUERY]
    if _NUMBERISH.fullmatch(text):
        return tuple(filter(None, [digits(text).lstrip("0") or digits(text)]))
    found: list[str] = []
    for word in fold(text).split():
        found += (" ".join(run) if _HAN_RUN.fullmatch(run) else run for run in _HAN_RUN.split(word) if run)
    return tuple(dict.fromkeys(found))[:MAX_WORDS]


def _occurs(field: str, term: str) -> Q:
    return Q(**{f"{field}__contains": f" {term} " if _HAN_RUN.match(term) else term})


def matching(queryset: QuerySet[M], text: str, *, field: str = "search_text") -> QuerySet[M]:
    """Narrow *queryset* to rows in which every word of *text* occurs; none when there is no word."""
    words = terms(text)
    if not words:
        return queryset.none() if text.strip() else queryset
    for word in words:
        queryset = queryset.filter(_occurs(field, word))
    return queryset


def similar(queryset: QuerySet[M], text: str, *, field: str = "search_text") -> QuerySet[M]:
    """Narrow *queryset* to rows in which every word of *text* occurs with at most one edit.

    An edit is a letter too many, too few, wrong, or two swapped; words below four letters must
    occur as they are. Of three or more Chinese characters one may be wrong. At most
    ``typos.MAX_FOUND`` rows.
    """
    words = terms(text)
    if not words:
        return queryset.none()
    narrowed = queryset
    fuzzy: list[str] = []
    for word in words:
        if _HAN_RUN.match(word):
            narrowed = narrowed.filter(_han_but_one(field, word.split()))
        elif len(word) < typos.SHORTEST or word.isdigit():
            narrowed = narrowed.filter(_occurs(field, word))
        else:
            fuzzy.append(word)
    if not fuzzy:
        return narrowed
    return typos.narrow(narrowed, field=field, words=fuzzy)


def _han_but_one(field: str, chars: list[str]) -> Q:
    if len(chars) < 3:
        return _occurs(field, " ".join(chars))
    either = Q()
    for missing in range(len(chars)):
        rest = Q()
        for index, char in enumerate(chars):
            if index != missing:
                rest &= _occurs(field, char)
        either |= rest
    return either


def find(
    queryset: QuerySet[M], text: str, *, field: str = "search_text", limit: int = 8, exact: bool = False
) -> list[M]:
    """Return up to *limit* rows for *text*: those that match, or else, unless *exact*, those similar."""
    rows: list[M] = []
    for search in (matching,) if exact else (matching, similar):
        ordered = search(queryset, text, field=field).order_by(*(queryset.model._meta.ordering or ("pk",)))
        rows = rows or first_rows(searched(queryset, ordered, field=field), size=limit)[0]
    return rows
