"""What the forms do and what the ranking shows to whom."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.in_force import tiers_in_force
from accounts.jobs import RANK
from accounts.models import Account, Order, TierOverride, TierRun
from accounts.services.ranking import rank_accounts
from accounts.views.pareto import run_context
from crm.jobs.models import Job
from crm.jobs.services import run_due
from tests.cast import Cast
from tests.factories.accounts import AccountFactory, CurrencyFactory, OrderFactory, ProductFactory
from tests.factories.customers import CustomerFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def account(cast: Cast) -> Account:
    CurrencyFactory()
    made: Account = AccountFactory(
        customer__owner=cast.owner, customer__name="Alba Oil", tier="B", computed_tier="B"
    )
    return made


def order_data(*lines: tuple[Any, ...], **head: Any) -> dict[str, Any]:
    """Return what the order form posts: *lines* are product, quantity, price, discount."""
    data = {"date": timezone.localdate().isoformat(), "number": "", "currency": "EUR", "rep": ""}
    data |= {"lines-TOTAL_FORMS": str(len(lines) + 1), "lines-INITIAL_FORMS": "0"}
    for at, line in enumerate(lines):
        for name, value in zip(("product", "quantity", "price", "discount"), line, strict=False):
            data[f"lines-{at}-{name}"] = str(getattr(value, "pk", value))
    return data | head


def test_a_rep_records_an_order(client: Client, cast: Cast, account: Account) -> None:
    client.force_login(cast.owner)
    address = reverse("accounts:order-new", args=[account.pk])
    assert client.get(address).status_code == 200
    product = ProductFactory(price=Decimal("2.50"))
    response = client.post(address, order_data((product, "4"), (ProductFactory(), "1", "10", "12.5")))
    order = Order.objects.get()
    assert response.headers["Location"] == order.get_absolute_url()
    assert (order.net, order.rep) == (Decimal("18.75"), cast.owner)
    assert client.get(order.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("", "4"), "Choose the product"),
        (("p", ""), "How much"),
        (("p", "-1"), "0.001"),
        (("p", "x"), "number"),
    ],
)
def test_wrong_lines_come_back_with_words(
    client: Client, cast: Cast, account: Account, line: Any, words: str
) -> None:
    client.force_login(cast.owner)
    product = ProductFactory()
    given = (product if line[0] == "p" else "", line[1])
    response = client.post(reverse("accounts:order-new", args=[account.pk]), order_data(given))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Order.objects.exists()


def test_more_lines_keep_what_was_typed(client: Client, cast: Cast, account: Account) -> None:
    client.force_login(cast.owner)
    data = order_data((ProductFactory(), "4"), more="1")
    page = client.post(reverse("accounts:order-new", args=[account.pk]), data).content.decode()
    assert 'name="lines-6-product"' in page
    assert 'value="4"' in page
    assert not Order.objects.exists()


def test_refusals_stand_in_the_form(client: Client, cast: Cast, account: Account) -> None:
    client.force_login(cast.owner)
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    response = client.post(
        reverse("accounts:order-new", args=[account.pk]), order_data((ProductFactory(), 1), date=day)
    )
    assert "still to come" in response.content.decode()


def test_a_return_from_its_order(client: Client, cast: Cast, account: Account) -> None:
    client.force_login(cast.owner)
    sale = OrderFactory(account=account, net=Decimal(30))
    address = reverse("accounts:return-new", args=[account.pk])
    assert (
        f'<option value="{sale.pk}" selected>' in client.get(f"{address}?returns={sale.pk}").content.decode()
    )
    client.post(address, order_data((sale.lines.get().product, "1"), returns=sale.pk))
    assert Order.objects.get(kind="return").net == -30


def test_an_order_is_mended(client: Client, cast: Cast, account: Account) -> None:
    client.force_login(cast.owner)
    order = OrderFactory(account=account, net=Decimal(30))
    address = reverse("accounts:order-edit", args=[order.pk])
    page = client.get(address).content.decode()
    assert 'value="30"' in page
    client.post(address, order_data((order.lines.get().product, "2", "30")))
    order.refresh_from_db()
    assert order.net == 60


def test_mending_keeps_a_rep_who_has_left_and_refuses_what_others_changed(
    client: Client, cast: Cast, account: Account
) -> None:
    leaver = UserFactory(is_active=False)
    order = OrderFactory(account=account, net=Decimal(30), rep=leaver)
    client.force_login(cast.owner)
    address = reverse("accounts:order-edit", args=[order.pk])
    form = client.get(address).context["form"]
    shown = {name: form[name].value() for name in ("rep", "seen")}
    lines = (order.lines.get().product, "2", "30")
    assert client.post(address, order_data(lines, **shown)).status_code == 302
    order.refresh_from_db()
    assert (order.rep, order.net) == (leaver, 60)
    late = client.post(address, order_data((lines[0], "5", "30"), **shown))
    assert "Somebody has changed this order meanwhile." in late.content.decode()
    order.refresh_from_db()
    assert order.net == 60


def test_trading_facts_are_saved(client: Client, cast: Cast, account: Account) -> None:
    client.force_login(cast.owner)
    data = {
        "payment_days": "14",
        "supply_priority": "first",
        "visit_weekdays": ["1", "3"],
        "cadence_days": "",
    }
    assert client.post(reverse("accounts:edit", args=[account.pk]), data).status_code == 302
    account.refresh_from_db()
    assert (account.payment_days, account.supply_priority, account.visit_weekdays) == (14, "first", "13")
    wrong = client.post(
        reverse("accounts:edit", args=[account.pk]), data | {"visit_from": "12:00", "visit_until": "09:00"}
    )
    assert "later than they begin" in wrong.content.decode()


def test_a_manager_sets_the_tier_and_gives_it_back(client: Client, cast: Cast, account: Account) -> None:
    client.force_login(cast.manager)
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    address = reverse("accounts:tier", args=[account.pk])
    client.post(address, {"tier": "A", "expires_on": until, "reason": "Second site"})
    page = client.get(account.get_absolute_url()).content.decode()
    assert "Second site" in page
    assert "tier--set" in page
    client.post(reverse("accounts:tier-give-back", args=[account.pk]))
    account.refresh_from_db()
    assert account.tier == "B"
    assert TierOverride.objects.get().ended_by == cast.manager


@pytest.fixture
def ranked(cast: Cast) -> None:
    """The owner sells 60 and 5, the stranger 35; then the owner's small account overtakes."""
    for owner, net in ((cast.owner, 60), (cast.owner, 5), (cast.stranger, 35)):
        OrderFactory(account=AccountFactory(customer__owner=owner), net=Decimal(net))
    rank_accounts()
    small = Account.objects.get(sales=5)
    OrderFactory(account=small, net=Decimal(900))
    rank_accounts()


@pytest.mark.usefixtures("ranked")
@pytest.mark.parametrize(
    ("who", "total", "company"), [("admin", 1000, True), ("owner", 965, False), ("stranger", 35, False)]
)
def test_sums_are_those_of_the_accounts_a_person_sees(
    cast: Cast, who: str, total: int, company: bool
) -> None:
    run = TierRun.objects.in_force()
    assert run is not None
    context = run_context(run, cast.named()[who])
    assert (context["report"].total, context["report"].company) == (total, company)
    assert sum(figures.sales for figures in context["report"].figures) == total


@pytest.mark.usefixtures("ranked")
def test_movers_are_shown_to_who_sees_them(client: Client, cast: Cast) -> None:
    moved = Account.objects.get(sales=905).customer.name
    for person, shown in ((cast.owner, True), (cast.admin, True), (cast.stranger, False)):
        client.force_login(person)
        page = (
            client.get(reverse("accounts:pareto"))
            .content.decode()
            .replace("&amp;", "&")
            .replace("&#x27;", "'")
        )
        assert (moved in page) == shown


@pytest.mark.usefixtures("ranked")
def test_an_earlier_run_can_be_chosen_and_an_unknown_one_not(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    first = TierRun.objects.earliest("pk")
    page = client.get(reverse("accounts:pareto") + f"?run={first.pk}").content.decode()
    assert "nothing to compare with" in page
    for wrong in ("0", "x", "9" * 30):
        assert client.get(reverse("accounts:pareto") + f"?run={wrong}").status_code == 404


def test_rank_now_shows_a_bar_that_is_there_again_later(client: Client, cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr("crm.jobs.services._wake", lambda: None)
    client.force_login(cast.manager)
    for _ in range(2):
        client.post(reverse("accounts:rank"))
    job = Job.objects.get(kind=RANK)
    bar = f'data-progress="{reverse("jobs:progress", args=[job.pk])}"'
    assert bar in client.get(reverse("accounts:pareto")).content.decode()
    client.force_login(cast.owner)
    assert bar not in client.get(reverse("accounts:pareto")).content.decode()


@pytest.mark.parametrize(
    ("asked", "days", "before"),
    [
        ({}, 365, 0),
        ({"period": "rolling", "days": "7"}, 365, 0),
        ({"period": "all"}, None, 0),
        ({"period": "days", "days": "30", "as_of": "earlier"}, 30, 9),
    ],
)
def test_ranking_by_the_period_asked_for(
    client: Client, cast: Cast, monkeypatch: Any, asked: dict[str, str], days: int | None, before: int
) -> None:
    monkeypatch.setattr("crm.jobs.services._wake", lambda: None)
    as_of = timezone.localdate() - timedelta(days=before)
    client.force_login(cast.manager)
    data = asked | ({"as_of": as_of.isoformat()} if "as_of" in asked else {})
    assert client.post(reverse("accounts:rank"), data).status_code == 302
    run_due()
    run = TierRun.objects.get()
    assert (run.days, run.as_of, run.by) == (days, as_of, cast.manager)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"period": "days"}, "Give the number of days."),
        ({"period": "days", "days": "0"}, "greater than or equal to 1"),
        ({"period": "days", "days": "99999999999"}, "less than or equal to"),
        ({"period": "ever"}, "not one of the available choices"),
        ({"as_of": "2199-01-01"}, "a day to come"),
        ({"as_of": "0026-01-01"}, "The year 26 is out of range"),
        ({"as_of": "soon"}, "valid date"),
    ],
)
def test_a_period_that_cannot_be_ranked_by(
    client: Client, cast: Cast, asked: dict[str, str], words: str
) -> None:
    client.force_login(cast.manager)
    response = client.post(reverse("accounts:rank"), asked)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Job.objects.exists()


def test_the_form_of_the_period_is_for_who_may_rank(client: Client, cast: Cast) -> None:
    for person, shown in ((cast.manager, True), (cast.owner, False)):
        client.force_login(person)
        page = client.get(reverse("accounts:pareto")).content.decode()
        assert ('name="period"' in page) == shown


def test_orders_before_the_period_are_said_with_the_remedy(client: Client, cast: Cast) -> None:
    account = AccountFactory(customer__owner=cast.owner, opened_on=date(1996, 7, 4))
    OrderFactory(account=account, date=date(1998, 5, 6))
    rank_accounts()
    words = "The last order is of May 6, 1998"
    client.force_login(cast.manager)
    page = client.get(reverse("accounts:pareto")).content.decode()
    assert words in page
    assert "Rank by all orders" in page
    client.force_login(cast.stranger)
    assert words not in client.get(reverse("accounts:pareto")).content.decode()
    rank_accounts(all_orders=True)
    client.force_login(cast.manager)
    assert words not in client.get(reverse("accounts:pareto")).content.decode()


def test_the_card_of_an_account_without_anything(client: Client, cast: Cast, account: Account) -> None:
    client.force_login(cast.owner)
    for tab in ("overview", "orders", "products", "tiers", "contacts", "visits", "files"):
        assert client.get(account.get_absolute_url() + f"?tab={tab}").status_code == 200
    assert client.get(account.get_absolute_url() + "?tab=none").status_code == 404


def test_an_archived_account_takes_no_orders_and_offers_its_card_back(
    client: Client, cast: Cast, account: Account
) -> None:
    client.force_login(cast.owner)
    order_url = reverse("accounts:order-new", args=[account.pk])
    restore_url = reverse("customers:restore", args=[account.customer_id])
    html = client.get(account.get_absolute_url()).content.decode()
    assert (order_url in html, restore_url in html) == (True, False)
    account.customer.archived_at = timezone.now()
    account.customer.save()
    html = client.get(account.get_absolute_url()).content.decode()
    assert (order_url in html, restore_url in html) == (False, True)


def test_the_customers_card_leads_to_the_account(client: Client, cast: Cast, account: Account) -> None:
    client.force_login(cast.owner)
    page = client.get(account.customer.get_absolute_url() + "?tab=orders").content.decode()
    assert account.get_absolute_url() in page


def test_the_customers_head_shows_the_tier_and_takes_an_order(
    client: Client, cast: Cast, account: Account
) -> None:
    client.force_login(cast.owner)
    order = reverse("accounts:order-new", args=[account.pk])
    head = client.get(account.customer.get_absolute_url()).context
    assert sum(badge.count("tier--b") for badge in head["header"].badges) == 1
    assert order in [action.url for action in head["actions"]]
    Account.objects.update(closed_on=timezone.localdate())
    head = client.get(account.customer.get_absolute_url()).context
    assert order not in [action.url for action in head["actions"]]
    other = CustomerFactory(owner=cast.owner)
    head = client.get(other.get_absolute_url()).context
    assert not any("tier--" in badge for badge in head["header"].badges)
    assert not any("/orders/new/" in action.url for action in head["actions"])


def test_the_feed_tells_orders_and_tiers_in_words(client: Client, cast: Cast, account: Account) -> None:
    client.force_login(cast.manager)
    client.post(reverse("accounts:order-new", args=[account.pk]), order_data((ProductFactory(), "1", "10")))
    client.post(
        reverse("accounts:tier", args=[account.pk]),
        {"tier": "A", "expires_on": timezone.localdate().isoformat(), "reason": "Second site"},
    )
    page = client.get(account.get_absolute_url()).content.decode()
    assert f">{account.orders.get().number}</a>: " in page
    assert "set the tier from B to A" in page


def test_overrides_are_told_where_home_and_ranking_count_differently(client: Client, cast: Cast) -> None:
    for computed, tier in (("A", "A"), ("A", "A"), ("A", "B"), ("C", "A"), ("C", "C")):
        AccountFactory(customer__owner=cast.owner, computed_tier=computed, tier=tier)
    found = tiers_in_force(cast.owner)
    assert {tier: (one.count, one.computed) for tier, one in found.items()} == {
        "A": (3, 3),
        "B": (1, 0),
        "C": (1, 2),
        "N": (0, 0),
    }
    assert [one.words for one in found.values()] == [
        "3 computed, 1 overridden to A, 1 to another tier",
        "0 computed, 1 overridden to B",
        "2 computed, 1 overridden to another tier",
        "",
    ]
    client.force_login(cast.owner)
    home = client.get(reverse("shell:home")).content.decode()
    assert "3 computed, 1 overridden to A, 1 to another tier" in home
    client.force_login(cast.stranger)
    assert "overridden" not in client.get(reverse("shell:home")).content.decode()


@pytest.mark.usefixtures("ranked")
def test_the_ranking_tells_what_managers_have_made_of_it(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    assert "overridden" not in client.get(reverse("accounts:pareto")).content.decode()
    Account.objects.filter(computed_tier="C").update(tier="A")
    first = TierRun.objects.earliest("pk")
    assert "in force: managers have overridden" in client.get(reverse("accounts:pareto")).content.decode()
    earlier = client.get(reverse("accounts:pareto"), {"run": first.pk}).content.decode()
    assert "overridden" not in earlier
    assert "kept as history" in earlier


def test_home_panels(client: Client, cast: Cast, account: Account) -> None:
    Account.objects.update(last_order_on=timezone.localdate() - timedelta(days=200))
    client.force_login(cast.owner)
    page = client.get(reverse("shell:home")).content.decode()
    assert "Alba Oil" in page
    client.force_login(cast.stranger)
    assert "Alba Oil" not in client.get(reverse("shell:home")).content.decode()


def test_search_finds_orders_by_number(client: Client, cast: Cast, account: Account) -> None:
    OrderFactory(account=account, number="XQ-77")
    for person, hit in ((cast.owner, True), (cast.stranger, False)):
        client.force_login(person)
        page = client.get(reverse("shell:search") + "?q=xq-7").content.decode()
        assert ("XQ-77" in page) == hit


def test_a_customer_without_an_account_gets_one_from_the_card(client: Client, cast: Cast) -> None:
    customer = CustomerFactory(owner=cast.owner, team=cast.harbour)
    client.force_login(cast.owner)
    tab = client.get(customer.get_absolute_url() + "?tab=account").content.decode()
    assert reverse("accounts:open", args=[customer.pk]) in tab
    response = client.post(reverse("accounts:open", args=[customer.pk]))
    account = Account.objects.get(customer=customer)
    assert (response.status_code, response["Location"]) == (302, account.get_absolute_url())
    assert client.get(customer.get_absolute_url() + "?tab=account").status_code == 404
