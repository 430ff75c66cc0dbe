"""Likely duplicates of a card that a program is about to add (domain.md, D1.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from crm.api.error_shapes import ErrorSerializer
from crm.api.errors import ToConfirmError
from crm.customers.duplicates.facts import facts_of
from crm.customers.duplicates.similar import Similar, find_similar
from crm.customers.duplicates.wording import in_words
from crm.customers.models import Address, Contact, Customer

if TYPE_CHECKING:
    from crm.people.models import User


class SimilarSerializer(serializers.Serializer[Any]):
    """A card like the new one.

    Of one that the person does not see only `ask` is told: the person who knows more.
    """

    customer = serializers.IntegerField(source="customer.pk", default=None, allow_null=True)
    number = serializers.CharField(source="customer.number", default="")
    name = serializers.CharField(source="customer.name", default="")
    city = serializers.CharField(source="customer.city", default="")
    score = serializers.IntegerField(min_value=0, max_value=100)
    reasons = serializers.SerializerMethodField()
    ask = serializers.IntegerField(source="ask.pk", default=None, allow_null=True)

    def get_reasons(self, similar: Similar) -> list[str]:
        """What speaks for the same customer, in the person's language."""
        return [in_words(reason) for reason in similar.reasons if reason.points > 0]


class LikelyDuplicatesSerializer(ErrorSerializer):
    """Nothing was written: the new card is like these. Send `confirm_duplicates` to save it anyway."""

    duplicates = SimilarSerializer(many=True)


class ConfirmDuplicates(serializers.BooleanField):
    """The confirmation: without it a card that is like others is answered with 409."""

    def __init__(self, **kwargs: Any) -> None:
        words = "Save the card although it is like others that the 409 named."
        super().__init__(**{"default": False, "write_only": True, "help_text": words, **kwargs})


def refuse_likely(card: Mapping[str, Any], *, by: User) -> None:
    """Answer 409, naming them, when cards of the file are like the new one."""
    kept = {field.name for field in Customer._meta.fields}
    facts = facts_of(
        Customer(**{name: value for name, value in card.items() if name in kept}),
        contacts=[Contact(**row) for row in card.get("contacts", ())],
        addresses=[Address(**row) for row in card.get("addresses", ())],
    )
    if similar := find_similar(facts, viewer=by):
        message = _("The file has cards like this one. Look at them, or confirm that it is another.")
        shown = {"duplicates": SimilarSerializer(similar, many=True).data}
        raise ToConfirmError(message, code="likely_duplicates", shown=shown)
