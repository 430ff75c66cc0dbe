"""Territories of customers in files: by their number, among those the person sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers.models import Customer
from crm.exchange.fields import Field
from crm.exchange.records import Context, Record
from crm.people.models import Territory

TERRITORY = "territory"
FIELD = Field(
    TERRITORY,
    gettext_lazy("territory"),
    max_length=40,
    synonyms="territory_number territory_id",
    help=gettext_lazy("The territory's number."),
)


class Territories:
    """What the rows of a batch say of territories, looked up with one question."""

    def __init__(self, batch: Sequence[Record], context: Context) -> None:
        numbers = {record.values[TERRITORY] for record in batch if record.values.get(TERRITORY)}
        rows = Territory.objects.filter(number__in=numbers) if numbers else Territory.objects.none()
        self.by_number = dict(rows.values_list("number", "pk"))
        seen = rows if context.by is None else rows.visible_to(context.by)
        self.seen = set(seen.values_list("pk", flat=True)) if self.by_number else set()

    def columns(self, record: Record, target: Customer) -> dict[str, Any]:
        """Return the column a row sets; one that the person does not see may stay, as on the form."""
        if TERRITORY not in record.values:
            return {}
        number = record.values[TERRITORY]
        found = self.by_number.get(number) if number else None
        if number and found not in self.seen | {target.territory_id} - {None}:
            message = _("You see no territory with the number “%(number)s”.")
            record.refuse(TERRITORY, message % {"number": number}, number)
            return {}
        return {"territory_id": found}
