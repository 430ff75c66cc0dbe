"""What an importable and exportable field is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class FieldType(StrEnum):
    TEXT = "text"
    EMAIL = "email"
    PHONE = "phone"
    WEBSITE = "website"  # http or https; without one it becomes https
    DATE = "date"
    DECIMAL = "decimal"
    INTEGER = "integer"
    SHARE = "share"  # 0 to 1; 15% is understood
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"  # several of them in one cell; stored as a tuple
    POINT = "point"  # (latitude, longitude)
    REFERENCE = "reference"  # another record, by its number


DATE_TYPES = frozenset({FieldType.DATE})
NUMBER_TYPES = frozenset({FieldType.DECIMAL, FieldType.INTEGER, FieldType.SHARE})


@dataclass(frozen=True)
class Field:
    """One field of a kind, as a file names it.

    `required` asks for it when a record is new. `choices` maps stored values to labels; both are
    understood in files. `reference` names the kind whose record is meant. `synonyms` are headers, parted
    by spaces, that other systems use, written like `normalise` writes them. `private` fields (D7.3)
    leave only when asked for by someone allowed. `withheld` says why a field can be neither imported nor
    exported for now.
    """

    name: str
    label: StrOrPromise
    type: FieldType = FieldType.TEXT
    required: bool = False
    help: StrOrPromise = ""
    synonyms: str = ""
    choices: Mapping[str, StrOrPromise] = field(default_factory=dict)
    reference: str = ""
    max_length: int | None = None
    places: int = 4
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    private: bool = False
    importable: bool = True
    exportable: bool = True
    withheld: StrOrPromise = ""
