"""Guess which column of a stranger's file fills which field, from the names alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings
from django.utils.encoding import force_str
from django.utils.translation import override

from crm.exchange.fields import Field
from crm.exchange.reading.source import Column

Guess = tuple[Field, tuple[int | str, ...]]
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
NOT_WORD = re.compile(r"[\W_]+")

# A field that files often split: the field, and the columns it is put together from.
SPLIT = (
    ("name", ("first_name", "last_name"), " "),
    ("name", ("given_name", "surname"), " "),
    ("name", ("given_name", "family_name"), " "),
    ("name", ("vorname", "nachname"), " "),
    ("contact", ("contact_first_name", "contact_last_name"), " "),
)


@lru_cache(maxsize=4096)
def normalise(name: str) -> str:
    """A header without case, accents, width and punctuation.

    >>> normalise("Company Name:"), normalise("companyName"), normalise("Téléphone")
    ('company_name', 'company_name', 'telephone')
    """
    text = CAMEL.sub(" ", unicodedata.normalize("NFKC", name)).casefold()
    text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return NOT_WORD.sub("_", unicodedata.normalize("NFC", text)).strip("_")


def guess(fields: Sequence[Field], columns: Sequence[Column]) -> list[Guess]:
    """For each field the column that fits best; no column and no field is used twice."""
    open_columns = {normalise(column.name): column.index for column in reversed(columns)}
    guesses: list[Guess] = []
    left = list(fields)
    for names in (_own_names, _labels, _synonyms):
        for field in list(left):
            index = next((open_columns.pop(name) for name in names(field) if name in open_columns), None)
            if index is not None:
                guesses.append((field, (index,)))
                left.remove(field)
    return guesses + _put_together(left, open_columns)


def _own_names(field: Field) -> list[str]:
    return [normalise(field.name)]


def _synonyms(field: Field) -> list[str]:
    return [normalise(name) for name in field.synonyms.split()]


def _labels(field: Field) -> list[str]:
    names = []
    for language, _title in settings.LANGUAGES:
        with override(language):
            names.append(normalise(force_str(field.label)))
    return names


def _put_together(fields: Sequence[Field], open_columns: dict[str, int]) -> list[Guess]:
    guesses: list[Guess] = []
    by_name = {field.name: field for field in fields}
    for name, pieces, between in SPLIT:
        if name in by_name and all(piece in open_columns for piece in pieces):
            first, last = (open_columns.pop(piece) for piece in pieces)
            guesses.append((by_name.pop(name), (first, between, last)))
    return guesses
