"""Visits as the API writes and takes them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from crm.api.fields import VisibleKey
from crm.customers.models import Customer
from crm.people.models import User
from visits.choices import MissedReason, Occasion
from visits.models import Visit
from visits.reasons import why_all
from visits.services.appointments import LONGEST

LAST_YEAR = 2199


class Day(serializers.DateField):
    """A day of the rep's calendar, within the years that can be planned."""

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if day.year > LAST_YEAR:
            raise serializers.ValidationError(_("Choose an earlier day."), code="too_late")
        return day


class VisitSerializer(serializers.ModelSerializer[Visit]):
    """A visit. `date`, `starts` and `ends` are local to the rep; `travel` is the way there in seconds.

    `fixed` is an appointment that planning never moves; `value` is the minutes of travel the visit is
    worth; `why` says why it is planned, in the person's language.
    """

    customer_number = serializers.CharField(source="customer.number", read_only=True)
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    why = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()
    missed_reason = serializers.ChoiceField(
        choices=MissedReason.choices, allow_blank=True, read_only=True, help_text="Empty: it was not missed."
    )

    class Meta:
        model = Visit
        fields = (
            "id",
            "plan",
            "rep",
            "customer",
            "customer_number",
            "customer_name",
            "date",
            "starts",
            "ends",
            "state",
            "occasion",
            "fixed",
            "travel",
            "approximate",
            "tier",
            "value",
            "why",
            "reasons",
            "note",
            "missed_reason",
            "done_at",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_why(self, visit: Visit) -> list[str]:
        return why_all(visit.reasons, on=visit.date)

    def get_reasons(self, visit: Visit) -> list[str]:
        """The codes behind `why`."""
        return [str(reason["code"]) for reason in visit.reasons]


class _Times(serializers.Serializer[Any]):
    date = Day()
    starts = serializers.TimeField(help_text="Local to the rep.")
    minutes = serializers.IntegerField(
        min_value=5, max_value=LONGEST, required=False, allow_null=True, help_text="None: as the tier asks."
    )


class AppointmentSerializer(_Times):
    """A visit agreed with the customer; without `rep` it is your own."""

    customer = VisibleKey(queryset=Customer.objects.all())
    rep = VisibleKey(queryset=User.objects.active(), required=False)
    occasion = serializers.ChoiceField(choices=Occasion.choices, default=Occasion.ROUTINE)
    note = serializers.CharField(required=False, allow_blank=True, max_length=5_000)


class MoveSerializer(_Times):
    """Another day or time; from then on planning keeps the visit there."""


class MissedSerializer(serializers.Serializer[Any]):
    """Why a visit was not made."""

    reason = serializers.ChoiceField(choices=MissedReason.choices)
    note = serializers.CharField(required=False, allow_blank=True, max_length=5_000)


class CancelSerializer(serializers.Serializer[Any]):
    """Why a visit is taken out."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=100)
