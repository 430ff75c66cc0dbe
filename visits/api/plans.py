"""Visit plans: a rep's week, who is left out of it, planning and confirming."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import django_filters
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.fields import VisibleKey
from crm.api.viewsets import ServiceViewSet
from crm.jobs.api import JobSerializer
from crm.people.models import User
from crm.shell.errors import Refused
from visits.api.serializers import LAST_YEAR, VisitSerializer
from visits.boards.week import LEFT_OUT_SHOWN, customer_names
from visits.choices import VisitState
from visits.clock import monday_of, parse_week, today_of
from visits.models import LeftOut, VisitPlan
from visits.reasons import note_text, why_all, why_not
from visits.rules import may_confirm, may_plan_for
from visits.services.outcomes import confirm_plan
from visits.services.requests import request_planning


class WeekField(serializers.CharField):
    """A week as people write it, 2026-W48, or any of its days. Cleans to its Monday."""

    def to_internal_value(self, data: Any) -> date:  # type: ignore[override]
        text = super().to_internal_value(data)
        try:
            monday = parse_week(text)
        except ValueError:
            raise serializers.ValidationError(_("Write a week as 2026-W48.")) from None
        if monday.year > LAST_YEAR:
            raise serializers.ValidationError(_("Choose an earlier week."))
        return monday


class PlanSummarySerializer(serializers.ModelSerializer[VisitPlan]):
    """A rep's plan of one week. `travel` is in seconds, `value` in minutes of travel."""

    week = serializers.CharField(source="iso_week", read_only=True, help_text="Such as 2026-W48.")
    monday = serializers.DateField(source="week", read_only=True)
    notes = serializers.SerializerMethodField()

    class Meta:
        model = VisitPlan
        fields = (
            "id",
            "rep",
            "week",
            "monday",
            "state",
            "travel",
            "value",
            "notes",
            "engine",
            "flagged",
            "planned_at",
            "changed_at",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_notes(self, plan: VisitPlan) -> list[str]:
        """What to know of the plan, in the person's language."""
        return [note_text(note) for note in plan.notes]


class LeftOutSerializer(serializers.ModelSerializer[LeftOut]):
    """A customer who is due and not visited: `reason` for programs, `text` and `why_due` for people."""

    customer_name = serializers.CharField(source="customer.name", read_only=True)
    text = serializers.SerializerMethodField()
    why_due = serializers.SerializerMethodField()

    class Meta:
        model = LeftOut
        fields = ("customer", "customer_name", "reason", "text", "why_due", "due_on", "value")
        read_only_fields = fields

    def get_text(self, row: LeftOut) -> str:
        return why_not(row.reason, row.detail, names=self.context["names"])

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_why_due(self, row: LeftOut) -> list[str]:
        return why_all(row.detail.get("why", ()), on=row.plan.week)


class PlanSerializer(PlanSummarySerializer):
    """A plan with its visits and with who is left out, the most valuable; all of them are at `left-out`.

    `travel_by_day` is in seconds, by date.
    """

    travel_by_day = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    visits = serializers.SerializerMethodField()
    left_out = serializers.SerializerMethodField()

    class Meta(PlanSummarySerializer.Meta):
        fields = (*PlanSummarySerializer.Meta.fields, "travel_by_day", "visits", "left_out")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    @extend_schema_field(VisitSerializer(many=True))
    def get_visits(self, plan: VisitPlan) -> Any:
        rows = plan.visits.exclude(state=VisitState.CANCELLED).select_related("customer")
        return VisitSerializer(rows, many=True, context=self.context).data

    @extend_schema_field(LeftOutSerializer(many=True))
    def get_left_out(self, plan: VisitPlan) -> Any:
        rows = list(plan.left_out.select_related("customer", "plan")[:LEFT_OUT_SHOWN])
        return _written(plan, rows, self.context)


def _written(plan: VisitPlan, rows: list[LeftOut], context: Mapping[str, Any]) -> Any:
    visits = plan.visits.select_related("customer").only("customer__name")
    named = {**context, "names": customer_names(rows, visits)}
    return LeftOutSerializer(rows, many=True, context=named).data


class PlanRequestSerializer(serializers.Serializer[Any]):
    """Whose week is to be planned; without `rep` your own."""

    week = WeekField(help_text="A week such as 2026-W48, or any of its days.")
    rep = VisibleKey(queryset=User.objects.active(), required=False)


class PlanFilter(django_filters.FilterSet):
    rep = django_filters.NumberFilter(field_name="rep_id")
    week = django_filters.CharFilter(method="filter_week", label="A week such as 2026-W48")
    monday = django_filters.DateFromToRangeFilter(field_name="week", label="The Monday")

    class Meta:
        model = VisitPlan
        fields: tuple[str, ...] = ()

    def filter_week(self, rows: Any, name: str, value: str) -> Any:
        try:
            return rows.filter(week=parse_week(value))
        except ValueError:
            raise serializers.ValidationError({"week": [_("Write a week as 2026-W48.")]}) from None


class VisitPlanViewSet(ServiceViewSet):
    """Plans of the weeks of reps whose records you see: one per rep and week. Lists leave visits out."""

    queryset = VisitPlan.objects.select_related("rep__team")
    serializer_class = PlanSerializer
    list_serializer_class = PlanSummarySerializer
    filterset_class = PlanFilter
    orderings = {"monday": ("week",)}
    default_ordering = "-monday"

    @extend_schema(request=PlanRequestSerializer, responses={202: JobSerializer})
    def create(self, request: Request) -> Response:
        """Plan a week, or plan it again, in the background: the answer is the job.

        Planning again from the same writes nothing; appointments, confirmed visits and days gone stay.
        """
        given = self.read(PlanRequestSerializer)
        rep: User = given.get("rep", self.person)
        self.require(may_plan_for(self.person, rep))
        if given["week"] < monday_of(today_of(rep)):
            raise Refused(
                _("This week is over. Choose this week or a later one."), field="week", code="week_over"
            )
        job = request_planning(week=given["week"], reps=[rep], by=self.person)
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses=LeftOutSerializer(many=True), filters=False)
    @action(detail=True, url_path="left-out", orderings={"value": ("value",)}, default_ordering="-value")
    def left_out(self, request: Request, pk: str) -> Response:
        """Read who is due and not visited, and why, the most valuable first."""
        plan: VisitPlan = self.get_object()
        rows = self.paginate_queryset(plan.left_out.select_related("customer", "plan"))
        return self.get_paginated_response(_written(plan, rows or [], self.get_serializer_context()))

    @extend_schema(request=None, responses=PlanSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """Confirm the plan: planning again leaves its visits where they are."""
        plan: VisitPlan = self.get_object()
        self.require(may_confirm(self.person, plan))
        return self.answer(confirm_plan(plan=plan, by=self.person))
