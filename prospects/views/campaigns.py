"""Development campaigns: the list and the card (domain.md, D1.5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters as df
from django.db.models import Count, DateField, F, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.filters import Day, teams
from crm.people.models import Team
from crm.shell.actions import Action
from crm.shell.cards import CardPage, Header
from crm.shell.formats import day
from crm.shell.lists import Column, Empty, Key, ListPage
from crm.shell.lists.bounds import BoundedFilterSet
from prospects import rules
from prospects.badges import campaign_badge
from prospects.choices import CampaignState, Stage
from prospects.models import Campaign, CampaignDay, CampaignMember


class CampaignFilter(BoundedFilterSet):
    state = df.ChoiceFilter(label=gettext_lazy("State"), choices=CampaignState.choices)
    team = df.ModelChoiceFilter(label=gettext_lazy("Team"), queryset=teams, method="by_team")
    day_from = df.DateFilter(label=gettext_lazy("Development day from"), method="by_day", widget=Day)

    class Meta:
        model = Campaign
        fields: tuple[str, ...] = ()

    def by_team(self, rows: QuerySet[Any], name: str, value: Team) -> QuerySet[Any]:
        return rows.filter(team__path__startswith=value.path)

    def by_day(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        days = CampaignDay.objects.filter(date__gte=value)
        return rows.filter(pk__in=days.values("campaign"))


def _with_next_day(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add ``next_day``: the next development day of a campaign that goes on."""
    to_come = CampaignDay.objects.filter(campaign=OuterRef("pk"), date__gte=timezone.localdate())
    first = to_come.order_by().values("campaign").annotate(first=Min("date")).values("first")
    return rows.annotate(next_day=Subquery(first, output_field=DateField()))


def _with_figures(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add how many prospects a campaign has and how many of them are won since it was opened."""
    members = CampaignMember.objects.in_file().filter(campaign=OuterRef("pk")).order_by().values("campaign")
    since = Q(prospect__won_on__gte=F("campaign__opened_on"))
    until = Q(campaign__closed_on=None) | Q(prospect__won_on__lte=F("campaign__closed_on"))
    won = members.filter(since, until, prospect__stage=Stage.WON)
    return rows.annotate(
        member_count=Subquery(members.annotate(count=Count("pk")).values("count")),
        won_count=Subquery(won.annotate(count=Count("pk")).values("count")),
    )


class CampaignList(ListPage):
    """The campaigns of the person's team, of those above it and of those they lead."""

    title = gettext_lazy("Campaigns")
    filterset_class = CampaignFilter
    default_sort = "-opened"
    row_url_name = "prospects:campaign"
    empty = Empty(
        title=gettext_lazy("No campaigns yet"),
        text=gettext_lazy("A campaign sets days aside to develop one segment, with goals to measure it by."),
        icon="flag",
    )
    columns = (
        Column(
            key="name",
            label=gettext_lazy("Name"),
            render=lambda row: row.name,
            sort=("name",),
            lead=True,
            detail=lambda row: row.segment,
        ),
        Column(key="state", label=gettext_lazy("State"), render=campaign_badge, sort=("state",)),
        Column(key="team", label=gettext_lazy("Team"), render=lambda row: row.team, sort=("team__name",)),
        Column(key="lead", label=gettext_lazy("Lead"), render=lambda row: row.lead, sort=("lead__name",)),
        Column(
            key="next",
            label=gettext_lazy("Next day"),
            render=lambda row: None if row.is_closed else row.next_day,
            sort=("next_day",),
            prepare=_with_next_day,
        ),
        Column(
            key="members",
            label=gettext_lazy("Prospects"),
            render=lambda row: row.member_count or 0,
            numeric=True,
            prepare=_with_figures,
        ),
        Column(
            key="wins",
            label=gettext_lazy("Wins"),
            render=lambda row: row.won_count or 0,
            numeric=True,
            prepare=_with_figures,
        ),
        Column(
            key="opened",
            label=gettext_lazy("Opened on"),
            render=lambda row: row.opened_on,
            sort=(Key("created_at"),),
            shown=False,
        ),
    )

    def rows(self) -> QuerySet[Any]:
        return Campaign.objects.visible_to(self.user).select_related("team", "lead")

    def row_muted(self, row: Any) -> bool:
        return bool(row.is_closed)

    def actions(self) -> Iterable[Action]:
        if rules.may_open_campaign(self.user):
            yield Action(label=_("New campaign"), url=reverse("prospects:campaign-new"), icon="plus", key="n")


class CampaignCard(CardPage):
    """One campaign: goals and results, its prospects, its days."""

    model, card = Campaign, "campaign"

    def record_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("team", "lead", "supporter")

    def header(self) -> Header:
        campaign: Campaign = self.record
        facts = [str(campaign.team), _("Lead: %(name)s") % {"name": campaign.lead}]
        if campaign.closed_on:
            facts.append(_("Closed on %(day)s") % {"day": day(campaign.closed_on)})
        return Header(
            title=campaign.name,
            badges=[campaign_badge(campaign)],
            facts=facts,
            crumbs=[(_("Campaigns"), reverse("prospects:campaigns"))],
            muted=campaign.is_closed,
        )

    def actions(self) -> Iterable[Action]:
        campaign: Campaign = self.record
        if campaign.is_closed:
            return
        if rules.may_edit_campaign(self.viewer, campaign):
            url = reverse("prospects:campaign-edit", args=[campaign.pk])
            yield Action(label=_("Edit"), url=url, icon="edit", key="e")
        if rules.may_add_to_campaign(self.viewer, campaign):
            url = reverse("prospects:campaign-add", args=[campaign.pk])
            yield Action(label=_("Add prospects"), url=url, icon="plus", key="n")

    def menu(self) -> Iterable[Action]:
        campaign: Campaign = self.record
        if not campaign.is_closed and rules.may_edit_campaign(self.viewer, campaign):
            yield Action(
                label=_("Close the campaign"),
                url=reverse("prospects:campaign-close", args=[campaign.pk]),
                icon="archive",
                post=True,
                confirm=_("Close %(name)s? Its results stay, nothing of it can be changed any more.")
                % {"name": campaign.name},
            )
