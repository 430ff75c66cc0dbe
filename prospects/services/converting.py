"""A won prospect becomes an account in one step (domain.md, D1.7)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.models import Account
from accounts.services.accounts import open_account
from crm.history.services import record_event, save_as
from crm.shell.errors import Refused
from prospects.services.deeds import veto_words
from prospects.services.locking import locked
from prospects.stages import Deed, State, Veto, after

if TYPE_CHECKING:
    from crm.people.models import User
    from prospects.models import Prospect


@transaction.atomic
def convert(*, prospect: Prospect, by: User, on: date | None = None) -> Account:
    """Close the effort as won *on* a day (today) and return the account, opened when there was none.

    Nothing moves: contacts, touches, visits and files hang on the customer. Refused for a prospect that is
    won already or was given up; of two at once the second is refused.
    """
    prospect = locked(prospect)
    try:
        state = after(State(prospect.stage, prospect.disposition), Deed.CONVERT)
    except Veto as veto:
        raise Refused(veto_words(veto), code=veto.code) from veto
    day = on or timezone.localdate()
    account = open_account(customer=prospect.customer, opened_on=day, by=by)
    prospect.stage, prospect.disposition, prospect.step = state.stage, state.disposition, None
    prospect.won_on, prospect.stage_since, prospect.account = day, day, account
    save_as(prospect, by=by)
    line = prospect.line.name if prospect.line else ""
    data = {"prospect": prospect.pk, "account": account.pk, "line": line}
    record_event(customer=prospect.customer, verb="prospect.won", by=by, data=data)
    return account
