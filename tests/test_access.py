"""Every address × every person × the owner's record: who gets a page, a 403, a 404.

An address that no table below names fails the suite, so a new page has to say who it is for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from crm.api.models import ApiToken
from crm.customers.models import Customer, NotDuplicate
from crm.customers.services import merge_customers
from crm.exchange.models import Import
from crm.jobs.models import Job
from crm.shell.models import SavedFilter
from crm.timeline.models import Attachment
from tests.cast import SEES_OWNERS_RECORDS, Cast
from tests.factories.accounts import AccountFactory, OrderFactory, ProductFactory, TierOverrideFactory
from tests.factories.customers import AddressFactory, ContactFactory, CustomerFactory
from tests.factories.people import DeputyFactory, LeaveFactory
from tests.factories.prospects import CampaignFactory, CampaignMemberFactory, ProspectFactory
from tests.factories.timeline import TouchFactory
from tests.factories.visits import VisitFactory, VisitPlanFactory
from visits.choices import VisitState

EVERYBODY = frozenset({"owner", "mate", "manager", "other_manager", "stranger", "regional", "admin"})
LEADERS = frozenset({"manager", "other_manager", "regional", "admin"})
ADMIN = frozenset({"admin"})
NOBODY: frozenset[str] = frozenset()

# Reached without logging in.
PUBLIC = {
    "people:login",
    "people:password_reset",
    "people:password_reset_done",
    "people:password_reset_confirm",
    "people:password_reset_complete",
    "api-schema",
    "health",
    "favicon",
}

# Addresses without a record, and who may use them; others get a 403.
PAGES: dict[str, frozenset[str]] = {
    "api-docs": EVERYBODY,
    "shell:home": EVERYBODY,
    "shell:search": EVERYBODY,
    "shell:palette": EVERYBODY,
    "shell:keys": EVERYBODY,
    "shell:gallery": EVERYBODY,
    "shell:save-filter": EVERYBODY,
    "shell:save-columns": EVERYBODY,
    "people:logout": EVERYBODY,
    "people:password_change": EVERYBODY,
    "people:profile": EVERYBODY,
    "people:tokens": EVERYBODY,
    "people:list": EVERYBODY,
    "people:handover": LEADERS,
    "customers:list": EVERYBODY,
    "customers:review": EVERYBODY,
    "customers:create": EVERYBODY,
    "customers:suggest": EVERYBODY,
    "customers:duplicates": EVERYBODY,
    "customers:scan": EVERYBODY,
    "customers:apart": EVERYBODY,
    "customers:merges": EVERYBODY,
    "customers:similar": EVERYBODY,
    "accounts:list": EVERYBODY,
    "accounts:orders": EVERYBODY,
    "accounts:order-start": EVERYBODY,
    "accounts:products": EVERYBODY,
    "accounts:product-new": LEADERS,
    "accounts:pareto": EVERYBODY,
    "accounts:rank": LEADERS,
    "accounts:runs": EVERYBODY,
    "prospects:list": EVERYBODY,
    "prospects:board": EVERYBODY,
    "prospects:map": EVERYBODY,
    "prospects:new": EVERYBODY,
    "prospects:pool": EVERYBODY,
    "prospects:plan100": EVERYBODY,
    "prospects:methods": EVERYBODY,
    "prospects:campaigns": EVERYBODY,
    "prospects:campaign-new": LEADERS,
    "timeline:touches": EVERYBODY,
    "exchange:list": EVERYBODY,
    "exchange:upload": EVERYBODY,
    "exchange:exports": EVERYBODY,
    "visits:today": EVERYBODY,
    "visits:week": EVERYBODY,
    "visits:plan": EVERYBODY,
    "visits:create": EVERYBODY,
}


@dataclass(frozen=True)
class Record:
    """An address of the owner's record: what it is called with, who sees it, who of those may use it."""

    make: Callable[[Cast], Any]
    sees: frozenset[str] = frozenset(SEES_OWNERS_RECORDS)
    may: frozenset[str] = EVERYBODY


def customer(cast: Cast) -> Customer:
    found = Customer.objects.filter(owner=cast.owner).first()
    return found or CustomerFactory(owner=cast.owner, team=cast.harbour)


def account(cast: Cast) -> Any:
    return AccountFactory(customer=customer(cast))


def overridden(cast: Cast) -> Any:
    return TierOverrideFactory(account=account(cast), by=cast.manager).account


def closed(cast: Cast) -> Any:
    return AccountFactory(customer=customer(cast), closed_on=date(2026, 11, 1))


def archived(cast: Cast) -> Any:
    return CustomerFactory(owner=cast.owner, team=cast.harbour, archived_at="2026-11-01T00:00:00Z")


def order(cast: Cast) -> Any:
    return OrderFactory(account=account(cast))


def visit(cast: Cast, **values: Any) -> Any:
    return VisitFactory(customer=customer(cast), rep=cast.owner, **values)


def campaign(cast: Cast) -> Any:
    return CampaignFactory(team=cast.harbour, lead=cast.owner)


def member_of_campaign(cast: Cast) -> tuple[int, int]:
    member = CampaignMemberFactory(campaign=campaign(cast), prospect=prospect(cast))
    return member.campaign_id, member.pk


def pooled(cast: Cast) -> Any:
    return ProspectFactory(customer=CustomerFactory(owner=None, team=cast.harbour), added_by=None)


def prospect(cast: Cast, **values: Any) -> Any:
    return ProspectFactory(customer=customer(cast), **values)


def attachment(cast: Cast) -> Any:
    return Attachment.objects.create(
        customer=customer(cast), by=cast.owner, file=ContentFile(b"text", "note.txt"), name="note.txt", size=4
    )


def an_import(cast: Cast, by: str = "owner") -> Any:
    return Import.objects.create(
        kind="contacts", file=ContentFile(b"name\n", "a.csv"), file_name="a.csv", by=cast.named()[by]
    )


def owners(cast: Cast, entry: Any) -> tuple[int, int]:
    return cast.owner.pk, entry.pk


def two_cards(cast: Cast) -> tuple[int, int]:
    return customer(cast).pk, CustomerFactory(owner=cast.owner, team=cast.harbour).pk


def told_apart(cast: Cast) -> Any:
    a, b = sorted(two_cards(cast))
    return NotDuplicate.objects.create(a_id=a, b_id=b, by=cast.owner)


def merge(cast: Cast) -> Any:
    kept, gone = Customer.objects.in_bulk(two_cards(cast)).values()
    return merge_customers(kept=kept, gone=gone, by=cast.owner)


OWN = frozenset({"owner", "admin"})
# Who sees what belongs to the owner's team as a whole.
TEAM = frozenset({*SEES_OWNERS_RECORDS, "mate"})
CUSTOMER = Record(customer)
CAMPAIGN = Record(campaign, TEAM)
ACCOUNT = Record(account)
VISIT = Record(visit)
TOUCH = Record(lambda cast: TouchFactory(customer=customer(cast), by=cast.owner))
PROSPECT = Record(prospect)
SET_TIER = Record(account, may=LEADERS)

RECORDS: dict[str, Record] = {
    "jobs:job": Record(lambda cast: Job.objects.create(kind="accounts.rank", by=cast.owner), OWN),
    "jobs:progress": Record(lambda cast: Job.objects.create(kind="accounts.rank", by=cast.owner), OWN),
    "shell:delete-filter": Record(
        lambda cast: SavedFilter.objects.create(
            owner=cast.owner, page="customers:list", name="Mine", query="q=a"
        ),
        frozenset({"owner"}),
    ),
    "people:token-revoke": Record(
        lambda cast: ApiToken.objects.create(user=cast.owner, name="Phone", digest="0" * 64),
        frozenset({"owner"}),
    ),
    "people:card": Record(lambda cast: cast.owner),
    "people:leave-add": Record(lambda cast: cast.owner),
    "people:deputy-add": Record(lambda cast: cast.owner),
    "people:leave-cancel": Record(lambda cast: owners(cast, LeaveFactory(person=cast.owner))),
    "people:deputy-end": Record(
        lambda cast: owners(cast, DeputyFactory(principal=cast.owner, deputy=cast.admin))
    ),
    "customers:card": CUSTOMER,
    "customers:edit": CUSTOMER,
    "customers:owner": Record(customer, may=LEADERS),
    "customers:verify": CUSTOMER,
    "customers:archive": CUSTOMER,
    "customers:restore": Record(archived),
    "customers:history": CUSTOMER,
    "customers:chain": CUSTOMER,
    "customers:duplicates-of": CUSTOMER,
    "customers:merge": Record(two_cards),
    "customers:told-apart": Record(two_cards),
    "customers:apart-undo": Record(told_apart),
    "customers:merge-undo": Record(merge),
    "customers:contact-add": CUSTOMER,
    "customers:address-add": CUSTOMER,
    "customers:contact-edit": Record(lambda cast: ContactFactory(customer=customer(cast))),
    "customers:contact-remove": Record(lambda cast: ContactFactory(customer=customer(cast))),
    "customers:address-edit": Record(lambda cast: AddressFactory(customer=customer(cast))),
    "customers:address-remove": Record(lambda cast: AddressFactory(customer=customer(cast))),
    "timeline:feed": CUSTOMER,
    "timeline:note-add": CUSTOMER,
    "timeline:file-add": CUSTOMER,
    "timeline:file": Record(attachment),
    "timeline:file-remove": Record(attachment),
    "timeline:touch-new": CUSTOMER,
    "timeline:touch-edit": TOUCH,
    "timeline:touch-remove": TOUCH,
    "timeline:step-done": TOUCH,
    "accounts:open": CUSTOMER,
    "accounts:card": ACCOUNT,
    "accounts:edit": ACCOUNT,
    "accounts:tier": SET_TIER,
    "accounts:tier-give-back": Record(overridden, may=LEADERS),
    "accounts:close": SET_TIER,
    "accounts:reopen": Record(closed, may=LEADERS),
    "accounts:order-new": ACCOUNT,
    "accounts:return-new": ACCOUNT,
    "accounts:order": Record(order),
    "accounts:order-edit": Record(order),
    "prospects:card": PROSPECT,
    "prospects:history": PROSPECT,
    "prospects:edit": PROSPECT,
    "prospects:stage": PROSPECT,
    "prospects:to-campaign": PROSPECT,
    "prospects:disposition": PROSPECT,
    "prospects:give-up": PROSPECT,
    "prospects:revive": Record(lambda cast: prospect(cast, given_up=True)),
    "prospects:convert": PROSPECT,
    "prospects:open": CUSTOMER,
    # A row of the pool is the team's; its card is not (ADR 18).
    "prospects:claim": Record(pooled, TEAM),
    "prospects:to-pool": PROSPECT,
    "prospects:campaign": CAMPAIGN,
    "prospects:campaign-edit": Record(campaign, TEAM, may=LEADERS | {"owner"}),
    "prospects:campaign-close": Record(campaign, TEAM, may=LEADERS | {"owner"}),
    "prospects:campaign-add": CAMPAIGN,
    "prospects:campaign-remove": Record(member_of_campaign),
    "exchange:import": Record(an_import, OWN),
    "exchange:settings": Record(an_import, OWN),
    "exchange:check": Record(an_import, OWN),
    "exchange:run": Record(an_import, OWN),
    "exchange:undo": Record(an_import, OWN),
    "visits:confirm": Record(lambda cast: VisitPlanFactory(rep=cast.owner)),
    "visits:card": VISIT,
    "visits:done": VISIT,
    "visits:reopen": Record(lambda cast: visit(cast, state=VisitState.DONE)),
    "visits:missed": VISIT,
    "visits:move": VISIT,
    "visits:cancel": VISIT,
}

# Addresses whose answer depends on more than owner and role: tested where they live.
ELSEWHERE = {
    "shell:panel": "tests/crm/shell/test_home.py",
    "customers:private-show": "tests/crm/customers/test_private_pages.py",
    "customers:private-save": "tests/crm/customers/test_private_pages.py",
    "accounts:product": "the catalogue is everybody's",
    "accounts:product-edit": "test_the_catalogue_is_seen_by_all_and_changed_by_leaders",
    "exchange:in-the-way": "tests/crm/exchange/test_in_the_way.py",
    "exchange:bad-rows": "tests/crm/exchange/test_pages.py",
    "exchange:sample": "tests/crm/exchange/test_pages.py",
    "exchange:export": "tests/crm/exchange/test_pages.py",
}


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Yield the name of every address of ours; the admin and the API's rows have tests of their own."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        elif pattern.namespace not in ("admin", "v1"):
            yield from addresses(pattern, f"{pattern.namespace}:" if pattern.namespace else prefix)


def answer(client: Client, url: str) -> int:
    """Return the status of a GET; of an empty POST where only that is taken."""
    status = client.get(url).status_code
    return client.post(url).status_code if status == 405 else status


def log_in(client: Client, cast: Cast, name: str) -> None:
    client.force_login(cast.named()[name])


def test_every_address_says_who_it_is_for():
    declared = [*PUBLIC, *PAGES, *RECORDS, *ELSEWHERE]
    assert sorted(declared) == sorted(set(addresses()))


@pytest.mark.parametrize("name", sorted(PAGES))
def test_without_log_in_there_is_nothing(client, db, name):
    assert answer(client, reverse(name)) in (302, 401)


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_without_log_in_no_record(client, cast, name):
    assert answer(client, reverse(name, args=_args(RECORDS[name], cast))) in (302, 401)


@pytest.mark.parametrize("person", sorted(EVERYBODY))
@pytest.mark.parametrize("name", sorted(PAGES))
def test_pages(client, cast, name, person):
    log_in(client, cast, person)
    status = answer(client, reverse(name))
    if person in PAGES[name]:
        assert status in (200, 302, 400)
    else:
        assert status == 403


@pytest.mark.parametrize("person", sorted(EVERYBODY))
@pytest.mark.parametrize("name", sorted(RECORDS))
def test_records(client, cast, name, person):
    record = RECORDS[name]
    url = reverse(name, args=_args(record, cast))
    log_in(client, cast, person)
    status = answer(client, url)
    if person not in record.sees:
        assert status == 404
    elif person not in record.may:
        assert status == 403
    else:
        assert status in (200, 302, 400)


@pytest.mark.parametrize("person", sorted(EVERYBODY))
def test_the_catalogue_is_seen_by_all_and_changed_by_leaders(client, cast, person):
    product = ProductFactory()
    log_in(client, cast, person)
    assert answer(client, reverse("accounts:product", args=[product.pk])) == 200
    expected = 200 if person in LEADERS else 403
    assert answer(client, reverse("accounts:product-edit", args=[product.pk])) == expected


@pytest.mark.parametrize("person", sorted(EVERYBODY))
def test_the_admin_is_for_admins(client, cast, person):
    log_in(client, cast, person)
    expected = 200 if person == "admin" else 302
    assert answer(client, reverse("admin:index")) == expected


def _args(record: Record, cast: Cast) -> list[Any]:
    made = record.make(cast)
    return list(made) if isinstance(made, tuple) else [made.pk]


def test_a_load_balancer_hears_that_all_is_well(client, db):
    response = client.get(reverse("health"), headers={"accept": "application/json"})
    assert (response.status_code, set(response.json().values())) == (200, {"OK"})
