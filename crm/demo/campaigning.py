"""Two campaigns of the demo company: one that is over, one that runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from crm.demo.efforts import Effort, working_day
from crm.demo.prospecting import Written
from crm.demo.stories import ZONE, Storyteller
from crm.history.models import Event
from crm.history.services import bulk_create_as
from crm.people.choices import Role
from crm.people.models import Team, User
from prospects.choices import CampaignState
from prospects.models import Campaign, CampaignDay, CampaignMember

MOST = 16


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign of one team's: its words, its goals (cards, visits, wins), and when."""

    team: str
    name: str
    segment: str
    conditions: str
    survey: str
    goals: tuple[int, int, int]
    opened: date
    days: tuple[date, ...]
    closed: date | None = None


def plans(today: date) -> tuple[Plan, Plan]:
    """Return the campaign that is over and the one whose next development day is in the coming week."""
    monday = today - timedelta(days=today.weekday())
    past = monday - timedelta(weeks=9)
    return (
        Plan(
            team="Osnabrück",
            name="Biodegradable oils for forest and water",
            segment="Contractors, civil engineering and gravel works near protected areas",
            conditions="Three machines or more, own workshop, work for public clients",
            survey="Two rivals deliver HEES from the north only; delivery within a day decides.",
            goals=(10, 12, 2),
            opened=past - timedelta(days=30),
            days=(past + timedelta(days=1), past + timedelta(days=3)),
            closed=working_day(past + timedelta(days=35)),
        ),
        Plan(
            team="Münster",
            name="Winter diesel for hauliers",
            segment="Road haulage and coach travel with a tank of their own",
            conditions="Ten vehicles or more, tank of 5 m³ or more, sound credit standing",
            survey="Most buy by the day; a fixed winter price for three months is new here.",
            goals=(12, 20, 3),
            opened=monday - timedelta(days=17),
            days=(monday - timedelta(days=5), monday + timedelta(days=9)),
        ),
    )


def choose(efforts: list[Effort], plan: Plan, teams: dict[str, str], teller: Storyteller) -> list[Effort]:
    """Return the members, those who came while it ran first, and let reps visit them on past days.

    *teams* gives the team of a rep by personnel number.
    """
    until = plan.closed or max(plan.days)
    fitting = [
        effort
        for effort in efforts
        if teams[effort.rep] == plan.team
        and effort.is_new_name
        and effort.end != "pool"
        and effort.opened <= until
        and (effort.ended is None or effort.ended >= plan.days[0])
        and not (plan.closed is None and effort.end)
    ]
    fitting.sort(key=lambda effort: (effort.end != "won", effort.opened < plan.opened, effort.firm))
    members = fitting[:MOST]
    for place, effort in enumerate(members):
        teller.visit_on(effort, plan.days[place % len(plan.days)])
    return members


def write_campaign(plan: Plan, members: list[Effort], written: list[Written]) -> Campaign:
    """Write the campaign with its days and members, as of the days on which that was done."""
    lead = User.objects.filter(team__name=plan.team, role=Role.REP).order_by("number").first()
    manager = User.objects.get(team__name=plan.team, role=Role.MANAGER)
    campaign = Campaign(
        name=plan.name,
        segment=plan.segment,
        conditions=plan.conditions,
        survey=plan.survey,
        team=Team.objects.get(name=plan.team),
        lead=lead,
        supporter=manager,
        departments="Application engineering, dispatch",
        goal_cards=plan.goals[0],
        goal_visits=plan.goals[1],
        goal_wins=plan.goals[2],
        state=CampaignState.RUNNING,
        opened_on=plan.opened,
    )
    opened = datetime.combine(plan.opened, time(9, 30), ZONE)
    _write([campaign], manager, opened)
    Campaign.objects.filter(pk=campaign.pk).update(created_at=opened)
    _write([CampaignDay(campaign=campaign, date=day) for day in plan.days], manager, opened)
    _add_members(campaign, plan, members, written, manager)
    if plan.closed is not None:
        campaign.state, campaign.closed_on = CampaignState.CLOSED, plan.closed
        campaign._history_user = manager  # type: ignore[attr-defined]
        campaign._history_date = datetime.combine(plan.closed, time(16), ZONE)  # type: ignore[attr-defined]
        campaign.save()
    return campaign


def _add_members(
    campaign: Campaign, plan: Plan, members: list[Effort], written: list[Written], by: User
) -> None:
    prospects = {one.effort.firm: one.prospect for one in written}
    data = {"campaign": campaign.pk, "name": campaign.name}
    for effort in members:
        day = max(plan.opened, effort.opened)
        at = datetime.combine(day, time(14, 10), ZONE)
        prospect = prospects[effort.firm]
        _write([CampaignMember(campaign=campaign, prospect=prospect, added_on=day, added_by=by)], by, at)
        Event.objects.create(customer_id=prospect.customer_id, verb="campaign.added", by=by, at=at, data=data)


def _write(records: Sequence[Any], by: User, at: datetime) -> None:
    for record in records:
        record._history_user, record._history_date = by, at
    bulk_create_as(records, by=by)
