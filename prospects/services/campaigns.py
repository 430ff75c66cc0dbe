"""Open, change and close development campaigns, and choose their prospects (domain.md, D1.5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.history.services import bulk_create_as, delete_as, record_event, record_events, save_as
from crm.shell.errors import Refused, RefusedMany
from prospects.choices import CampaignState
from prospects.models import Campaign, CampaignDay, CampaignMember, Prospect

if TYPE_CHECKING:
    from crm.people.models import User

# What a person may say about a campaign; its days and prospects have ways of their own.
FACTS = (
    "name",
    "segment",
    "conditions",
    "team",
    "lead",
    "supporter",
    "departments",
    "survey",
    "goal_cards",
    "goal_visits",
    "goal_wins",
)
MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Added:
    """How many prospects came into a campaign, were in it already, or do not fit it."""

    added: int
    already: int = 0
    left_out: int = 0


@transaction.atomic
def open_campaign(*, by: User, facts: Mapping[str, Any], days: Collection[date] = ()) -> Campaign:
    """Open a campaign with its development days; RefusedMany names every wrong field."""
    campaign = Campaign(**_known(facts))
    check(campaign, days)
    campaign.state = state_by(days, timezone.localdate())
    save_as(campaign, by=by)
    _set_days(campaign, days, by=by)
    return campaign


@transaction.atomic
def update_campaign(
    *,
    campaign: Campaign,
    by: User,
    facts: Mapping[str, Any],
    days: Collection[date] | None = None,
    unchanged_since: Any = None,
) -> Campaign:
    """Set the given facts and, when given, the development days of a campaign that is not closed.

    Refused when another has changed it since *unchanged_since*; RefusedMany names every wrong field.
    """
    campaign = _locked(campaign)
    if unchanged_since is not None and campaign.updated_at != unchanged_since:
        message = _("Somebody has changed this campaign meanwhile. Look again and repeat your change.")
        raise Refused(message, code="changed_meanwhile")
    for name, value in _known(facts).items():
        setattr(campaign, name, value)
    kept = set(days) if days is not None else set(campaign.days.values_list("date", flat=True))
    check(campaign, kept)
    campaign.state = state_by(kept, timezone.localdate())
    _set_days(campaign, kept, by=by)
    return save_as(campaign, by=by)


@transaction.atomic
def add_members(*, campaign: Campaign, prospects: QuerySet[Prospect], by: User) -> Added:
    """Put prospects into a campaign: the open ones of its team and of the teams below.

    Which of them *by* may see is the caller's to choose. Added twice, a prospect is in it once.
    """
    campaign = _locked(campaign)
    keys = set(prospects.order_by().values_list("pk", flat=True))
    inside = Q(customer__team__path__startswith=campaign.team.path)
    fitting = Prospect.objects.open().filter(inside, pk__in=keys).select_related("customer").order_by("pk")
    members = set(campaign.members.filter(prospect__in=keys).values_list("prospect_id", flat=True))
    chosen = [prospect for prospect in fitting if prospect.pk not in members]
    today = timezone.localdate()
    bulk_create_as(
        [CampaignMember(campaign=campaign, prospect=one, added_on=today, added_by=by) for one in chosen],
        by=by,
    )
    customers = {prospect.customer_id: prospect.customer for prospect in chosen}
    record_events(customers=customers.values(), verb="campaign.added", by=by, data=_words(campaign))
    return Added(len(chosen), already=len(members), left_out=len(keys) - len(chosen) - len(members))


@transaction.atomic
def remove_member(*, member: CampaignMember, by: User) -> None:
    """Take a prospect out of a campaign; done twice, nothing changes."""
    campaign = _locked(member.campaign)
    stored = CampaignMember.objects.filter(pk=member.pk).select_related("prospect__customer").first()
    if stored is None:
        return
    delete_as(stored, by=by)
    customer = stored.prospect.customer
    record_event(customer=customer, verb="campaign.removed", by=by, data=_words(campaign))


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: User) -> Campaign:
    """End a campaign: its results stay as they are, its days bring nobody into the plan any more."""
    campaign = _locked(campaign)
    campaign.state, campaign.closed_on = CampaignState.CLOSED, timezone.localdate()
    return save_as(campaign, by=by)


def start_campaigns(*, today: date | None = None) -> int:
    """Let the campaigns whose first day has come run; return how many. Twice changes nothing."""
    day = today or timezone.localdate()
    planned = Campaign.objects.filter(state=CampaignState.PLANNED)
    due = planned.annotate(first=Min("days__date")).filter(first__lte=day).order_by("pk")
    return sum(_start_one(key, day) for key in due.values_list("pk", flat=True))


@transaction.atomic
def _start_one(key: int, today: date) -> int:
    campaign = Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=key)
    days = campaign.days.values_list("date", flat=True)
    if campaign.is_closed or campaign.state == (state := state_by(days, today)):
        return 0
    campaign.state = state
    save_as(campaign, by=None)
    return 1


def state_by(days: Collection[date], today: date) -> CampaignState:
    """Return the state of an open campaign: it runs from its first development day on."""
    begun = any(day <= today for day in days)
    return CampaignState.RUNNING if begun else CampaignState.PLANNED


def check(campaign: Campaign, days: Collection[date]) -> None:
    """Refuse a campaign that cannot be kept, naming every wrong field (RefusedMany)."""
    refusals: list[Refused] = []
    campaign.name = " ".join(campaign.name.split())
    try:
        campaign.clean_fields(exclude=["team", "lead", "supporter"])
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            refusals.append(Refused(" ".join(messages), field=field, code="invalid"))
    refusals += [
        Refused(_("A campaign needs one."), field=field, code="required")
        for field in ("team", "lead")
        if getattr(campaign, f"{field}_id") is None
    ]
    for field in ("lead", "supporter"):
        person = getattr(campaign, field) if getattr(campaign, f"{field}_id") else None
        if person is not None and not person.is_active:
            message = _("%(name)s has left; choose somebody else.") % {"name": person}
            refusals.append(Refused(message, field=field, code="left"))
    if len(days) > MOST_DAYS:
        message = _("At most %(most)s development days.") % {"most": MOST_DAYS}
        refusals.append(Refused(message, field="days", code="too_many"))
    if refusals:
        raise RefusedMany(refusals)


def _locked(campaign: Campaign) -> Campaign:
    """Return the campaign as it is now, locked; Refused when it is closed."""
    rows = Campaign.objects.select_for_update(of=("self",), no_key=True)
    stored = rows.select_related("team", "lead", "supporter").get(pk=campaign.pk)
    if stored.is_closed:
        raise Refused(_("This campaign is closed."), code="closed")
    return stored


def _set_days(campaign: Campaign, days: Collection[date], *, by: User) -> None:
    stored = {row.date: row for row in campaign.days.all()}
    for day in sorted(stored.keys() - set(days)):
        delete_as(stored[day], by=by)
    new = sorted(set(days) - stored.keys())
    bulk_create_as([CampaignDay(campaign=campaign, date=day) for day in new], by=by)


def _words(campaign: Campaign) -> dict[str, Any]:
    return {"campaign": campaign.pk, "name": campaign.name}


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"No facts of a campaign: {', '.join(sorted(unknown))}.")
    return dict(facts)
