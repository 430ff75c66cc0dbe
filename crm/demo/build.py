"""Put the demo company into an empty database: through imports and services, as people would."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.services.ranking import rank_accounts
from crm.customers.models import Customer
from crm.demo import spreadsheets
from crm.demo.catalogue import items
from crm.demo.details import define_fields, overrule, write_notes
from crm.demo.firms import Firm, firms
from crm.demo.hunt import Hunt
from crm.demo.people import Person, people
from crm.demo.towns import OFFICES
from crm.demo.trade import purchases
from crm.demo.visiting import make_past_visits, plan_weeks
from crm.exchange.kinds import kind_named
from crm.exchange.records import Context
from crm.exchange.running import Plan, execute, prepare
from crm.history.services import bulk_update_as
from crm.people.choices import Role
from crm.people.models import Team, Territory, User, WorkingCalendar

PASSWORD = "demo-regulars"  # noqa: S105 - printed for everybody, and never valid in production
LOGINS = ("rep", "manager", "regional", "admin")
SEED = 20_260
TIME_ZONE = "Europe/Berlin"
Say = Callable[[str], None]


class BrokenDemoError(Exception):
    """The generated company does not pass its own import: a mistake of ours."""


def build(*, accounts: int, prospects: int, today: date, say: Say) -> None:
    """Create the demo company with *accounts* accounts and *prospects* that are worked on.

    Beside those come prospects that were won, given up or lie in a pool. *say* hears what is being done.
    """
    random = Random(SEED)  # noqa: S311 - a fixed seed is the point
    staff = people(random)
    customers = firms(random, staff, accounts, today)
    catalogue = items()
    hunt = Hunt.begin(staff, customers, prospects, today)
    trade = purchases(random, customers + hunt.buyers, catalogue, today)
    hunt.tell(catalogue, trade)
    customers = customers + hunt.firms
    _organise()
    define_fields()
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in (
            ("users", spreadsheets.users(staff)),
            ("products", spreadsheets.products(catalogue)),
            ("customers", spreadsheets.customers(customers)),
            ("contacts", spreadsheets.contacts(customers)),
            ("orders", spreadsheets.orders(trade)),
            ("order-lines", spreadsheets.order_lines(trade)),
        ):
            _load(name, spreadsheets.write(Path(folder) / f"{name}.csv", rows), say)
    _settle_people(staff)
    _territories(staff)
    _open_accounts(customers)
    _rank(today, say)
    write_notes(random)
    overrule(today)
    written = hunt.write(say)
    say(_("%(count)s visits") % {"count": f"{make_past_visits(random, written, today):,}"})
    plan_weeks(random, today, say)


def _organise() -> None:
    """Company, region and teams; the offices' calendar with its public holidays."""
    WorkingCalendar.objects.create(
        name="North Rhine-Westphalia",
        country="DE",
        subdivision="NW",
        starts=time(8, 30),
        ends=time(17, 0),
        break_starts=time(12, 30),
        break_ends=time(13, 0),
    )
    company = Team.objects.create(name="Company", office_name=OFFICES[0].town.name)
    region = Team.objects.create(name="Westphalia", parent=company)
    for office in OFFICES:
        Team.objects.create(
            name=office.team,
            parent=region,
            office_name=f"{office.street}, {office.town.name}",
            office_latitude=office.town.latitude,
            office_longitude=office.town.longitude,
        )


def _load(name: str, path: Path, say: Say) -> None:
    result = execute(prepare(kind_named(name), path, Plan(), Context(by=None)))
    if result.refused or not result.written:
        raise BrokenDemoError(f"{name}: {result.errors[:3]}")
    say(_("%(count)s %(what)s") % {"count": f"{result.rows:,}", "what": kind_named(name).title})


def _settle_people(staff: Iterable[Person]) -> None:
    """Give people their base, calendar and time zone, and the four demo log-ins their password."""
    calendar_of_all = WorkingCalendar.objects.get()
    by_number = {person.number: person for person in staff}
    for user in User.objects.all():
        person = by_number[user.number or ""]
        user.calendar, user.time_zone = calendar_of_all, TIME_ZONE
        user.base_name, user.base_latitude, user.base_longitude = (
            person.town,
            person.latitude,
            person.longitude,
        )
        user.is_demo = True
        if person.email.split("@")[0] in LOGINS:
            user.set_password(PASSWORD)
        user.save()


def _territories(staff: Iterable[Person]) -> None:
    """One of each rep's own, with their customers in it: handed over, it takes them along."""
    users = {user.number: user for user in User.objects.select_related("team")}
    for person in staff:
        if person.role == Role.REP:
            user = users[person.number]
            Territory.objects.create(
                number=f"G{person.number}",
                name=f"{person.team} {person.number[-1]}",
                team_id=user.team_id,
                rep=user,
            )
    beats = {beat.rep_id: beat for beat in Territory.objects.all()}
    cards = list(Customer.objects.filter(owner__in=list(beats)))
    for card in cards:
        card.territory = beats[card.owner_id]
    bulk_update_as(cards, ["territory"], by=None)


def _open_accounts(customers: Iterable[Firm]) -> None:
    """Accounts know since when they trade with us, which is before the first order shown."""
    opened = {firm.number: firm.opened for firm in customers}
    changed = list(Account.objects.select_related("customer"))
    for account in changed:
        account.opened_on = min(account.opened_on, opened[account.customer.number])
        account.customer.created_at = datetime.combine(account.opened_on, time(9), ZoneInfo(TIME_ZONE))
    Account.objects.bulk_update(changed, ["opened_on"], batch_size=500)
    Customer.objects.bulk_update([account.customer for account in changed], ["created_at"], batch_size=500)


def _rank(today: date, say: Say) -> None:
    """A year of monthly rankings, so that every account shows its tier over time, and today's."""
    for months in range(12, 0, -1):
        rank_accounts(as_of=_months_before(today, months))
    run = rank_accounts(as_of=today)
    say(
        _("Tiers: %(tiers)s")
        % {"tiers": ", ".join(f"{tier} {part['accounts']}" for tier, part in run.summary.items())}
    )


def _months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)
