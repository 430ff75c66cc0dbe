"""A company of 100,000 accounts and 1,000,000 orders, put into PostgreSQL in a minute or two.

::

    DATABASE_URL=postgres://… python -m benchmarks.company [--accounts 100000] [--orders 1000000]

Firms, people and products come from the demo company's generators, orders and what hangs on them from
``generate_series``. Dates are relative to the day it is made. A database that holds it is left alone.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm.demo.firms import Firm
    from crm.demo.people import Person
    from crm.people.models import User

ACCOUNTS, ORDERS = 100_000, 1_000_000
REPS_PER_TEAM = 13
SEED = 20_260
PEOPLE = {"rep": "rep@bench.example", "manager": "manager@bench.example", "admin": "admin@bench.example"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--accounts", type=int, default=ACCOUNTS)
    parser.add_argument("--orders", type=int, default=ORDERS)
    options = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    import django

    django.setup()
    started = time.monotonic()
    if build(options.accounts, options.orders):
        print(f"Company made in {time.monotonic() - started:.0f} s", file=sys.stderr)
    return 0


def build(accounts: int, orders: int) -> bool:
    """Fill an empty database; False when the company is there already."""
    from django.db import transaction

    from accounts.models import Account, Order
    from accounts.services.ranking import rank_accounts
    from crm.customers.models import Customer

    if Account.objects.count() >= accounts and Order.objects.count() >= orders:
        return False
    if Customer.objects.exists():
        raise SystemExit("The database holds something else. Drop it and start again.")
    with transaction.atomic():
        _organise()
        _write_firms(accounts)
        _write_trade(accounts, orders)
        _write_match_keys()
    _vacuum()
    rank_accounts()
    _vacuum()
    return True


def _organise() -> None:
    """Company, region, three teams with a manager and thirteen reps each, a regional manager, an admin."""
    from crm.demo.towns import OFFICES
    from crm.people.models import Team, User

    company = Team.objects.create(name="Company")
    region = Team.objects.create(name="Westphalia", parent=company)
    User.objects.create(name="Ruth Ostermann", email=PEOPLE["admin"], role="admin", team=company)
    for at, office in enumerate(OFFICES):
        team = Team.objects.create(
            name=office.team,
            parent=region,
            office_latitude=office.town.latitude,
            office_longitude=office.town.longitude,
        )
        email = PEOPLE["manager"] if at == 0 else f"manager{at}@bench.example"
        boss = User.objects.create(name=f"{office.team} manager", email=email, role="manager", team=team)
        for number in range(REPS_PER_TEAM):
            email = PEOPLE["rep"] if at == number == 0 else f"rep{at}.{number}@bench.example"
            User.objects.create(
                number=f"{at + 2}{number:02}",
                name=f"{office.town.name} rep {number + 1}",
                email=email,
                role="rep",
                team=team,
                manager=boss,
                base_latitude=office.town.latitude,
                base_longitude=office.town.longitude,
            )


def _write_firms(count: int) -> None:
    """Customers with search text and completeness, one to four contacts each, and their accounts."""
    from django.conf import settings
    from django.utils import timezone

    from accounts import bulk
    from accounts.models import Account, Currency
    from crm.customers.models import Contact, Customer, Industry
    from crm.demo.firms import firms
    from crm.demo.names import TRADES
    from crm.demo.towns import OFFICES

    Currency.objects.get_or_create(code=settings.BASE_CURRENCY, defaults={"name": settings.BASE_CURRENCY})
    industries = {
        trade.industry: Industry.objects.get_or_create(name=trade.industry)[0].pk for trade in TRADES
    }
    today, now = timezone.localdate(), timezone.now()
    found = firms(Random(SEED), _staff(), count, today)
    reps = _reps()
    contacts: list[Contact] = []

    def customers() -> Iterator[Customer]:
        for pk, firm in enumerate(found, start=1):
            customer, people = _customer(pk, firm)
            # The generator goes round the offices; within an office the reps take turns.
            rep = reps[(pk - 1) % len(OFFICES)][pk // len(OFFICES) % REPS_PER_TEAM]
            customer.owner_id, customer.team_id = rep.pk, rep.team_id
            customer.industry_id = industries[firm.trade.industry]
            customer.created_at = customer.updated_at = now - timedelta(days=pk % 900)
            contacts.extend(people)
            yield customer

    def accounts() -> Iterator[Account]:
        for pk, firm in enumerate(found, start=1):
            opened = max(firm.opened, today - timedelta(days=4_000))
            yield Account(pk=pk, customer_id=pk, opened_on=opened, distance_km=round(pk % 700 / 10, 1))

    def rows(records: Iterable[Any], names: list[str]) -> Iterator[list[Any]]:
        return ([getattr(record, name) for name in names] for record in records)

    for model, records in ((Customer, customers()), (Account, accounts()), (Contact, contacts)):
        names = [field.attname for field in model._meta.concrete_fields]
        if model is Contact:
            for pk, contact in enumerate(contacts, start=1):
                contact.pk, contact.created_at = pk, now
        bulk.insert(model, names, rows(records, names))


def _staff() -> list[Person]:
    """Return the few reps of each office that the generator of firms reckons with."""
    from crm.demo.people import REPS_PER_TEAM as FEW
    from crm.demo.people import Person
    from crm.demo.towns import OFFICES

    return [
        Person(
            rep.number or "",
            rep.name,
            rep.email,
            "rep",
            office.team,
            "",
            "",
            rep.base_latitude or 0,
            rep.base_longitude or 0,
        )
        for office, reps in zip(OFFICES, _reps(), strict=True)
        for rep in reps[:FEW]
    ]


def _reps() -> list[list[User]]:
    """Return the reps of every office."""
    from crm.demo.towns import OFFICES
    from crm.people.models import User

    everybody = User.objects.filter(role="rep").order_by("pk")
    return [list(everybody.filter(team__name=office.team)) for office in OFFICES]


def _customer(pk: int, firm: Firm) -> tuple[Any, list[Any]]:
    from crm.customers.models import Contact, Customer
    from crm.customers.services.preparing import prepare, prepare_contact

    people = [
        prepare_contact(
            Contact(
                customer_id=pk,
                name=one.name,
                roles=one.roles,
                title=one.title,
                phone=one.phone,
                email=one.email,
                birthday=one.birthday,
                interests=one.interests,
                personality=one.personality,
            )
        )
        for one in firm.colleagues
    ]
    customer = Customer(
        pk=pk,
        number=firm.number,
        name=firm.name,
        short_name=firm.short_name,
        street=firm.street,
        city=firm.town.name,
        postcode=firm.town.postcode,
        country="Germany",
        latitude=firm.latitude,
        longitude=firm.longitude,
        phone=firm.phone,
        email=firm.email,
        verified_on=firm.verified_on,
        **{name: value for name, value in firm.facts.items() if "." not in name},
    )
    return prepare(customer, contacts=people), people


# Few accounts buy most: the cube of a random number. One order in forty is a return.
_ORDERS = """
INSERT INTO accounts_order
    (number, account_id, rep_id, date, kind, currency_id, rate, net, net_base, created_at)
SELECT 'B' || lpad(n::text, 7, '0'), account, c.owner_id, CURRENT_DATE - day,
       CASE WHEN n %% 40 = 0 THEN 'return' ELSE 'sale' END, %(currency)s, 1, net, net, now()
FROM (
    SELECT n, 1 + floor(%(accounts)s * power(random(), 3))::bigint AS account,
           floor(730 * random())::int AS day,
           round((CASE WHEN n %% 40 = 0 THEN -1 ELSE 1 END * (50 + 950 * random()))::numeric, 2) AS net
    FROM generate_series(1, %(orders)s) n
) rows JOIN customers_customer c ON c.id = account
"""
_LINES = """
INSERT INTO accounts_orderline (order_id, product_id, quantity, price, discount, net)
SELECT o.id, (SELECT min(id) FROM accounts_product) + o.id %% %(products)s, sign(o.net) * (1 + o.id %% 4),
       round(abs(o.net) / (1 + o.id %% 4), 4), 0, o.net
FROM accounts_order o
"""
_LAST_ORDERS = """
UPDATE accounts_account SET last_order_on = last.date
FROM (SELECT account_id, max(date) AS date FROM accounts_order WHERE kind = 'sale' GROUP BY 1) last
WHERE last.account_id = accounts_account.id
"""
_EVENTS = """
INSERT INTO history_event (customer_id, at, by_id, verb, data)
SELECT c.id, c.created_at + step * interval '20 days', c.owner_id, verb, data::jsonb
FROM customers_customer c, (VALUES
    (0, 'customer.created', '{}'),
    (1, 'account.opened', '{}'),
    (2, 'customer.changed', '{"fields": ["phone"]}')
) AS steps (step, verb, data)
"""
_NOTES = """
INSERT INTO timeline_note (customer_id, by_id, at, text)
SELECT id, owner_id, created_at + interval '50 days',
       'Wants an offer for the coming season, call before noon.'
FROM customers_customer WHERE id %% 2 = 0
"""
_VISITS = """
INSERT INTO visits_visit
    (rep_id, customer_id, date, starts, ends, state, occasion, fixed, travel, approximate, tier, value,
     reasons, note, missed_reason, created_at, done_at)
SELECT c.owner_id, c.id, CURRENT_DATE - (c.id %% 300)::int - 1, '09:00', '09:45', 'done', 'routine', false,
       600, false, 'C', 60, '[]', '', '', now(), now()
FROM customers_customer c
"""
# Every tenth account is an effort to sell it another line, every second has been called.
_EFFORTS = """
INSERT INTO prospects_prospect
    (customer_id, method_id, interest, newcomer, hesitation, stage, stage_since, disposition, given_up_reason,
     given_up_note, given_up_early, need, budget, authority, timing, score, visits_made, visits_spent,
     opened_on, held_since, added_by_id, updated_at)
SELECT c.id, (SELECT min(id) FROM prospects_acquisitionmethod), 'winter diesel', 'other_product', '',
       CASE WHEN c.id %% 30 = 0 THEN 'likely' ELSE 'potential' END, CURRENT_DATE - 20, 'continue', '',
       '', false, 2, 1, 0, 2, c.id %% 100, 1, 1, CURRENT_DATE - 40, CURRENT_DATE - 40, c.owner_id, now()
FROM customers_customer c WHERE c.id %% 10 = 0
"""
_TOUCHES = """
INSERT INTO timeline_touch
    (customer_id, by_id, kind, at, outcome, note, next_step, next_step_on, next_step_kind, created_at)
SELECT id, owner_id, 'call', now() - (id %% 90) * interval '1 day', 'reached', 'Asks for the new price list.',
       'Send the price list', CURRENT_DATE + (id %% 30)::int, '', now()
FROM customers_customer WHERE id %% 2 = 0
"""
_LAST_CONTACTS = """
UPDATE customers_customer SET last_visit_on = CURRENT_DATE - (id %% 300)::int - 1,
    last_touch_on = CASE WHEN id %% 2 = 0 THEN CURRENT_DATE - (id %% 90)::int END
"""


def _write_trade(accounts: int, orders: int) -> None:
    """Products, orders with a line each, what happened with every card, and its first revision."""
    from django.conf import settings
    from django.db import connection

    from accounts.models import Product, ProductFamily
    from crm.demo.catalogue import items

    for item in items():
        family = ProductFamily.objects.get_or_create(name=item.family)[0]
        Product.objects.create(
            number=item.number,
            name=item.name,
            family=family,
            unit=item.unit,
            price=item.price,
            cost=item.cost,
        )
    given: dict[str, Any] = {
        "currency": settings.BASE_CURRENCY,
        "accounts": accounts,
        "orders": orders,
        "products": Product.objects.count(),
    }
    statements = ("SELECT setseed(0.42)", _ORDERS, _LINES, _LAST_ORDERS, _EVENTS, _NOTES, _VISITS)
    statements += (_EFFORTS, _TOUCHES, _LAST_CONTACTS)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, given)
        for history in _first_revisions():
            cursor.execute(history)
        for table in ("customers_customer", "customers_contact", "accounts_account"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )


def _write_match_keys() -> None:
    """Store what a new card is compared by, for every card."""
    from crm.customers.services.match_keys import rebuild_keys

    after: int | None = 0
    while after is not None:
        after = rebuild_keys(after=after)


def _first_revisions() -> Iterator[str]:
    """Yield the statements that write the history of how cards and contacts came to be."""
    from crm.customers.models import Contact, Customer

    for model in (Customer, Contact):
        tracked = model.history.model  # type: ignore[attr-defined]
        own = {
            "history_id",
            "history_date",
            "history_type",
            "history_user_id",
            "history_change_reason",
            "job_id",
        }
        columns = ", ".join(
            f'"{field.column}"' for field in tracked._meta.concrete_fields if field.attname not in own
        )
        owner = "owner_id" if model is Customer else "NULL"
        yield (
            f"INSERT INTO {tracked._meta.db_table} ({columns}, history_date, history_type, history_user_id) "
            f"SELECT {columns}, created_at, '+', {owner} FROM {model._meta.db_table}"
        )


def _vacuum() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    sys.exit(main())
