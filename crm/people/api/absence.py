"""Leave and deputies."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.fields import Key, VisibleKey
from crm.api.viewsets import CreatesMixin
from crm.people.models import Deputy, Leave, User
from crm.people.rules import may_arrange_absence
from crm.people.services.absence import cancel_leave, end_deputy, enter_leave, name_deputy


class LeaveSerializer(serializers.ModelSerializer[Leave]):
    """Whole days on which a person does not work, both ends included."""

    person = VisibleKey(queryset=User.objects.all())

    class Meta:
        model = Leave
        fields = ("id", "person", "kind", "starts_on", "ends_on", "note")


class DeputySerializer(serializers.ModelSerializer[Deputy]):
    """`deputy` sees and does what `principal` may, on whole days, both ends included."""

    principal = VisibleKey(queryset=User.objects.all())
    deputy = Key(queryset=User.objects.active())
    deputy_name = serializers.CharField(source="deputy.name", read_only=True)

    class Meta:
        model = Deputy
        fields = ("id", "principal", "deputy", "deputy_name", "starts_on", "ends_on")


class ColleagueSerializer(serializers.ModelSerializer[User]):
    """Somebody who can be named as a deputy."""

    class Meta:
        model = User
        fields = ("id", "name")


class LeaveFilter(django_filters.FilterSet):
    person = django_filters.NumberFilter(field_name="person_id")
    ends_from = django_filters.DateFilter(field_name="ends_on", lookup_expr="gte", label="Ends on or after")

    class Meta:
        model = Leave
        fields: tuple[str, ...] = ()


class DeputyFilter(django_filters.FilterSet):
    principal = django_filters.NumberFilter(field_name="principal_id")
    deputy = django_filters.NumberFilter(field_name="deputy_id")
    ends_from = django_filters.DateFilter(field_name="ends_on", lookup_expr="gte", label="Ends on or after")

    class Meta:
        model = Deputy
        fields: tuple[str, ...] = ()


class _AbsenceViewSet(CreatesMixin, mixins.DestroyModelMixin):
    """Entries are made and taken back, not changed."""

    orderings = {"starts_on": ("starts_on",)}
    default_ordering = "-starts_on"

    def about(self) -> Q:
        """Return the condition on entries that the person sees."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = self.queryset  # type: ignore[arg-type]
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        return rows.filter(self.about())


class LeaveViewSet(_AbsenceViewSet):
    """Leave of the people you see. Everybody enters their own, leaders their people's."""

    queryset = Leave.objects.select_related("person")
    serializer_class = LeaveSerializer
    filterset_class = LeaveFilter

    def about(self) -> Q:
        return Q(person__in=User.objects.visible_to(self.person))

    def write_new(self, values: dict[str, Any]) -> Leave:
        self.require(may_arrange_absence(self.person, values["person"]))
        return enter_leave(by=self.person, **values)

    def perform_destroy(self, instance: Leave) -> None:
        self.require(may_arrange_absence(self.person, instance.person))
        cancel_leave(leave=instance, by=self.person)


class DeputyViewSet(_AbsenceViewSet):
    """Who stands in for the people you see, and for whom you stand in."""

    queryset = Deputy.objects.select_related("principal", "deputy")
    serializer_class = DeputySerializer
    filterset_class = DeputyFilter

    def about(self) -> Q:
        return Q(principal__in=User.objects.visible_to(self.person)) | Q(deputy=self.person)

    def write_new(self, values: dict[str, Any]) -> Deputy:
        self.require(may_arrange_absence(self.person, values["principal"]))
        return name_deputy(by=self.person, **values)

    def perform_destroy(self, instance: Deputy) -> None:
        self.require(may_arrange_absence(self.person, instance.principal))
        end_deputy(deputy=instance, by=self.person)

    @extend_schema(responses=ColleagueSerializer(many=True), filters=False)
    @action(detail=False, methods=["get"], orderings={"name": ("name",)}, default_ordering="name")
    def candidates(self, request: Request) -> Response:
        """List everybody who can be named as a deputy, by name."""
        rows = self.paginate_queryset(User.objects.active().exclude(pk=self.person.pk).only("name"))
        return self.get_paginated_response(ColleagueSerializer(rows or [], many=True).data)
