"""A manager's word against the computed tier (domain.md, D3.2).

Append-only: a new word ends the one before, which stays with its reason; nothing is rewritten.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import rules
from accounts.choices import RATED_TIERS, Tier
from accounts.models import Account, TierOverride
from accounts.services.accounts import locked
from accounts.services.locks import lock_ranking
from crm.history.services import record_event
from crm.shell.errors import Refused

if TYPE_CHECKING:
    from crm.people.models import User

LONGEST = timedelta(days=366)


@transaction.atomic
def override_tier(*, account: Account, tier: Tier, reason: str, expires_on: date, by: User) -> TierOverride:
    """Set *tier* for *account* until the end of *expires_on*; an override in force ends with it.

    Refused for who does not lead the account's team, without a reason, and for a last day before today
    or more than a year ahead.
    """
    lock_ranking()
    account = locked(account)
    _check(account, tier, reason, expires_on, by)
    _end(account, by)
    override = TierOverride.objects.create(
        account=account, tier=tier, reason=reason.strip(), expires_on=expires_on, by=by
    )
    before = account.tier
    Account.objects.filter(pk=account.pk).update(tier=tier)
    data = {
        "from": before, "to": str(tier), "computed": account.computed_tier, "reason": override.reason,
        "until": expires_on.isoformat(),
    }  # fmt: skip
    record_event(customer=account.customer, verb="account.tier_set", by=by, data=data)
    return override


@transaction.atomic
def end_override(*, account: Account, by: User) -> Account:
    """Give *account* its computed tier back before the override expires."""
    lock_ranking()
    account = locked(account)
    if not rules.may_override_tier(by, account):
        raise _not_allowed()
    if _end(account, by):
        _give_back(account, by)
    return account


@transaction.atomic
def expire_overrides(*, today: date | None = None) -> int:
    """End the overrides whose last day is over; return how many. Done again, it finds nothing to do."""
    today = today or timezone.localdate()
    lock_ranking()
    over = TierOverride.objects.filter(ended_at=None, expires_on__lt=today)
    accounts = [override.account_id for override in over.select_for_update().order_by("account_id")]
    for account in Account.objects.filter(pk__in=accounts).select_related("customer").order_by("pk"):
        _end(account, None)
        _give_back(account, None)
    return len(accounts)


def _check(account: Account, tier: Tier, reason: str, expires_on: date, by: User) -> None:
    today = timezone.localdate()
    if not rules.may_override_tier(by, account):
        raise _not_allowed()
    if tier not in RATED_TIERS:
        raise Refused(_("Choose A, B or C."), field="tier", code="tier")
    if not reason.strip():
        raise Refused(_("Say why, so that others understand it later."), field="reason", code="reason")
    if not today <= expires_on <= today + LONGEST:
        message = _("The last day must be today or later, and within a year.")
        raise Refused(message, field="expires_on", code="expires_on")


def _not_allowed() -> Refused:
    return Refused(_("Only a manager of the account's team sets its tier."), code="not_allowed")


def _end(account: Account, by: User | None) -> bool:
    open_ones = TierOverride.objects.filter(account=account, ended_at=None)
    return bool(open_ones.update(ended_at=timezone.now(), ended_by=by))


def _give_back(account: Account, by: User | None) -> None:
    data = {"from": account.tier, "to": account.computed_tier}
    account.tier = account.computed_tier
    Account.objects.filter(pk=account.pk).update(tier=account.tier)
    record_event(customer=account.customer, verb="account.tier_given_back", by=by, data=data)
