"""Development campaigns, their days and prospects."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.describing import extend_schema
from crm.api.fields import Key, VisibleKey
from crm.api.viewsets import ReadViewSet, WriteViewSet
from crm.people.choices import LEADING_ROLES
from crm.people.models import Team, User
from prospects import rules
from prospects.campaigns import results_of
from prospects.choices import CampaignState
from prospects.models import Campaign, CampaignMember, Prospect
from prospects.services.campaigns import (
    FACTS,
    MOST_DAYS,
    add_members,
    close_campaign,
    open_campaign,
    remove_member,
    update_campaign,
)

MOST_AT_ONCE = 1_000


class CampaignSummarySerializer(serializers.ModelSerializer[Campaign]):
    """A development campaign of a team. Its results count from `opened_on` to `closed_on`."""

    days = serializers.SerializerMethodField()

    class Meta:
        model = Campaign
        fields: tuple[str, ...] = ("id", *FACTS, "days", "state", "opened_on", "closed_on", "updated_at")
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.DateField()))
    def get_days(self, campaign: Campaign) -> list[str]:
        """The development days, on which its prospects enter the visit plan."""
        return [day.date.isoformat() for day in campaign.days.all()]


class DayResultSerializer(serializers.Serializer[Any]):
    """The visits made to prospects of the campaign on one of its days."""

    date = serializers.DateField()
    visits = serializers.IntegerField()


class ResultsSerializer(serializers.Serializer[Any]):
    """What a campaign came to: all of it, whoever asks. `conversion` is wins by members, null without any."""

    members = serializers.IntegerField()
    cards = serializers.IntegerField(help_text="Of the members, those opened since the campaign began.")
    visits = serializers.IntegerField(help_text="Made to members on development days.")
    wins = serializers.IntegerField()
    conversion = serializers.DecimalField(max_digits=5, decimal_places=4, allow_null=True)
    by_day = DayResultSerializer(many=True)


class CampaignSerializer(CampaignSummarySerializer):
    """A campaign with its results."""

    results = serializers.SerializerMethodField()

    class Meta(CampaignSummarySerializer.Meta):
        fields = (*CampaignSummarySerializer.Meta.fields, "results")
        read_only_fields = fields

    @extend_schema_field(ResultsSerializer)
    def get_results(self, campaign: Campaign) -> Any:
        found = results_of(campaign)
        by_day = [{"date": day, "visits": count} for day, count in found.visits_by_day.items()]
        names = ("members", "cards", "visits", "wins", "conversion")
        figures = {name: getattr(found, name) for name in names}
        return ResultsSerializer({**figures, "by_day": by_day}).data


class CampaignWriteSerializer(serializers.ModelSerializer[Campaign]):
    """The facts of a campaign and all of its development days."""

    team = VisibleKey(queryset=Team.objects.all())
    lead = Key(queryset=User.objects.active())
    supporter = Key(
        queryset=User.objects.active().filter(role__in=LEADING_ROLES), required=False, allow_null=True
    )
    days = serializers.ListField(
        child=serializers.DateField(), max_length=MOST_DAYS, required=False, write_only=True
    )
    unchanged_since = serializers.DateTimeField(
        required=False,
        write_only=True,
        help_text="`updated_at` as you read it: refused when somebody has changed it meanwhile.",
    )

    class Meta:
        model = Campaign
        fields = (*FACTS, "days", "unchanged_since")

    def validate_lead(self, lead: User) -> User:
        """Whom the person sees, or a member of their own team; or who leads it already."""
        person: User = self.context["request"].user
        kept = self.instance is not None and self.instance.lead_id == lead.pk
        mate = person.team_id is not None and person.team_id == lead.team_id
        if kept or mate or User.objects.visible_to(person).filter(pk=lead.pk).exists():
            return lead
        raise serializers.ValidationError(_("There is no such person."), code="does_not_exist")


class CampaignApiFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=CampaignState.choices)
    team = django_filters.NumberFilter(field_name="team_id")
    lead = django_filters.NumberFilter(field_name="lead_id")

    class Meta:
        model = Campaign
        fields: tuple[str, ...] = ()


class NewMembersSerializer(serializers.Serializer[Any]):
    """Prospects that you see, at most 1,000 at once."""

    prospects = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=MOST_AT_ONCE,
    )


class AddedSerializer(serializers.Serializer[Any]):
    """How many came in, were in it already, or are closed or of another team."""

    added = serializers.IntegerField()
    already = serializers.IntegerField()
    left_out = serializers.IntegerField()


class CampaignViewSet(WriteViewSet):
    """Development campaigns of your team, of those above it and of those you lead."""

    queryset = Campaign.objects.select_related("team", "lead").prefetch_related("days")
    serializer_class = CampaignSerializer
    list_serializer_class = CampaignSummarySerializer
    new_serializer_class = CampaignWriteSerializer
    change_serializer_class = CampaignWriteSerializer
    filterset_class = CampaignApiFilter
    orderings = {"opened_on": ("opened_on",), "name": ("name",)}
    default_ordering = "-opened_on"

    def check_verb(self) -> None:
        """Opening is for who leads a team; who may change one depends on the campaign."""
        if self.action == "create":
            self.require(rules.may_open_campaign(self.person))

    def write_new(self, values: dict[str, Any]) -> Campaign:
        days: list[date] = values.pop("days", [])
        values.pop("unchanged_since", None)
        self.require(self.person.is_admin or values["team"] in Team.objects.visible_to(self.person))
        return open_campaign(by=self.person, facts=values, days=days)

    def write_changes(self, record: Campaign, values: dict[str, Any]) -> Campaign:
        days, seen = values.pop("days", None), values.pop("unchanged_since", None)
        return update_campaign(campaign=record, by=self.person, facts=values, days=days, unchanged_since=seen)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what is sent; `days` replaces all development days. For its lead and who leads its team."""
        self.require(rules.may_edit_campaign(self.person, self.get_object()))
        return super().partial_update(request, *args, **kwargs)

    @extend_schema(request=None, responses=CampaignSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """End the campaign for good. For its lead and who leads its team."""
        campaign: Campaign = self.get_object()
        self.require(rules.may_edit_campaign(self.person, campaign))
        return self.answer(close_campaign(campaign=campaign, by=self.person))

    @extend_schema(request=NewMembersSerializer, responses=AddedSerializer)
    @action(detail=True, methods=["post"])
    def members(self, request: Request, pk: str) -> Response:
        """Put prospects that you see into the campaign. For everybody of its team."""
        campaign: Campaign = self.get_object()
        self.require(rules.may_add_to_campaign(self.person, campaign))
        keys = self.read(NewMembersSerializer)["prospects"]
        prospects = Prospect.objects.visible_to(self.person).filter(pk__in=keys)
        added = add_members(campaign=campaign, prospects=prospects, by=self.person)
        return Response(AddedSerializer(added).data)


class CampaignMemberSerializer(serializers.ModelSerializer[CampaignMember]):
    """A prospect of a campaign."""

    customer = serializers.PrimaryKeyRelatedField[Any](source="prospect.customer", read_only=True)
    customer_name = serializers.CharField(source="prospect.customer.name", read_only=True)

    class Meta:
        model = CampaignMember
        fields = ("id", "campaign", "prospect", "customer", "customer_name", "added_on", "added_by")
        read_only_fields = fields


class MemberFilter(django_filters.FilterSet):
    campaign = django_filters.NumberFilter(field_name="campaign_id")
    prospect = django_filters.NumberFilter(field_name="prospect_id")

    class Meta:
        model = CampaignMember
        fields: tuple[str, ...] = ()


class CampaignMemberViewSet(ReadViewSet, mixins.DestroyModelMixin):
    """The prospects of campaigns, of those you see; `POST campaigns/{id}/members/` puts them in."""

    queryset = CampaignMember.objects.in_file().select_related("prospect__customer", "campaign__team")
    serializer_class = CampaignMemberSerializer
    filterset_class = MemberFilter

    def get_queryset(self) -> QuerySet[Any]:
        """Members whose campaign the person sees as well."""
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        return rows.filter(campaign__in=Campaign.objects.visible_to(self.person))

    def perform_destroy(self, instance: CampaignMember) -> None:
        self.require(rules.may_add_to_campaign(self.person, instance.campaign))
        remove_member(member=instance, by=self.person)
