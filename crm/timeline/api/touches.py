"""Touches: logged, mended, removed, their next steps ticked off."""

from __future__ import annotations

from typing import Any

import django_filters
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.fields import BaseCurrency, VisibleKey
from crm.api.filters import TextFilter
from crm.api.viewsets import WriteViewSet
from crm.customers.models import Contact, Customer
from crm.timeline.choices import StepKind, TouchKind, TouchOutcome
from crm.timeline.filters import TouchFilter
from crm.timeline.models import Touch
from crm.timeline.rules import may_change_touch
from crm.timeline.services import finish_step, log_touch, remove_touch, update_touch


class TouchSerializer(serializers.ModelSerializer[Touch]):
    """A contact with a customer that is no visit. `cost` is in the base currency."""

    customer_name = serializers.CharField(source="customer.name", read_only=True)
    by_name = serializers.CharField(source="by.name", default="", read_only=True)
    contact_name = serializers.CharField(source="contact.name", default="", read_only=True)
    outcome = serializers.ChoiceField(
        choices=TouchOutcome.choices, allow_blank=True, read_only=True, help_text="Empty: not said."
    )
    next_step_kind = serializers.ChoiceField(
        choices=StepKind.choices, allow_blank=True, read_only=True, help_text="Empty: nothing is to follow."
    )
    currency = BaseCurrency()

    class Meta:
        model = Touch
        fields = (
            "id",
            "number",
            "customer",
            "customer_name",
            "contact",
            "contact_name",
            "kind",
            "at",
            "by",
            "by_name",
            "outcome",
            "note",
            "cost",
            "currency",
            "next_step",
            "next_step_kind",
            "next_step_on",
            "next_step_done_at",
        )
        read_only_fields = fields


class TouchChangesSerializer(serializers.Serializer[Any]):
    """What is said of a touch."""

    kind = serializers.ChoiceField(choices=TouchKind.choices)
    at = serializers.DateTimeField(required=False, help_text="Now, unless given.")
    contact = VisibleKey(
        queryset=Contact.objects.all(), required=False, allow_null=True, help_text="One of this customer's."
    )
    outcome = serializers.ChoiceField(choices=TouchOutcome.choices, required=False, allow_blank=True)
    note = serializers.CharField(max_length=5_000, required=False, allow_blank=True)
    cost = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=0, required=False, allow_null=True
    )
    next_step = serializers.CharField(max_length=200, required=False, allow_blank=True)
    next_step_kind = serializers.ChoiceField(
        choices=StepKind.choices,
        required=False,
        allow_blank=True,
        help_text="A visit enters the plan of its week.",
    )
    next_step_on = serializers.DateField(
        required=False, allow_null=True, help_text="Required with a next step."
    )


class NewTouchSerializer(TouchChangesSerializer):
    """A touch to log."""

    customer = VisibleKey(queryset=Customer.objects.all())


class TouchListFilter(TouchFilter):
    customer = django_filters.NumberFilter(field_name="customer_id")
    q = TextFilter("customer__search_text")


class TouchViewSet(WriteViewSet, mixins.DestroyModelMixin):
    """Touches of customers you see. Yours, or as a leader your people's, can be mended and removed."""

    queryset = Touch.objects.for_list()
    serializer_class = TouchSerializer
    new_serializer_class = NewTouchSerializer
    change_serializer_class = TouchChangesSerializer
    filterset_class = TouchListFilter
    orderings = {"at": ("at",), "next_step_on": ("next_step_on",), "cost": ("cost",)}
    default_ordering = "-at"

    def write_new(self, values: dict[str, Any]) -> Touch:
        customer = values.pop("customer")
        return log_touch(customer=customer, by=self.person, facts=values)

    def write_changes(self, record: Touch, values: dict[str, Any]) -> Touch:
        self.require(may_change_touch(self.person, record))
        return update_touch(touch=record, by=self.person, facts=values)

    def perform_destroy(self, instance: Touch) -> None:
        """Take the touch off the record; its history stays."""
        self.require(may_change_touch(self.person, instance))
        remove_touch(touch=instance, by=self.person)

    @extend_schema(request=None, responses=TouchSerializer)
    @action(detail=True, methods=["post"])
    def done(self, request: Request, pk: str) -> Response:
        """Tick off the next step of the touch; said twice, it stays as it was the first time."""
        return self.answer(finish_step(touch=self.get_object(), by=self.person))
