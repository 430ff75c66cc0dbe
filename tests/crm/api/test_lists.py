"""Lists of the API: pages by key, orders, filters that are known, a fixed number of queries."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.customers.models import Customer
from crm.exchange.models import Import
from crm.jobs.models import Job
from crm.shell.models import SavedFilter
from crm.timeline.models import Attachment, Note
from tests.api import program_of, wrong
from tests.crm.api.test_access import (
    campaign,
    campaign_member,
    duplicate,
    ledger_entry,
    merge,
    pooled,
    tier_run,
    told_apart,
)
from tests.factories.accounts import (
    AccountFactory,
    CurrencyFactory,
    OrderFactory,
    ProductFactory,
    ProductFamilyFactory,
)
from tests.factories.customers import (
    AddressFactory,
    ContactFactory,
    CustomerFactory,
    CustomFieldFactory,
    IndustryFactory,
)
from tests.factories.people import DeputyFactory, LeaveFactory, TeamFactory, TerritoryFactory, UserFactory
from tests.factories.prospects import CampaignDayFactory, MethodFactory, ProspectFactory, StepFactory
from tests.factories.timeline import TouchFactory
from tests.factories.visits import VisitFactory, VisitPlanFactory

URL = "/api/v1/customers/"


@pytest.fixture
def owner(cast):
    return program_of(cast.owner)


@pytest.fixture
def many(cast):
    """Seven customers, two of a name."""
    for name, city in zip("DACBGAE", ["", "Bern", "Bern", "Chur", "Aarau", "Zug", ""], strict=True):
        CustomerFactory(owner=cast.owner, name=name, city=city)


def walk(client, url):
    """Return the pages of a list from the first to the last, and back again."""
    forward = [client.get(url).json()]
    while forward[-1]["next"]:
        forward.append(client.get(forward[-1]["next"]).json())
    backward = [forward[-1]]
    while backward[-1]["previous"]:
        backward.append(client.get(backward[-1]["previous"]).json())
    return [[[row["id"] for row in page["results"]] for page in pages] for pages in (forward, backward[::-1])]


@pytest.mark.parametrize("ordering", ["id", "-id", "name", "-name", "city", "-verified_on", "created_at"])
def test_pages_hold_every_row_once_there_and_back(owner, many, ordering):
    forward, backward = walk(owner, f"{URL}?page_size=2&ordering={ordering}")
    assert [len(page) for page in forward] == [2, 2, 2, 1]
    seen = [key for page in forward for key in page]
    assert sorted(seen) == sorted(Customer.objects.values_list("pk", flat=True))
    assert forward == backward


def test_rows_come_in_the_order_asked_for(owner, many):
    names = [row["name"] for row in owner.get(f"{URL}?ordering=-name").json()["results"]]
    assert names == list("GEDCBAA")


def test_a_deep_page_reads_no_row_before_it(owner, many):
    deep = owner.get(owner.get(f"{URL}?page_size=2&ordering=name").json()["next"]).json()["next"]
    with CaptureQueriesContext(connection) as queries:
        owner.get(deep)
    page = next(query["sql"] for query in queries if "LIMIT 3" in query["sql"])
    assert "OFFSET" not in page
    assert '"customers_customer"."name"' in page.partition("WHERE")[2].partition("ORDER BY")[0]


def test_a_row_written_meanwhile_shifts_no_page(owner, many, cast):
    first = owner.get(f"{URL}?page_size=3&ordering=name").json()
    CustomerFactory(owner=cast.owner, name="AA")
    second = owner.get(first["next"]).json()
    assert [row["name"] for row in second["results"]] == list("CDE")


@pytest.mark.parametrize("cursor", ["x", "a", "b123", "aeyJh:1:2", "%00", "a" * 3_000])
def test_a_cursor_that_is_none_is_named(owner, many, cursor):
    assert wrong(owner.get(f"{URL}?cursor={cursor}")) == {"cursor": "invalid"}


def test_a_cursor_of_another_order_is_refused(owner, many):
    cursor = owner.get(f"{URL}?page_size=2").json()["next"].partition("cursor=")[2].partition("&")[0]
    assert wrong(owner.get(f"{URL}?ordering=name&cursor={cursor}")) == {"cursor": "invalid"}


@pytest.mark.parametrize("size", ["0", "-1", "501", "x", "9" * 30, "1.5"])
def test_a_page_size_that_cannot_be_is_named(owner, size):
    assert wrong(owner.get(f"{URL}?page_size={size}")) == {"page_size": "invalid"}


def test_an_order_that_is_not_offered_is_refused_with_those_that_are(owner):
    response = owner.get(f"{URL}?ordering=owner__password")
    assert wrong(response) == {"ordering": "invalid"}
    assert "completeness" in response.json()["message"]


def test_a_misspelt_filter_is_refused_not_ignored(owner, many):
    assert wrong(owner.get(f"{URL}?onwer=3")) == {"onwer": "invalid"}


def test_filters_do_not_hide_a_single_record(owner, many):
    customer = Customer.objects.first()
    assert owner.get(f"{URL}{customer.pk}/?kind=individual").status_code == 200


# A list asks the database the same number of questions however many rows it holds ------------------


def customer(cast):
    return CustomerFactory(owner=cast.owner, team=cast.harbour, introducer=CustomerFactory(owner=cast.owner))


def account(cast):
    return AccountFactory(customer=customer(cast))


def attachment(cast):
    return Attachment.objects.create(
        customer=customer(cast), by=cast.owner, file=ContentFile(b"text", "a.txt"), name="a.txt", size=4
    )


def order(cast):
    made = OrderFactory(account=account(cast))
    made.lines.create(product=ProductFactory(), quantity=1, price=1, net=1)
    return made


def prospect(cast):
    made = ProspectFactory(customer=customer(cast), step=StepFactory())
    made.products.add(ProductFactory())
    return made


def saved_filter(cast, **kept):
    return SavedFilter.objects.create(owner=cast.manager, page=f"page {Job.objects.count()}", **kept)


LISTS = {
    "users": lambda cast: UserFactory(team=cast.harbour),
    "teams": lambda cast: TeamFactory(parent=cast.harbour),
    "territories": lambda cast: TerritoryFactory(team=cast.harbour),
    "leaves": lambda cast: LeaveFactory(person=UserFactory(team=cast.harbour)),
    "deputies": lambda cast: DeputyFactory(principal=UserFactory(team=cast.harbour), deputy=UserFactory()),
    "customers": customer,
    "duplicates": duplicate,
    "told-apart": told_apart,
    "merges": merge,
    "contacts": lambda cast: ContactFactory(customer=customer(cast)),
    "addresses": lambda cast: AddressFactory(customer=customer(cast)),
    "industries": lambda cast: IndustryFactory(),
    "custom-fields": lambda cast: CustomFieldFactory(),
    "touches": lambda cast: TouchFactory(customer=customer(cast), contact=ContactFactory()),
    "notes": lambda cast: Note.objects.create(customer=customer(cast), by=UserFactory(), text="Tea."),
    "files": attachment,
    "saved-filters": lambda cast: saved_filter(cast, name="Bern"),
    "list-columns": lambda cast: saved_filter(cast, columns=["name"]),
    "jobs": lambda cast: Job.objects.create(kind="accounts.rank", by=cast.manager),
    "accounts": account,
    "orders": order,
    "products": lambda cast: ProductFactory(),
    "product-families": lambda cast: ProductFamilyFactory(),
    "currencies": lambda cast: CurrencyFactory(code=f"X{chr(65 + Job.objects.count())}X"),
    "tier-runs": tier_run,
    "prospects": prospect,
    "pool": pooled,
    "plan-100": lambda cast: UserFactory(team=TeamFactory(parent=cast.harbour)),
    "ledger-entries": ledger_entry,
    "campaigns": lambda cast: CampaignDayFactory(campaign=campaign(cast)),
    "campaign-members": campaign_member,
    "acquisition-methods": lambda cast: MethodFactory(code=f"way-{Job.objects.count()}"),
    "steps": lambda cast: StepFactory(),
    "visits": lambda cast: VisitFactory(customer=customer(cast), rep=UserFactory(team=cast.harbour)),
    "visit-plans": lambda cast: VisitPlanFactory(rep=UserFactory(team=cast.harbour)),
    "imports": lambda cast: Import.objects.create(kind="contacts", file_name="a.csv", by=cast.manager),
}
MOST = 8


def asked(client, url):
    """Return how many queries an answer takes, and how many rows it holds."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200, response.content
    return len(queries), len(response.json()["results"])


@pytest.mark.parametrize("name", sorted(LISTS))
def test_queries_do_not_grow_with_rows(cast, name):
    client, url = program_of(cast.manager), f"/api/v1/{name}/"
    client.get(url)  # notes the day of use
    LISTS[name](cast)
    few, rows = asked(client, url)
    for _ in range(2):
        Job.objects.create(kind="visits.plan")  # makes the codes of currencies differ
        LISTS[name](cast)
    many, more_rows = asked(client, url)
    assert more_rows >= rows + 2
    assert many == few
    assert few <= MOST


@pytest.mark.parametrize("name", ["orders", "visit-plans", "customers", "prospects"])
def test_details_take_few_queries(cast, name):
    client = program_of(cast.manager)
    record = LISTS[name](cast)
    client.get("/api/v1/me/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/api/v1/{name}/{record.pk}/").status_code == 200
    assert len(queries) <= MOST


@pytest.mark.parametrize(
    "query",
    [
        "accounts/?sales_min=1e999999",
        "customers/?completeness_min=1e30",
        "customers/?owner=99999999999999999999999",
        "customers/?born_min=99999999999999999999",
        "customers/?created_before=9999-12-31",
        "customers/?changed_since=0001-01-01T00:00:00%2B14:00",
        "visits/?date_after=0001-01-01",
        "teams/?parent=99999999999999999999999",
    ],
)
def test_values_beyond_any_record_are_refused(owner, query):
    assert set(wrong(owner.get(f"/api/v1/{query}")).values()) == {"invalid"}
