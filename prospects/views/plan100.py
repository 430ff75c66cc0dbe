"""Plan 100: the team's list, its debt and ledger, and the live list of every rep (domain.md, D1.3)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import django_filters as df
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.filters import people
from crm.people.models import Team
from crm.people.visibility import scope_of
from crm.shell.formats import day, month
from crm.shell.html import link
from crm.shell.htmx import wants_fragment
from crm.shell.keys import key_of
from crm.shell.lists import Column, Empty, Key, ListPage
from crm.shell.lists.bounds import BoundedFilterSet
from prospects import rules
from prospects.badges import stage_badge
from prospects.badges_quota import debt_badge, live_badge, plan_names, plan_note
from prospects.choices import LedgerKind
from prospects.models import LedgerEntry, Prospect
from prospects.policy import early_visits, quota_policy
from prospects.quota import TeamQuota, months_up_to, quotas, reps_for, teams_for

if TYPE_CHECKING:
    from crm.people.models import User

EARLY_SHOWN = 10


def _teams(request: Any) -> QuerySet[Team]:
    return teams_for(request.user) if request else Team.objects.none()


class LedgerFilter(BoundedFilterSet):
    team = df.ModelChoiceFilter(label=gettext_lazy("Team"), queryset=_teams)
    rep = df.ModelChoiceFilter(label=gettext_lazy("Rep"), queryset=people)
    kind = df.ChoiceFilter(label=gettext_lazy("Kind"), choices=LedgerKind.choices)

    class Meta:
        model = LedgerEntry
        fields: tuple[str, ...] = ()


class Plan100(ListPage):
    """One team's Plan 100: figures above, the ledger as the list below; ``?team=`` chooses another."""

    title = gettext_lazy("Plan 100 and quota")
    template_name = "prospects/plan100.html"
    filterset_class = LedgerFilter
    default_sort = "-at"
    page_size = 25
    empty = Empty(
        title=gettext_lazy("Nothing in the ledger yet"),
        text=gettext_lazy("Every new name and every name struck off is entered here by itself."),
        icon="note",
    )

    def rows(self) -> QuerySet[Any]:
        entries = LedgerEntry.objects.visible_to(self.user).filter(team=self.team)
        return entries.select_related("customer", "prospect__step", "rep")

    @cached_property
    def teams(self) -> list[Team]:
        return list(teams_for(self.user))

    @cached_property
    def team(self) -> Team | None:
        """The team that the address names, else the person's own, else the first they see."""
        wanted = key_of(self.params.get("team")) or self.user.team_id
        return next((team for team in self.teams if team.pk == wanted), self.teams[0] if self.teams else None)

    def get_columns(self) -> list[Column]:
        return [
            Column(
                key="at",
                label=_("Entered"),
                render=lambda row: day(row.at),
                sort=(Key("pk"),),
                lead=True,
                detail=lambda row: row.get_kind_display(),
            ),
            Column(key="name", label=_("Name"), render=self._name),
            Column(key="stage", label=_("Stage"), render=self._stage),
            Column(key="rep", label=_("Rep"), render=lambda row: row.rep),
            Column(
                key="change",
                label=_("Change"),
                render=lambda row: f"{row.change:+d}" if row.change else "0",
                numeric=True,
            ),
            Column(key="debt", label=_("Owed after it"), render=lambda row: row.debt, numeric=True),
        ]

    def _name(self, row: LedgerEntry) -> str | SafeString:
        """Name the customer to who may see the card; the entry itself is the team's (D7.1)."""
        return link(row.prospect.get_absolute_url(), row.customer.name) if self._sees(row) else ""

    def _stage(self, row: LedgerEntry) -> str:
        return stage_badge(row.prospect) if self._sees(row) else ""

    def _sees(self, row: LedgerEntry) -> bool:
        card = row.customer
        return scope_of(self.user).allows(owner_id=card.owner_id, team_id=card.team_id)

    def row_url(self, row: Any) -> str:
        return ""

    def extra_context(self) -> dict[str, Any]:
        """Return the figures; not where a page of the ledger alone is fetched."""
        request: HttpRequest = self.request
        if self.team is None or wants_fragment(request):
            return {"quota": None, "teams": []}
        return {
            "teams": self.teams,
            **quota_context(self.user, self.team, self.teams),
            **(_early(self.user, self.team) if rules.leads(self.user) else {}),
        }


def quota_context(user: User, team: Team, teams: list[Team]) -> dict[str, Any]:
    """Return what the page says of *team*; who leads several also gets one line for each."""
    rule = quota_policy()
    shown = teams if rules.leads(user) else [team]
    found = {quota.team.pk: quota for quota in quotas(shown, reps_for(user, shown))}
    quota = found[team.pk]
    return {
        "policy": rule,
        "quota": quota,
        "plan_names": plan_names(quota.names, rule),
        "plan_note": plan_note(quota.names, rule),
        "debt_badge": debt_badge(quota.debt),
        "reps": [(rep, live_badge(rep.live, rule)) for rep in quota.reps],
        "team_lines": team_lines(list(found.values())) if len(found) > 1 else [],
        "chart": chart_of(quota),
        "months": month_rows(quota),
        "pool_url": f"{reverse('prospects:pool')}?team={team.pk}",
    }


def team_lines(found: list[TeamQuota]) -> list[dict[str, Any]]:
    """Return one line for each team: its quota and how its reps' live lists stand."""
    rule = quota_policy()
    return [
        {
            "quota": quota,
            "names": plan_names(quota.names, rule),
            "debt": debt_badge(quota.debt),
            "short": quota.count(rule, "short"),
            "long": quota.count(rule, "long"),
            "returning": sum(rep.returning for rep in quota.reps),
        }
        for quota in found
    ]


def chart_of(quota: TeamQuota) -> dict[str, Any]:
    """Return the new cards of the team by month as the page's script draws them."""
    labels = [month(first) for first in months_up_to(timezone.localdate())]
    return {"labels": labels, "series": [{"name": _("New cards"), "values": list(quota.new)}], "unit": ""}


def month_rows(quota: TeamQuota) -> list[dict[str, Any]]:
    """Return the new cards of the team and of each rep shown, month by month, the present one first."""
    months = months_up_to(timezone.localdate())
    rows = [
        {"month": first, "team": quota.new[at], "reps": [rep.new[at] for rep in quota.reps]}
        for at, first in enumerate(months)
    ]
    return rows[::-1]


def _early(user: User, team: Team) -> dict[str, Any]:
    """Return who was given up early, the latest first: shown to the manager (D1.3)."""
    given_up = Prospect.objects.visible_to(user).struck_off().filter(given_up_early=True, customer__team=team)
    shown = given_up.select_related("customer__owner").order_by("-given_up_on", "-pk")[:EARLY_SHOWN]
    return {"early": list(shown), "early_visits": early_visits()}
