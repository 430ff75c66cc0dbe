"""A mailing to more customers than a request should wait for: queued, and logged in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from crm.customers.models import Customer
from crm.jobs.services import enqueue
from crm.timeline.models import Touch
from crm.timeline.services.touches import Report, check, log_touches, prepare

if TYPE_CHECKING:
    from crm.jobs.models import Job
    from crm.people.models import User

AT_ONCE = 500
"""Touches that a page logs while the person waits."""
MAILING = "timeline.mailing"


def queue_mailing(*, customers: Sequence[int], by: User, facts: Mapping[str, Any]) -> Job:
    """Queue the same touch of many customers, by primary keys; RefusedMany when it cannot be."""
    asked = {"at": timezone.now(), **facts}
    check(prepare(Touch(customer_id=customers[0], by=by, **asked)))
    payload = {"customers": list(customers), "facts": {name: _plain(asked[name]) for name in asked}}
    return enqueue(kind=MAILING, payload=payload, by=by)


def send_mailing(payload: Mapping[str, Any], *, by: User, report: Report) -> int:
    """Log a queued mailing for those of its customers *by* still sees; return how many."""
    customers = Customer.objects.visible_to(by).filter(pk__in=payload["customers"])
    return log_touches(customers=customers, by=by, facts=_facts(payload["facts"]), report=report)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else str(value)


def _facts(stored: Mapping[str, str]) -> dict[str, Any]:
    """Return facts as the services take them from what a job keeps as texts."""
    facts: dict[str, Any] = dict(stored)
    facts["at"] = parse_datetime(stored["at"])
    if "cost" in facts:
        facts["cost"] = Decimal(facts["cost"])
    if "next_step_on" in facts:
        facts["next_step_on"] = date.fromisoformat(facts["next_step_on"])
    return facts
