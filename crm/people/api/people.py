"""People, teams and territories, to read."""

from __future__ import annotations

import django_filters
from rest_framework import serializers

from crm.api.viewsets import ReadViewSet
from crm.people.models import Team, Territory, User
from crm.people.views.team import PeopleFilter


class UserSerializer(serializers.ModelSerializer[User]):
    """A person who logs in."""

    class Meta:
        model = User
        fields = (
            "id",
            "number",
            "name",
            "email",
            "phone",
            "role",
            "team",
            "manager",
            "language",
            "time_zone",
            "is_active",
        )
        read_only_fields = fields


class TeamSerializer(serializers.ModelSerializer[Team]):
    """A team in the tree; `path` holds the keys from the root down to the team itself."""

    class Meta:
        model = Team
        fields = ("id", "name", "parent", "path", "office_name", "office_latitude", "office_longitude")
        read_only_fields = fields


class TerritorySerializer(serializers.ModelSerializer[Territory]):
    """The beat of one rep."""

    class Meta:
        model = Territory
        fields = ("id", "number", "name", "team", "rep")
        read_only_fields = fields


class UserFilter(PeopleFilter):
    number = django_filters.CharFilter()
    email = django_filters.CharFilter(lookup_expr="iexact")


class TeamFilter(django_filters.FilterSet):
    parent = django_filters.NumberFilter(field_name="parent_id")

    class Meta:
        model = Team
        fields: tuple[str, ...] = ()


class TerritoryFilter(django_filters.FilterSet):
    number = django_filters.CharFilter()
    team = django_filters.NumberFilter(field_name="team_id")
    rep = django_filters.NumberFilter(field_name="rep_id")

    class Meta:
        model = Territory
        fields: tuple[str, ...] = ()


class UserViewSet(ReadViewSet):
    """People whose records you see: yourself and, for leaders, the people of your teams."""

    queryset = User.objects.all()
    serializer_class = UserSerializer
    filterset_class = UserFilter
    orderings = {"name": ("name",), "role": ("role",)}
    default_ordering = "name"


class TeamViewSet(ReadViewSet):
    """Teams whose records you see; for a rep, their own."""

    queryset = Team.objects.all()
    serializer_class = TeamSerializer
    filterset_class = TeamFilter
    orderings = {"path": ("path",), "name": ("name",)}
    default_ordering = "path"


class TerritoryViewSet(ReadViewSet):
    """Territories whose records you see."""

    queryset = Territory.objects.all()
    serializer_class = TerritorySerializer
    filterset_class = TerritoryFilter
    orderings = {"name": ("name",), "number": ("number",)}
    default_ordering = "name"
