"""The team's pool: what nobody works on returns to it, any rep of the team may claim it (domain.md, D1.3)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Account
from crm.customers.models import Customer
from crm.customers.services.ownership import give, release
from crm.history.services import record_event
from crm.people.models import Team, User
from crm.shell import formats
from crm.shell.errors import Refused
from prospects.choices import PoolMoveKind
from prospects.models import PoolMove, Prospect
from prospects.policy import pool_rule
from prospects.pooling import Claimant, PoolRule, may_claim_on, veto
from prospects.querysets import LOSSES
from prospects.services.locking import lock_card, lock_people


def return_silent(*, today: date | None = None) -> int:
    """Move every silent prospect into its team's pool, return how many customers. Twice changes nothing."""
    day, rule = today or timezone.localdate(), pool_rule()
    due = Prospect.objects.returning(day - timedelta(days=rule.silent_days))
    keys = sorted(set(due.values_list("customer_id", flat=True)))
    return sum(_return_one(key, day, rule) for key in keys)


@transaction.atomic
def _return_one(customer_id: int, today: date, rule: PoolRule) -> int:
    """Look again under the card's lock: it may have been touched or handed over meanwhile."""
    customer = lock_card(customer_id)
    due = Prospect.objects.returning(today - timedelta(days=rule.silent_days))
    if not due.filter(customer=customer_id).exists():
        return 0
    _into_pool(customer, kind=PoolMoveKind.RETURNED, by=None)
    return 1


@transaction.atomic
def give_to_pool(*, prospect: Prospect, by: User) -> None:
    """Give a prospect one does not get to back to the team. Refused for one that buys or has no team.

    Who has stopped buying, their account closed, is a prospect like others.
    """
    customer = lock_card(prospect.customer_id)
    if not Prospect.objects.held().filter(pk=prospect.pk).exists():
        raise Refused(_("Only an open prospect of a rep goes to the pool."), code="not_held")
    if Account.objects.filter(customer=customer, closed_on=None).exists():
        raise Refused(_("This customer is an account: hand it to a colleague instead."), code="account")
    _into_pool(customer, kind=PoolMoveKind.RELEASED, by=by)


@transaction.atomic
def claim(*, prospect: Prospect, by: User) -> Prospect:
    """Take a prospect out of the team's pool; of two claims at once the second is refused.

    Refused for another team's, above the ceiling of live prospects, and for who lost it a short time ago.
    """
    lock_people([by.pk])
    customer = _lock_pooled(prospect)
    rule = pool_rule()
    claimant = Claimant(
        same_team=by.team_id is not None and by.team_id == customer.team_id,
        live=Prospect.objects.held().filter(customer__owner=by).count(),
        lost_on=_lost_on(customer, by),
        taking=Prospect.objects.open().filter(customer=customer).count(),
    )
    if why := veto(claimant, rule, timezone.localdate()):
        raise Refused(veto_words(why, claimant, rule), code=why)
    _out_of_pool(customer, to=by, kind=PoolMoveKind.CLAIMED, by=by)
    return Prospect.objects.select_related("customer").get(pk=prospect.pk)


@transaction.atomic
def assign_from_pool(*, prospect: Prospect, rep: User, by: User) -> Prospect:
    """Give a pooled prospect to a *rep* of its team; for a caller who has checked that *by* leads it.

    Ceiling and waiting time bind reps who help themselves: a manager answers for going beyond them.
    """
    lock_people({by.pk, rep.pk})
    customer = _lock_pooled(prospect)
    rep = User.objects.get(pk=rep.pk)
    if not rep.is_active:
        message = _("%(name)s has left; choose another rep.") % {"name": rep}
        raise Refused(message, field="rep", code="left")
    if rep.team_id != customer.team_id:
        message = _("%(name)s is not of the team %(team)s, in whose pool this prospect lies.")
        raise Refused(message % {"name": rep, "team": customer.team}, field="rep", code="other_team")
    _out_of_pool(customer, to=rep, kind=PoolMoveKind.ASSIGNED, by=by)
    return Prospect.objects.select_related("customer").get(pk=prospect.pk)


def _lock_pooled(prospect: Prospect) -> Customer:
    """Return the locked card of a prospect that lies in a pool; Refused when it does not any more."""
    customer = lock_card(prospect.customer_id)
    if not Prospect.objects.pooled().filter(pk=prospect.pk).exists():
        raise Refused(_("Somebody else has taken this prospect, or it is closed."), code="gone")
    return customer


def _lost_on(customer: Customer, rep: User) -> date | None:
    moves = PoolMove.objects.filter(customer=customer, rep=rep, kind__in=LOSSES)
    at = moves.order_by("-pk").values_list("at", flat=True).first()
    return timezone.localdate(at) if at else None


def veto_words(why: str, claimant: Claimant, rule: PoolRule) -> str:
    """Say why a claim is refused: the code of `prospects.pooling.veto` in words to act on."""
    if why == "ceiling":
        text = ngettext(
            "You have %(count)s live prospect, and %(most)s are the most. Close or give back one first.",
            "You have %(count)s live prospects, and %(most)s are the most. Close or give back one first.",
            claimant.live,
        )
        return text % {"count": claimant.live, "most": rule.ceiling}
    if why == "wait" and claimant.lost_on is not None:
        day = formats.day(may_claim_on(claimant.lost_on, rule))
        return _("You lost this prospect to the pool; you may claim it again from %(day)s.") % {"day": day}
    return _("This prospect lies in another team's pool.")


def _into_pool(customer: Customer, *, kind: str, by: User | None) -> None:
    rep, team = customer.owner, _team_of(customer)
    release(customers=Customer.objects.filter(pk=customer.pk), by=by)
    PoolMove.objects.create(customer=customer, team=team, rep=rep, kind=kind, by=by)
    _tell(customer, f"pool.{kind}", by=by, rep=rep)


def _out_of_pool(customer: Customer, *, to: User, kind: str, by: User) -> None:
    team = _team_of(customer)
    give(customers=Customer.objects.filter(pk=customer.pk), owner=to, by=by, told=True)
    PoolMove.objects.create(customer=customer, team=team, rep=to, kind=kind, by=by)
    _tell(customer, f"pool.{kind}", by=by, rep=to)


def _team_of(customer: Customer) -> Team:
    if customer.team is None:
        raise Refused(_("This card belongs to no team."), code="no_team")
    return customer.team


def _tell(customer: Customer, verb: str, *, by: User | None, rep: User | None) -> None:
    record_event(customer=customer, verb=verb, by=by, data={"rep": rep.name if rep else ""})
