"""A won prospect becomes an account in one step (domain.md, D1.7)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.services.accounts import open_account, reopen_account
from crm.history.services import record_event, save_as
from crm.shell import formats
from crm.shell.errors import Refused
from prospects.services.deeds import veto_words
from prospects.services.locking import locked
from prospects.services.visits import count_visits
from prospects.stages import Deed, State, Veto, after

if TYPE_CHECKING:
    from crm.people.models import User
    from prospects.models import Prospect


@transaction.atomic
def convert(*, prospect: Prospect, by: User, on: date | None = None) -> Account:
    """Close the effort as won *on* a day (today) and return the account.

    It is opened when there was none, and opened again when it was closed: a lapsed customer is won back.

    Nothing moves: contacts, touches, visits and files hang on the customer. Refused for a prospect that is
    won already or was given up, and for a day to come or before the effort was opened; of two at once the
    second is refused.
    """
    prospect = locked(prospect)
    try:
        state = after(State(prospect.stage, prospect.disposition), Deed.CONVERT)
    except Veto as veto:
        raise Refused(veto_words(veto), code=veto.code) from veto
    day = _day_of_winning(prospect, on)
    account = open_account(customer=prospect.customer, opened_on=day, by=by)
    account = reopen_account(account=account, by=by)
    prospect.stage, prospect.disposition, prospect.step = state.stage, state.disposition, None
    prospect.won_on, prospect.stage_since, prospect.account = day, day, account
    save_as(prospect, by=by)
    count_visits([prospect.customer_id])
    line = prospect.line.name if prospect.line else ""
    data = {"prospect": prospect.pk, "account": account.pk, "line": line}
    record_event(customer=prospect.customer, verb="prospect.won", by=by, data=data)
    return account


def _day_of_winning(prospect: Prospect, on: date | None) -> date:
    # An effort that was opened where the day begins earlier may have been opened tomorrow.
    latest = max(timezone.localdate(), prospect.opened_on)
    day = on or latest
    if day > latest:
        raise Refused(_("This day is still to come."), field="won_on", code="future")
    if day < prospect.opened_on:
        message = _("The prospect was opened only on %(day)s.") % {"day": formats.day(prospect.opened_on)}
        raise Refused(message, field="won_on", code="before_opening")
    return day
