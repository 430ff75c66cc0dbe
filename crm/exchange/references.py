"""Turn the numbers by which a batch refers to other records into primary keys, one query a field."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from crm.exchange.fields import Field
from crm.exchange.kinds import KINDS, Kind, kind_named
from crm.exchange.records import Context, Record


def resolve(
    kind: Kind, batch: Sequence[Record], references: Sequence[Field], context: Context
) -> list[tuple[Record, str]]:
    """Put primary keys into the records' values; unknown numbers become errors.

    Returns the records, with the field, whose reference to their own kind is not stored yet: it may
    stand further down in the file.
    """
    pending: list[tuple[Record, str]] = []
    for field in references:
        numbers = {record.texts[field.name] for record in batch if field.name in record.texts}
        if not numbers:
            continue
        other = KINDS.get(field.reference)
        assert other is not None, field.reference
        found = other.find(sorted(numbers), context.by)
        for record in batch:
            number = record.texts.get(field.name)
            if number is None:
                continue
            if number in found:
                record.values[field.name] = found[number]
            elif field.reference == (kind.numbered_as or kind.name):
                pending.append((record, field.name))
            else:
                record.refuse(field.name, unknown_reference(field, number), number)
    return pending


def unknown_reference(field: Field, number: str) -> str:
    """The sentence for a number that no record of the referred kind has."""
    return _("There is no %(kind)s with the number “%(number)s”. Import it first, or correct the number.") % {
        "kind": kind_named(field.reference).noun,
        "number": number,
    }
