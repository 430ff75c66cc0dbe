"""Visits: appointments, and what became of each."""

from __future__ import annotations

from typing import Any

import django_filters
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.viewsets import CreatesMixin
from visits.api.serializers import (
    AppointmentSerializer,
    CancelSerializer,
    MissedSerializer,
    MoveSerializer,
    VisitSerializer,
)
from visits.choices import Occasion, VisitState
from visits.models import Visit
from visits.rules import may_change, may_plan_for
from visits.services.appointments import cancel_visit, make_appointment, move_visit
from visits.services.outcomes import complete_visit, miss_visit, reopen_visit


class VisitFilter(django_filters.FilterSet):
    rep = django_filters.NumberFilter(field_name="rep_id")
    customer = django_filters.NumberFilter(field_name="customer_id")
    plan = django_filters.NumberFilter(field_name="plan_id")
    date = django_filters.DateFromToRangeFilter(label="Day")
    state = django_filters.MultipleChoiceFilter(choices=VisitState.choices)
    occasion = django_filters.ChoiceFilter(choices=Occasion.choices)
    fixed = django_filters.BooleanFilter(label="An appointment")

    class Meta:
        model = Visit
        fields: tuple[str, ...] = ()


class VisitViewSet(CreatesMixin):
    """Visits to customers, and by reps, whose records you see.

    The rep, their deputy and who leads them change visits; who sees one only because the customer is
    theirs does not.
    """

    queryset = Visit.objects.select_related("customer", "rep__team")
    serializer_class = VisitSerializer
    new_serializer_class = AppointmentSerializer
    filterset_class = VisitFilter
    orderings = {"date": ("date",)}
    default_ordering = "-date"

    def write_new(self, values: dict[str, Any]) -> Visit:
        rep = values.pop("rep", self.person)
        self.require(may_plan_for(self.person, rep))
        return make_appointment(rep=rep, by=self.person, **values)

    def one(self) -> Visit:
        """Return the visit of the address for who may change it; others who see it get a 403."""
        visit: Visit = self.get_object()
        self.require(may_change(self.person, visit))
        return visit

    @extend_schema(request=MoveSerializer, responses=VisitSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """Give the visit another day or time."""
        visit = self.one()
        return self.answer(move_visit(visit=visit, by=self.person, **self.read(MoveSerializer)))

    @extend_schema(request=None, responses=VisitSerializer)
    @action(detail=True, methods=["post"])
    def done(self, request: Request, pk: str) -> Response:
        """Say that the visit was made."""
        return self.answer(complete_visit(visit=self.one(), by=self.person))

    @extend_schema(request=MissedSerializer, responses=VisitSerializer)
    @action(detail=True, methods=["post"])
    def missed(self, request: Request, pk: str) -> Response:
        """Say that the visit was not made, and why; the customer is due again."""
        visit = self.one()
        return self.answer(miss_visit(visit=visit, by=self.person, **self.read(MissedSerializer)))

    @extend_schema(request=CancelSerializer, responses=VisitSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Take the visit out of its week."""
        visit = self.one()
        return self.answer(cancel_visit(visit=visit, by=self.person, **self.read(CancelSerializer)))

    @extend_schema(request=None, responses=VisitSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take back that the visit was made or missed."""
        return self.answer(reopen_visit(visit=self.one(), by=self.person))
