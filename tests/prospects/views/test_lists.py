"""The list, the map and the board: what they hold and narrow, at a fixed number of queries."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.customers.models import Customer
from crm.shell.models import SavedFilter
from prospects.choices import Disposition, MethodGroup, Newcomer, Stage
from prospects.models import Prospect
from prospects.views.lists import ProspectList
from tests.cast import Cast
from tests.factories.accounts import ProductFactory, ProductFamilyFactory
from tests.factories.customers import CustomerFactory, CustomFieldFactory, IndustryFactory
from tests.factories.prospects import (
    CampaignFactory,
    CampaignMemberFactory,
    MethodFactory,
    ProspectFactory,
    StepFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
MOST = {"list": 9, "board": 10, "map": 8}


def queries(client: Client, address: str) -> int:
    client.get(address)  # what is looked up once and kept
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def one(cast: Cast, **values: Any) -> Prospect:
    values = {"customer__owner": cast.owner, "step": StepFactory(), **values}
    return ProspectFactory(**values)


@pytest.mark.parametrize("name", list(MOST))
@pytest.mark.parametrize("who", ["owner", "manager", "admin"])
def test_queries_do_not_grow_with_rows(client: Client, cast: Cast, name: str, who: str) -> None:
    client.force_login(cast.named()[who])
    address = reverse(f"prospects:{name}")
    one(cast, customer__latitude=47.1, customer__longitude=8.1)
    one(cast, won=True, step=None)
    with_one = queries(client, address)
    for _ in range(3):
        one(cast, customer__latitude=47.1, customer__longitude=8.1)
    assert queries(client, address) == with_one
    assert with_one <= MOST[name]


@pytest.mark.parametrize("tab", ["overview", "card", "contacts", "addresses", "visits", "files", "history"])
def test_queries_of_a_card(client: Client, cast: Cast, tab: str) -> None:
    client.force_login(cast.owner)
    prospect = one(cast)
    assert queries(client, f"{prospect.get_absolute_url()}?tab={tab}") <= 17


def names(user: Any, **params: Any) -> list[str]:
    """Return the names that *user* finds in the list, in its order."""

    query = QueryDict(mutable=True)
    for name, value in params.items():
        query.setlist(name, [str(part) for part in value] if isinstance(value, list) else [str(value)])
    rows = ProspectList.rows_for(user, query)
    return sorted(rows.values_list("customer__name", flat=True))


def test_open_ones_unless_another_state_is_asked_for(cast: Cast) -> None:
    one(cast, customer__name="Open")
    one(cast, customer__name="Won", won=True, step=None)
    one(cast, customer__name="Given up", given_up=True)
    pooled = CustomerFactory(name="Pooled", owner=None, team=cast.harbour)
    ProspectFactory(customer=pooled, added_by=cast.owner)
    one(cast, customer__name="Archived", customer__archived_at=timezone.now())
    assert names(cast.manager) == ["Open", "Pooled"]
    assert names(cast.manager, state="won") == ["Won"]
    assert names(cast.manager, state="given_up") == ["Given up"]
    assert names(cast.manager, state="pool") == ["Pooled"]
    assert names(cast.manager, state="all") == ["Archived", "Given up", "Open", "Pooled", "Won"]
    assert names(cast.manager, state="of grace") == []
    assert names(cast.owner) == ["Open"]
    assert names(cast.mate) == []


@pytest.fixture
def two(cast: Cast) -> tuple[Prospect, Prospect]:
    """Alba, of whom everything is known, and Zeta, of whom nothing is."""
    today = timezone.localdate()
    CustomFieldFactory(key="tank", label="Tank")
    alba = ProspectFactory(
        customer=CustomerFactory(
            name="Alba",
            owner=cast.owner,
            city="Bern",
            industry=IndustryFactory(pk=77),
            incumbent="Shell",
            incumbent_loyalty="low",
            bank="Cantonal",
            last_touch_on=today - timedelta(days=40),
            custom={"tank": "steel"},
        ),
        stage=Stage.LIKELY,
        step=StepFactory(stage=Stage.LIKELY, probability=60),
        disposition=Disposition.KEEP_WARM,
        newcomer=Newcomer.LAPSED,
        method=MethodFactory(code="friends", group=MethodGroup.NETWORK),
        line=ProductFamilyFactory(name="Oil"),
        interest="Heating oil",
        hesitation="The price",
        need=3,
        budget=1,
        authority=3,
        timing=2,
        added_by=cast.manager,
        score=70,
        expected_value=Decimal(50_000),
        expected_on=today + timedelta(days=10),
        visits_made=3,
        opened_on=today - timedelta(days=100),
        held_since=today - timedelta(days=90),
    )
    alba.products.add(ProductFactory(pk=88))
    CampaignMemberFactory(
        campaign=CampaignFactory(pk=66, team=cast.harbour, lead=cast.manager), prospect=alba
    )
    zeta = ProspectFactory(customer=CustomerFactory(name="Zeta", owner=cast.mate, city="Thun"))
    Customer.objects.filter(name="Zeta").update(completeness=1)
    return alba, zeta


def test_every_filter_finds_its_own(cast: Cast, two: tuple[Prospect, Prospect]) -> None:
    alba, _zeta = two
    today = timezone.localdate()
    for query in (
        {"stage": "likely"},
        {"step": alba.step_id},
        {"disposition": "keep_warm"},
        {"newcomer": ["lapsed", "hesitating"]},
        {"method": alba.method_id},
        {"method_group": "network"},
        {"line": alba.line_id},
        {"product": 88},
        {"owner": cast.owner.pk},
        {"score_min": 60, "score_max": 80},
        {"expected_value_min": 50_000},
        {"expected_on_after": today.isoformat()},
        {"last_contact_before": today.isoformat(), "no_contact": "false"},
        {"returns_by": (today + timedelta(days=25)).isoformat()},
        {"visits_made_min": 1},
        {"opened_before": (today - timedelta(days=50)).isoformat()},
        {"campaign": 66},
        {"interest": "heating"},
        {"hesitation": "price"},
        {"need": ["2", "3"]},
        {"budget": "1"},
        {"authority": "3"},
        {"timing": "2"},
        {"probability_min": 50, "probability_max": 60},
        {"added_by": cast.manager.pk},
        {"effort_order": "3"},
        {"bank": "canton"},
        {"industry": 77},
        {"city": "bern"},
        {"incumbent": "shell"},
        {"incumbent_loyalty": "low"},
        {"completeness_min": 2},
        {"custom_tank": "steel"},
        {"q": "alba"},
    ):
        assert names(cast.manager, **query) == ["Alba"], query
    assert names(cast.manager, no_contact="true") == ["Zeta"]
    assert names(cast.manager, last_contact_before=today.isoformat()) == ["Alba", "Zeta"]
    assert names(cast.manager, team=cast.harbour.pk) == ["Alba", "Zeta"]
    # Nobody filters by what they do not see.
    assert names(cast.owner, owner=cast.mate.pk) == []


@pytest.mark.parametrize(
    "query",
    [
        "score_min=x",
        "owner=99999999999999999999",
        "opened_after=1066-10-14",
        "team=0",
        "stage=won",
        "campaign=7",
    ],
)
def test_a_filter_that_cannot_be_used_says_so(client: Client, cast: Cast, query: str) -> None:
    one(cast, customer__name="Open")
    client.force_login(cast.owner)
    page = client.get(f"{reverse('prospects:list')}?{query}").content.decode()
    assert "This filter cannot be used." in page
    assert "Open</a>" not in page


def test_best_first_and_every_column_sorts(
    client: Client, cast: Cast, two: tuple[Prospect, Prospect]
) -> None:
    client.force_login(cast.manager)
    page = client.get(reverse("prospects:list")).content.decode()
    assert page.index("Alba</a>") < page.index("Zeta</a>")
    for column in ProspectList.columns:
        if column.sort:
            for sign in ("", "-"):
                answer = client.get(reverse("prospects:list"), {"sort": f"{sign}{column.key}"})
                assert answer.status_code == 200, column.key


def test_the_effort_order_sorts_before_the_score(client: Client, cast: Cast) -> None:
    for name, loyalty, score in (
        ("Late", "high", 90),
        ("Soon", "low", 30),
        ("Next", "", 50),
        ("Now", "low", 40),
    ):
        one(cast, customer__name=name, customer__incumbent_loyalty=loyalty, score=score)
    client.force_login(cast.owner)
    page = client.get(reverse("prospects:list"), {"sort": "effort_order"}).content.decode()
    assert re.findall(r"data-open>(\w+)<", page) == ["Now", "Soon", "Next", "Late"]


@pytest.mark.parametrize("who", ["owner", "manager"])
def test_all_columns_at_once_cost_the_same_for_one_row_and_three(
    client: Client, cast: Cast, who: str
) -> None:
    person = cast.named()[who]
    keys = [*(column.key for column in ProspectList.columns), "introducer"]
    SavedFilter.objects.create(owner=person, page="prospects:list", name="", columns=keys)
    client.force_login(person)
    address = reverse("prospects:list")
    full = {"added_by": cast.manager, "line": ProductFamilyFactory(), "customer__introducer_note": "a friend"}
    one(cast, **full)
    with_one = queries(client, address)
    for _ in range(2):
        one(cast, **full).products.add(ProductFactory())
    assert queries(client, address) == with_one
    assert "a friend" in client.get(address).content.decode()


def test_what_a_row_says(client: Client, cast: Cast, two: tuple[Prospect, Prospect]) -> None:
    client.force_login(cast.owner)
    page = client.get(reverse("prospects:list")).content.decode()
    assert 'tag--yellow">Step' in page
    assert "30,000" in page  # 60% of 50,000
    assert "Keep warm" in page


def test_many_are_kept_warm_at_once_or_none(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    keys = [one(cast).pk, one(cast).pk]
    data = {"action": "keep-warm", "pk": keys, "confirmed": "1"}
    client.post(reverse("prospects:list"), data)
    assert Prospect.objects.filter(disposition=Disposition.KEEP_WARM).count() == 2
    lost = one(cast, given_up=True)
    answer = client.post(f"{reverse('prospects:list')}?state=all", {**data, "pk": [lost.pk, one(cast).pk]})
    assert answer.status_code == 302
    assert Prospect.objects.filter(disposition=Disposition.KEEP_WARM).count() == 2


def test_leaders_give_prospects_with_their_cards(client: Client, cast: Cast) -> None:
    prospect = one(cast)
    data = {"action": "owner", "pk": prospect.pk, "confirmed": "1", "owner": cast.mate.pk, "note": ""}
    client.force_login(cast.owner)
    assert client.post(reverse("prospects:list"), data).status_code == 403
    client.force_login(cast.manager)
    client.post(reverse("prospects:list"), data)
    assert Customer.objects.get(pk=prospect.customer_id).owner == cast.mate


def test_the_map_shows_the_same_prospects_and_how_many_it_leaves_out(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(cast.owner)
    for score in (10, 90):
        one(cast, score=score, customer__latitude=47.1, customer__longitude=8.1, customer__city="Bern")
    one(cast, customer__city="Bern")
    one(cast, customer__latitude=47.1, customer__longitude=8.1, customer__city="Thun")
    page = client.get(reverse("prospects:map"), {"city": "bern"}).content.decode()
    assert "2 prospects with a place" in page
    assert "1 has no coordinates." in page
    [group] = client.get(reverse("prospects:map"), {"city": "bern"}).context["map"].figures["days"]
    assert [stop["number"] for stop in group["stops"]] == [90, 10]
    assert (group["tone"], group["route"]) == ("green", False)
    monkeypatch.setattr("prospects.maps.map_of.__kwdefaults__", {"most": 1})
    page = client.get(reverse("prospects:map"), {"city": "bern"}).content.decode()
    assert "The best 1 of 2 with a place are shown." in page
    assert f'<a href="{reverse("prospects:list")}?city=bern&amp;filters=1">Filter the list' in page
