"""Every route of the API × every person × the owner's record: who gets an answer, a 403, a 404.

A route that no table below names fails the suite, so a new one has to say who it is for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from constance.test import override_config
from django.core.files.base import ContentFile
from django.db import transaction
from drf_spectacular.generators import EndpointEnumerator
from rest_framework.test import APIClient

from accounts.models import TierRun
from crm.customers.models import Customer, DuplicatePair, NotDuplicate
from crm.customers.services import merge_customers
from crm.exchange.models import Import
from crm.jobs.models import Job
from crm.shell.models import SavedFilter
from crm.timeline.models import Attachment, Note
from prospects.models import LedgerEntry
from tests.api import program_of
from tests.cast import SEES_OWNERS_RECORDS, Cast
from tests.factories.accounts import (
    AccountFactory,
    CurrencyFactory,
    OrderFactory,
    ProductFactory,
    ProductFamilyFactory,
    TierOverrideFactory,
)
from tests.factories.customers import (
    AddressFactory,
    ContactFactory,
    CustomerFactory,
    CustomFieldFactory,
    IndustryFactory,
)
from tests.factories.people import DeputyFactory, LeaveFactory, TerritoryFactory, UserFactory
from tests.factories.prospects import (
    CampaignFactory,
    CampaignMemberFactory,
    MethodFactory,
    ProspectFactory,
    StepFactory,
)
from tests.factories.timeline import TouchFactory
from tests.factories.visits import VisitFactory, VisitPlanFactory
from visits.choices import VisitState

EVERYBODY = frozenset({"owner", "mate", "manager", "other_manager", "stranger", "regional", "admin"})
LEADERS = frozenset({"manager", "other_manager", "regional", "admin"})
SEES = frozenset(SEES_OWNERS_RECORDS)
TEAM_MATES = frozenset({"owner", "mate", "manager"})
OWN = frozenset({"owner", "admin"})
# 400 and 415: they may, only an empty body is not what it takes.
ANSWERED = (200, 201, 202, 204, 400, 415)


@dataclass(frozen=True)
class Route:
    """A route: its record, made for the owner; who sees it, and who of those may use it."""

    make: Callable[[Cast], Any] = lambda cast: None
    sees: frozenset[str] = SEES
    may: frozenset[str] = EVERYBODY
    settings: dict[str, Any] = field(default_factory=dict)


def customer(cast: Cast, **values: Any) -> Any:
    found = Customer.objects.filter(owner=cast.owner).first()
    return found or CustomerFactory(owner=cast.owner, team=cast.harbour, **values)


def account(cast: Cast, **values: Any) -> Any:
    return AccountFactory(customer=customer(cast), **values)


def attachment(cast: Cast) -> Any:
    return Attachment.objects.create(
        customer=customer(cast), by=cast.owner, file=ContentFile(b"text", "note.txt"), name="note.txt", size=4
    )


def visit(cast: Cast, **values: Any) -> Any:
    return VisitFactory(customer=customer(cast), rep=cast.owner, **values)


def import_of(cast: Cast) -> Any:
    bad = ContentFile(b"bad", "bad.csv")
    return Import.objects.create(
        kind="contacts", file=ContentFile(b"name\n", "a.csv"), file_name="a.csv", by=cast.owner, bad_rows=bad
    )


def kept(cast: Cast) -> Any:
    return SavedFilter.objects.create(owner=cast.owner, page="customers:list", name="Bern", shared=True)


def columns(cast: Cast) -> Any:
    return SavedFilter.objects.create(owner=cast.owner, page="customers:list", columns=["name"])


def tier_run(cast: Cast) -> Any:
    counts = {key: {"accounts": 0, "sales": "0"} for key in ("A", "B", "C", "N", "unranked")}
    return TierRun.objects.create(
        as_of=date(2026, 11, 1), days=365, a_share=80, b_share=95, new_days=90, summary=counts
    )


def two_cards(cast: Cast) -> list[Customer]:
    return [CustomerFactory(owner=cast.owner, team=cast.harbour) for _ in range(2)]


def merge(cast: Cast) -> Any:
    kept, gone = two_cards(cast)
    return merge_customers(kept=kept, gone=gone, by=cast.owner)


def duplicate(cast: Cast) -> Any:
    a, b = two_cards(cast)
    return DuplicatePair.objects.create(a=a, b=b, score=90)


def told_apart(cast: Cast) -> Any:
    a, b = two_cards(cast)
    return NotDuplicate.objects.create(a=a, b=b, by=cast.owner)


DUPLICATE, TOLD_APART, MERGE = Route(duplicate), Route(told_apart), Route(merge)


def pooled(cast: Cast) -> Any:
    return ProspectFactory(customer=CustomerFactory(owner=None, team=cast.harbour), added_by=None)


def held(cast: Cast) -> Any:
    return ProspectFactory(customer=CustomerFactory(owner=cast.owner, team=cast.harbour))


def ledger_entry(cast: Cast) -> Any:
    made = held(cast)
    return LedgerEntry.objects.create(
        team=cast.harbour, rep=cast.owner, customer=made.customer, prospect=made, kind="new_name",
        change=0, debt=0,
    )  # fmt: skip


def campaign(cast: Cast) -> Any:
    return CampaignFactory(team=cast.harbour, lead=cast.owner)


def campaign_member(cast: Cast) -> Any:
    return CampaignMemberFactory(campaign=campaign(cast), prospect=held(cast))


# Who sees what belongs to the owner's team as a whole.
TEAM = SEES | {"mate"}
POOLED, CAMPAIGN = Route(pooled, sees=TEAM), Route(campaign, sees=TEAM)
CUSTOMER, ACCOUNT, VISIT = Route(customer), Route(account), Route(visit)
PROSPECT = Route(lambda cast: ProspectFactory(customer=customer(cast)))
CONTACT = Route(lambda cast: ContactFactory(customer=customer(cast)))
ADDRESS = Route(lambda cast: AddressFactory(customer=customer(cast)))
FILE = Route(attachment)
TOUCH = Route(lambda cast: TouchFactory(customer=customer(cast), by=cast.owner))
LEAVE = Route(lambda cast: LeaveFactory(person=cast.owner))
DEPUTY = Route(lambda cast: DeputyFactory(principal=cast.owner, deputy=UserFactory()))
LED = Route(account, may=LEADERS)
IMPORT = Route(import_of, sees=OWN)
PRIVATE = Route(
    customer, sees=frozenset({"owner", "manager", "regional"}), settings={"CUSTOMERS_PRIVATE_FIELDS": True}
)
RUN = Route(tier_run, sees=EVERYBODY)
ALL = Route(sees=EVERYBODY)

ROUTES: dict[str, Route] = {
    "DELETE token/": ALL,
    "GET me/": ALL,
    "PATCH me/": ALL,
    "POST hand-over/": Route(sees=EVERYBODY, may=LEADERS),
    "GET search/": ALL,
    "GET users/": ALL,
    "GET users/{pk}/": Route(lambda cast: cast.owner),
    "GET teams/": ALL,
    "GET teams/{pk}/": Route(lambda cast: cast.harbour, sees=SEES | {"mate"}),
    "GET territories/": ALL,
    "GET territories/{pk}/": Route(lambda cast: TerritoryFactory(team=cast.harbour, rep=cast.owner)),
    "GET leaves/": ALL,
    "POST leaves/": ALL,
    "GET leaves/{pk}/": LEAVE,
    "DELETE leaves/{pk}/": LEAVE,
    "GET deputies/": ALL,
    "POST deputies/": ALL,
    "GET deputies/{pk}/": DEPUTY,
    "DELETE deputies/{pk}/": DEPUTY,
    "GET deputies/candidates/": ALL,
    "GET customers/": ALL,
    "POST customers/": ALL,
    "GET customers/{pk}/": CUSTOMER,
    "PATCH customers/{pk}/": CUSTOMER,
    "POST customers/{pk}/verify/": CUSTOMER,
    "POST customers/{pk}/archive/": CUSTOMER,
    "POST customers/{pk}/restore/": CUSTOMER,
    "POST customers/{pk}/owner/": Route(customer, may=LEADERS),
    "POST customers/owner/": Route(sees=EVERYBODY, may=LEADERS),
    "GET customers/{pk}/completeness/": CUSTOMER,
    "GET customers/{pk}/chain/": CUSTOMER,
    "GET customers/{pk}/history/": CUSTOMER,
    "GET customers/{pk}/private/": PRIVATE,
    "PATCH customers/{pk}/private/": PRIVATE,
    "GET customers/{pk}/private-looks/": CUSTOMER,
    "GET duplicates/": ALL,
    "POST duplicates/scan/": ALL,
    "GET duplicates/{pk}/": DUPLICATE,
    "POST duplicates/{pk}/dismiss/": DUPLICATE,
    "GET told-apart/": ALL,
    "GET told-apart/{pk}/": TOLD_APART,
    "POST told-apart/{pk}/undo/": TOLD_APART,
    "GET merges/": ALL,
    "POST merges/": ALL,
    "GET merges/{pk}/": MERGE,
    "POST merges/{pk}/undo/": MERGE,
    "GET contacts/": ALL,
    "POST contacts/": ALL,
    "GET contacts/{pk}/": CONTACT,
    "PATCH contacts/{pk}/": CONTACT,
    "DELETE contacts/{pk}/": CONTACT,
    "GET addresses/": ALL,
    "POST addresses/": ALL,
    "GET addresses/{pk}/": ADDRESS,
    "PATCH addresses/{pk}/": ADDRESS,
    "DELETE addresses/{pk}/": ADDRESS,
    "GET industries/": ALL,
    "GET industries/{pk}/": Route(lambda cast: IndustryFactory(), sees=EVERYBODY),
    "GET custom-fields/": ALL,
    "GET custom-fields/{pk}/": Route(lambda cast: CustomFieldFactory(), sees=EVERYBODY),
    "GET touches/": ALL,
    "POST touches/": ALL,
    "GET touches/{pk}/": TOUCH,
    "PATCH touches/{pk}/": TOUCH,
    "DELETE touches/{pk}/": TOUCH,
    "POST touches/{pk}/done/": TOUCH,
    "GET notes/": ALL,
    "POST notes/": ALL,
    "GET notes/{pk}/": Route(
        lambda cast: Note.objects.create(customer=customer(cast), by=cast.owner, text="Likes tea.")
    ),
    "GET files/": ALL,
    "POST files/": ALL,
    "GET files/{pk}/": FILE,
    "DELETE files/{pk}/": FILE,
    "GET files/{pk}/content/": FILE,
    "GET customers/{customer}/feed/": CUSTOMER,
    "GET saved-filters/": ALL,
    "POST saved-filters/": ALL,
    "GET saved-filters/{pk}/": Route(kept, sees=TEAM_MATES),
    "DELETE saved-filters/{pk}/": Route(kept, sees=frozenset({"owner"})),
    "GET list-columns/": ALL,
    "POST list-columns/": ALL,
    "GET list-columns/{pk}/": Route(columns, sees=frozenset({"owner"})),
    "DELETE list-columns/{pk}/": Route(columns, sees=frozenset({"owner"})),
    "GET jobs/": ALL,
    "GET jobs/{pk}/": Route(lambda cast: Job.objects.create(kind="accounts.rank", by=cast.owner), sees=OWN),
    "GET accounts/": ALL,
    "POST accounts/": ALL,
    "GET accounts/{pk}/": ACCOUNT,
    "PATCH accounts/{pk}/": ACCOUNT,
    "POST accounts/{pk}/tier/": LED,
    "POST accounts/{pk}/tier/give-back/": Route(
        lambda cast: TierOverrideFactory(account=account(cast), by=cast.manager).account, may=LEADERS
    ),
    "POST accounts/{pk}/close/": LED,
    "POST accounts/{pk}/reopen/": LED,
    "GET accounts/{pk}/tiers/": ACCOUNT,
    "GET orders/": ALL,
    "POST orders/": ALL,
    "GET orders/{pk}/": Route(lambda cast: OrderFactory(account=account(cast))),
    "PATCH orders/{pk}/": Route(lambda cast: OrderFactory(account=account(cast))),
    "GET products/": ALL,
    "POST products/": Route(sees=EVERYBODY, may=LEADERS),
    "GET products/{pk}/": Route(lambda cast: ProductFactory(), sees=EVERYBODY),
    "PATCH products/{pk}/": Route(lambda cast: ProductFactory(), sees=EVERYBODY, may=LEADERS),
    "GET product-families/": ALL,
    "GET product-families/{pk}/": Route(lambda cast: ProductFamilyFactory(), sees=EVERYBODY),
    "GET currencies/": ALL,
    "GET currencies/{pk}/": Route(lambda cast: CurrencyFactory(), sees=EVERYBODY),
    "GET tier-runs/": ALL,
    "POST tier-runs/": Route(sees=EVERYBODY, may=LEADERS),
    "GET tier-runs/{pk}/": RUN,
    "GET tier-runs/{pk}/curve/": RUN,
    "GET tier-runs/{pk}/movers/": RUN,
    "GET prospects/": ALL,
    "POST prospects/": ALL,
    "GET prospects/{pk}/": PROSPECT,
    "PATCH prospects/{pk}/": PROSPECT,
    "POST prospects/{pk}/stage/": PROSPECT,
    "POST prospects/{pk}/disposition/": PROSPECT,
    "POST prospects/{pk}/give-up/": PROSPECT,
    "POST prospects/{pk}/revive/": Route(
        lambda cast: ProspectFactory(customer=customer(cast), given_up=True)
    ),
    "POST prospects/{pk}/convert/": PROSPECT,
    "POST prospects/{pk}/to-pool/": PROSPECT,
    "GET acquisition-methods/": ALL,
    "GET acquisition-methods/{pk}/": Route(lambda cast: MethodFactory(), sees=EVERYBODY),
    "GET steps/": ALL,
    "GET steps/{pk}/": Route(lambda cast: StepFactory(), sees=EVERYBODY),
    "GET visits/": ALL,
    "POST visits/": ALL,
    "GET visits/{pk}/": VISIT,
    "POST visits/{pk}/move/": VISIT,
    "POST visits/{pk}/done/": VISIT,
    "POST visits/{pk}/missed/": VISIT,
    "POST visits/{pk}/cancel/": VISIT,
    "POST visits/{pk}/reopen/": Route(lambda cast: visit(cast, state=VisitState.DONE)),
    "GET visit-plans/": ALL,
    "POST visit-plans/": ALL,
    "GET visit-plans/{pk}/": Route(lambda cast: VisitPlanFactory(rep=cast.owner)),
    "GET visit-plans/{pk}/left-out/": Route(lambda cast: VisitPlanFactory(rep=cast.owner)),
    "POST visit-plans/{pk}/confirm/": Route(lambda cast: VisitPlanFactory(rep=cast.owner)),
    "GET pool/": ALL,
    "GET pool/{pk}/": POOLED,
    "POST pool/{pk}/claim/": POOLED,
    "POST pool/{pk}/give/": Route(pooled, sees=TEAM, may=LEADERS),
    "GET plan-100/": ALL,
    "GET plan-100/{pk}/": Route(lambda cast: cast.harbour, sees=TEAM),
    "GET ledger-entries/": ALL,
    "GET ledger-entries/{pk}/": Route(ledger_entry, sees=TEAM),
    "GET campaigns/": ALL,
    "POST campaigns/": Route(sees=EVERYBODY, may=LEADERS),
    "GET campaigns/{pk}/": CAMPAIGN,
    "PATCH campaigns/{pk}/": Route(campaign, sees=TEAM, may=LEADERS | {"owner"}),
    "POST campaigns/{pk}/close/": Route(campaign, sees=TEAM, may=LEADERS | {"owner"}),
    "POST campaigns/{pk}/members/": CAMPAIGN,
    "GET campaign-members/": ALL,
    "GET campaign-members/{pk}/": Route(campaign_member),
    "DELETE campaign-members/{pk}/": Route(campaign_member),
    "GET exports/": ALL,
    "GET exports/{kind}.{file_format}": ALL,
    "GET imports/": ALL,
    "POST imports/": ALL,
    "GET imports/{pk}/": IMPORT,
    "POST imports/{pk}/undo/": IMPORT,
    "GET imports/{pk}/bad-rows/": IMPORT,
}

# Log-in takes no token: tests/crm/people/test_api.py.
PUBLIC = {"POST token/"}
PREFIX = "/api/v1/"


def operations() -> list[str]:
    """Return every operation of the API: its method and its path below /api/v1/."""
    endpoints = EndpointEnumerator().get_api_endpoints()
    return [f"{one[2]} {one[0].removeprefix(PREFIX)}" for one in endpoints if one[0].startswith(PREFIX)]


def send(client: APIClient, operation: str, record: Any) -> int:
    """Return the status of an operation on *record*, asked with an empty body."""
    method, path = operation.split(" ")
    key = record.pk if record is not None else 0
    url = PREFIX + path.format(pk=key, customer=key, kind="customers", file_format="csv")
    return client.generic(method, url, "{}", content_type="application/json").status_code


def expected(route: Route, person: str) -> str:
    if person not in route.sees:
        return "404"
    return "answered" if person in route.may else "403"


def test_every_operation_says_who_it_is_for():
    assert sorted(operations()) == sorted([*ROUTES, *PUBLIC])


@pytest.mark.parametrize("operation", sorted(ROUTES))
def test_who_gets_what(cast, operation):
    route = ROUTES[operation]
    found = {}
    programs = {name: program_of(person) for name, person in cast.named().items()}
    for name, program in (programs | {"nobody": APIClient()}).items():
        with transaction.atomic(), override_config(**route.settings):
            status = send(program, operation, route.make(cast))
            found[name] = "answered" if status in ANSWERED else str(status)
            transaction.set_rollback(True)
    assert found == {name: expected(route, name) for name in programs} | {"nobody": "401"}


def test_an_address_that_is_none_is_answered_in_the_shape_of_errors(cast):
    response = program_of(cast.owner).get("/api/v1/nowhere/")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert APIClient().get("/api/v1/nowhere/").status_code == 401
