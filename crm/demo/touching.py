"""Touches of the demo company: of prospects as their efforts tell, and of accounts now and then."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from accounts.models import Account
from crm.customers.models import Contact, Customer
from crm.demo.efforts import Said, working_day
from crm.demo.prospecting import Written
from crm.demo.stories import ZONE, Storyteller
from crm.history.services import bulk_create_as
from crm.people.models import User
from crm.timeline.models import Touch
from crm.timeline.services.touches import NUMBERS, prepare, refresh_last_touch

GREETINGS = (("birthday", "12.00"), ("festival", "4.50"), ("card", "3.20"), ("souvenir", "9.90"))


def write_touches(random: Random, teller: Storyteller, written: list[Written], today: date) -> int:
    """Write the touches of prospects and of accounts in the order of their moments; return how many."""
    people = {user.number: user for user in User.objects.all()}
    touches = [_touch(said, one.prospect.customer_id, people) for one in written for said in _finished(one)]
    known = {one.prospect.customer_id for one in written}
    touches += _of_accounts(random, teller, people, known, today)
    touches += _mailing(random, today)
    touches.sort(key=lambda touch: (touch.at, touch.customer_id))
    _add_contacts(random, touches)
    for touch, (key, number) in zip(touches, NUMBERS.reserve(len(touches)), strict=True):
        touch.pk, touch.number = key, number
    bulk_create_as(touches, by=None)
    refresh_last_touch({touch.customer_id for touch in touches})
    return len(touches)


def _touch(said: Said, customer: int, people: dict[str | None, User]) -> Touch:
    touch = Touch(
        customer_id=customer,
        by=people[said.by],
        kind=said.kind,
        at=said.at,
        outcome=said.outcome,
        note=said.note,
        cost=said.cost,
        next_step=said.next_step,
        next_step_kind=said.next_step_kind,
        next_step_on=said.next_step_on,
        next_step_done_at=said.done,
    )
    return _signed(prepare(touch))


def _signed(touch: Touch) -> Touch:
    touch._history_user, touch._history_date = touch.by, touch.at  # type: ignore[attr-defined]
    return touch


def _finished(one: Written) -> list[Said]:
    """Return the touches of an effort; some said what was to follow, and the next contact did it."""
    done = sorted([*(said.at for said in one.effort.touches), *(_noon(day) for day in one.effort.visits)])
    found = []
    for place, said in enumerate(sorted(one.effort.touches, key=lambda said: said.at)):
        following = bisect_right(done, said.at)
        if following == len(done) or (said.next_step_on is None and place % 3):
            found.append(said)
        elif said.next_step_on is None:
            found.append(_promised(said, done[following]))
        else:
            found.append(replace(said, done=done[following]))
    return found


def _promised(said: Said, done: datetime) -> Said:
    return replace(
        said, next_step="Get in touch again", next_step_kind="other", next_step_on=done.date(), done=done
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZONE)


def _of_accounts(
    random: Random, teller: Storyteller, people: dict[str | None, User], known: set[int], today: date
) -> list[Touch]:
    """A call, a letter or a greeting to every fourth account within some months; some promise something."""
    accounts = Account.objects.exclude(customer__owner=None).exclude(customer__in=known)
    rows = list(accounts.order_by("pk").values_list("customer", "customer__owner__number"))
    touches = []
    for customer, rep in random.sample(rows, len(rows) // 4):
        days = sorted(random.sample(range(2, 120), random.randint(1, 3)), reverse=True)
        for days_ago in days:
            said = teller.touch(rep or "", working_day(today - timedelta(days=days_ago)))
            touch = _touch(said, customer, people)
            if random.random() < 0.2:
                kind, cost = random.choice(GREETINGS)
                touch.kind, touch.cost, touch.outcome, touch.note = kind, Decimal(cost), "sent", ""
            touches.append(touch)
        if random.random() < 0.2:
            touches[-1].next_step, touches[-1].next_step_kind = "Offer for the winter stock", "call"
            touches[-1].next_step_on = today + timedelta(days=random.randint(1, 14))
    return touches


def _mailing(random: Random, today: date) -> list[Touch]:
    """The same leaflet to thirty of each rep's customers, a month ago."""
    at = datetime.combine(working_day(today - timedelta(days=33)), time(11, 40), ZONE)
    rows = Customer.objects.filter(account__isnull=False).exclude(owner=None).select_related("owner")
    customers = list(rows.order_by("pk"))
    return [
        _signed(
            prepare(
                Touch(
                    customer=one,
                    by=one.owner,
                    kind="brochure",
                    at=at,
                    cost=Decimal("1.20"),
                    note="Leaflet on HVO 100",
                )
            )
        )
        for one in random.sample(customers, len(customers) // 6)
        if one.created_at < at
    ]


def _add_contacts(random: Random, touches: list[Touch]) -> None:
    """Name whom a touch was with, mostly."""
    contacts: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(customer__in={touch.customer_id for touch in touches}).order_by(
        "pk"
    ):
        contacts.setdefault(contact.customer_id, []).append(contact)
    for touch in touches:
        if touch.customer_id in contacts and random.random() < 0.7:
            touch.contact = random.choice(contacts[touch.customer_id])
