"""What cards are found by when a duplicate is looked for."""

from __future__ import annotations

from django.db import models


class MatchKey(models.Model):
    """One key of one card, as `crm.customers.matching.keys` makes them: a number of 63 bits.

    Worked out from the card, hence without history. The primary key is key and card together: one
    index answers "who else has this key", and holds the rows at a third of the size.
    """

    pk = models.CompositePrimaryKey("key", "customer_id")
    key = models.BigIntegerField()
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="match_keys")

    class Meta:
        verbose_name = "match key"
        verbose_name_plural = "match keys"

    def __str__(self) -> str:
        return f"{self.key:x}"
