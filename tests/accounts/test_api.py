"""Accounts, orders, products and tiers in the API."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import Account, Order, TierOverride, TierRun
from accounts.ranking import Move, Standing
from accounts.services.ranking import rank_accounts
from crm.jobs.models import Job
from crm.jobs.services import run_due
from tests.api import program_of, wrong
from tests.factories.accounts import (
    AccountFactory,
    ExchangeRateFactory,
    OrderFactory,
    ProductFactory,
    ProductFamilyFactory,
)
from tests.factories.customers import CustomerFactory

ACCOUNTS, ORDERS, PRODUCTS, RUNS = (
    f"/api/v1/{name}/" for name in ("accounts", "orders", "products", "tier-runs")
)


@pytest.fixture
def owner(cast):
    return program_of(cast.owner)


@pytest.fixture
def manager(cast):
    return program_of(cast.manager)


@pytest.fixture
def account(cast):
    customer = CustomerFactory(name="Alba Oil", owner=cast.owner, team=cast.harbour)
    return AccountFactory(customer=customer)


def ids(response):
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


# Accounts -----------------------------------------------------------------------------------------


def test_an_account_names_its_customer_and_its_sums_their_currency(owner, account):
    found = owner.get(f"{ACCOUNTS}{account.pk}/").json()
    assert (found["customer"], found["customer_name"]) == (account.customer_id, "Alba Oil")
    assert found["sales"] == {"amount": "0.0000", "currency": "EUR"}


def test_trading_facts_change_and_the_rest_does_not(owner, account):
    sent = {"cadence_days": 10, "visit_weekdays": "02", "visit_from": "09:00", "tier": "A", "sales": "9"}
    found = owner.patch(f"{ACCOUNTS}{account.pk}/", sent, format="json").json()
    assert (found["cadence_days"], found["visit_weekdays"], found["visit_from"]) == (10, "02", "09:00:00")
    assert (found["tier"], found["sales"]["amount"]) == ("N", "0.0000")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"visit_weekdays": "07"}, "visit_weekdays"),
        ({"visit_from": "12:00", "visit_until": "11:00"}, "visit_until"),
        ({"cadence_days": 0}, "cadence_days"),
        ({"currency": "XXX"}, "currency"),
    ],
)
def test_a_wrong_fact_is_named(owner, account, sent, field):
    assert field in wrong(owner.patch(f"{ACCOUNTS}{account.pk}/", sent, format="json"))


def test_the_list_filters_as_the_page_does(owner, account, cast):
    gone = CustomerFactory(owner=cast.owner, archived_at=timezone.now())
    AccountFactory(customer=gone)
    top = AccountFactory(customer=CustomerFactory(owner=cast.owner, name="Brenner AG"), tier="A", sales=900)
    assert ids(owner.get(f"{ACCOUNTS}?ordering=-sales")) == [top.pk, account.pk]
    assert ids(owner.get(f"{ACCOUNTS}?tier=A")) == [top.pk]
    assert ids(owner.get(f"{ACCOUNTS}?sales_min=100")) == [top.pk]
    assert ids(owner.get(f"{ACCOUNTS}?q=alba")) == [account.pk]
    assert ids(owner.get(f"{ACCOUNTS}?customer={account.customer_id}")) == [account.pk]


def test_a_manager_sets_the_tier_and_gives_it_back(manager, account):
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    sent = {"tier": "A", "reason": "Second site", "expires_on": until}
    found = manager.post(f"{ACCOUNTS}{account.pk}/tier/", sent, format="json").json()
    assert (found["tier"], found["computed_tier"]) == ("A", "N")
    tiers = manager.get(f"{ACCOUNTS}{account.pk}/tiers/").json()
    assert tiers["overrides"][0]["reason"] == "Second site"
    assert manager.post(f"{ACCOUNTS}{account.pk}/tier/give-back/").json()["tier"] == "N"
    assert TierOverride.objects.get().ended_at is not None


def test_a_tier_set_for_too_long_is_refused(manager, account):
    until = (timezone.localdate() + timedelta(days=400)).isoformat()
    sent = {"tier": "A", "reason": "Second site", "expires_on": until}
    assert wrong(manager.post(f"{ACCOUNTS}{account.pk}/tier/", sent, format="json")) == {
        "expires_on": "expires_on"
    }


def test_a_closed_account_takes_no_order_until_it_is_open_again(manager, owner, account):
    order = {"account": account.pk, "lines": [{"product": ProductFactory().pk, "quantity": "1"}]}
    assert manager.post(f"{ACCOUNTS}{account.pk}/close/").json()["closed_on"]
    assert wrong(owner.post(ORDERS, order, format="json")) == {None: "closed"}
    assert manager.post(f"{ACCOUNTS}{account.pk}/reopen/").json()["closed_on"] is None
    assert owner.post(ORDERS, order, format="json").status_code == 201


# Orders -------------------------------------------------------------------------------------------


def test_an_order_is_recorded_with_its_lines(owner, account, cast):
    oil, grease = ProductFactory(price=Decimal("12.50")), ProductFactory(price=Decimal(3))
    sent = {
        "account": account.pk,
        "lines": [
            {"product": oil.pk, "quantity": "10", "discount": "0.1"},
            {"product": grease.pk, "quantity": "2.5", "price": "4"},
        ],
    }
    response = owner.post(ORDERS, sent, format="json")
    found = response.json()
    assert (response.status_code, found["kind"], found["rep"]) == (201, "sale", cast.owner.pk)
    assert found["net"] == {"amount": "122.5000", "currency": "EUR"}
    assert [line["net"] for line in found["lines"]] == ["112.5000", "10.0000"]
    assert found["customer_name"] == "Alba Oil"
    account.refresh_from_db()
    assert account.last_order_on == timezone.localdate()


def test_an_order_in_another_currency_says_both_sums(owner, account):
    rate = ExchangeRateFactory()
    sent = {
        "account": account.pk,
        "currency": rate.currency_id,
        "lines": [{"product": ProductFactory().pk, "quantity": "1", "price": "100"}],
    }
    found = owner.post(ORDERS, sent, format="json").json()
    assert found["net"] == {"amount": "100.0000", "currency": "USD"}
    assert found["net_base"] == {"amount": "90.0000", "currency": "EUR"}


def test_an_order_sent_twice_with_a_key_is_recorded_once(owner, account):
    sent = {"account": account.pk, "lines": [{"product": ProductFactory().pk, "quantity": "1"}]}
    first = owner.post(ORDERS, sent, format="json", HTTP_IDEMPOTENCY_KEY="k1")
    again = owner.post(ORDERS, sent, format="json", HTTP_IDEMPOTENCY_KEY="k1")
    assert first.json() == again.json()
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (201, "true")
    assert Order.objects.count() == 1


def test_goods_come_back_at_the_price_they_were_sold_at(owner, account):
    product = ProductFactory()
    sale = {"account": account.pk, "lines": [{"product": product.pk, "quantity": "5", "price": "8"}]}
    sold = owner.post(ORDERS, sale, format="json").json()
    back = {
        "kind": "return",
        "account": account.pk,
        "returns": sold["id"],
        "lines": [{"product": product.pk, "quantity": "2"}],
    }
    assert owner.post(ORDERS, back, format="json").json()["net"]["amount"] == "-16.0000"
    back["lines"] = [{"product": product.pk, "quantity": "4"}]
    assert wrong(owner.post(ORDERS, back, format="json")) == {"lines": "too_many"}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"lines": []}, {"lines": "empty"}),
        ({"lines": [{"product": 0, "quantity": "1"}]}, {"lines.0.product": "min_value"}),
        ({"lines": [{"product": 999_999, "quantity": "1"}]}, {"lines.0.product": "invalid"}),
        ({"lines": [{"quantity": "x"}]}, {"lines.0.product": "required", "lines.0.quantity": "invalid"}),
        ({"date": "2999-01-01"}, {"date": "mistyped"}),
        ({"returns": 1}, {"returns": "does_not_exist"}),
        ({"kind": "gift"}, {"kind": "invalid_choice"}),
    ],
)
def test_what_is_wrong_with_an_order_is_named(owner, account, change, found):
    sent = {"account": account.pk, "lines": [{"product": ProductFactory().pk, "quantity": "1"}]} | change
    assert wrong(owner.post(ORDERS, sent, format="json")) == found
    assert not Order.objects.exists()


def test_sums_too_large_for_the_books_are_refused(owner, account):
    lines = [{"product": ProductFactory().pk, "quantity": "99999", "price": "999999999.99"} for _ in range(2)]
    sent = {"account": account.pk, "lines": lines}
    assert wrong(owner.post(ORDERS, sent, format="json")) == {"lines": "too_large"}


def test_nobody_orders_for_an_account_they_do_not_see(cast, account):
    sent = {"account": account.pk, "lines": [{"product": ProductFactory().pk, "quantity": "1"}]}
    assert wrong(program_of(cast.stranger).post(ORDERS, sent, format="json")) == {"account": "does_not_exist"}


def test_an_account_is_opened_once(owner, cast):
    customer = CustomerFactory(owner=cast.owner)
    first = owner.post(ACCOUNTS, {"customer": customer.pk}, format="json")
    assert (first.status_code, first.json()["customer"]) == (201, customer.pk)
    assert first.json()["opened_on"] == timezone.localdate().isoformat()
    assert owner.post(ACCOUNTS, {"customer": customer.pk}, format="json").json()["id"] == first.json()["id"]
    strange = {"customer": CustomerFactory().pk}
    assert wrong(owner.post(ACCOUNTS, strange, format="json")) == {"customer": "does_not_exist"}
    assert Account.objects.count() == 1


def test_a_first_order_opens_the_account_of_its_customer(owner, cast):
    customer = CustomerFactory(owner=cast.owner)
    sent = {"customer": customer.pk, "lines": [{"product": ProductFactory().pk, "quantity": "1"}]}
    first, second = (owner.post(ORDERS, sent, format="json").json() for _each in range(2))
    account = Account.objects.get()
    assert (account.customer, first["account"], second["account"]) == (customer, account.pk, account.pk)


def test_a_first_order_that_is_refused_opens_nothing(owner, cast):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    sent = {"customer": CustomerFactory(owner=cast.owner).pk, "date": tomorrow}
    sent |= {"lines": [{"product": ProductFactory().pk, "quantity": "1"}]}
    assert wrong(owner.post(ORDERS, sent, format="json")) == {"date": "future"}
    assert not Account.objects.exists()


@pytest.mark.parametrize("kind", ["sale", "return"])
def test_an_order_is_of_one_account_or_of_one_customer(owner, account, kind):
    lines = [{"product": ProductFactory().pk, "quantity": "1"}]
    both = {"account": account.pk, "customer": account.customer_id}
    for whose in ({}, both, {"customer": account.customer_id} if kind == "return" else {}):
        sent = {"kind": kind, "lines": lines} | whose
        assert wrong(owner.post(ORDERS, sent, format="json")) == {"account": "required"}


def test_lines_are_replaced_and_what_is_not_sent_stays(owner, account):
    order = OrderFactory(account=account)
    url, before = f"{ORDERS}{order.pk}/", order.lines.get()
    day = (order.date - timedelta(days=3)).isoformat()
    moved = owner.patch(url, {"date": day}, format="json").json()
    assert (moved["date"], [line["id"] for line in moved["lines"]]) == (day, [before.pk])
    lines = [{"product": ProductFactory().pk, "quantity": "3", "price": "7"}]
    mended = owner.patch(url, {"lines": lines}, format="json").json()
    assert (mended["net"]["amount"], mended["date"]) == ("21.0000", day)
    assert not order.lines.filter(pk=before.pk).exists()


def test_orders_are_found_by_number_customer_and_filters(owner, account, cast):
    order = OrderFactory(account=account, number="A-77")
    other = OrderFactory(account=AccountFactory(customer=CustomerFactory(owner=cast.owner)), number="B-1")
    assert ids(owner.get(f"{ORDERS}?q=A-7")) == [order.pk]
    assert ids(owner.get(f"{ORDERS}?q=alba")) == [order.pk]
    assert ids(owner.get(f"{ORDERS}?account={other.account_id}")) == [other.pk]
    assert "lines" not in owner.get(ORDERS).json()["results"][0]


# Products -----------------------------------------------------------------------------------------


def test_leaders_keep_the_catalogue(manager, owner):
    sent = {"number": "P1", "name": "Gear oil", "price": "9.90", "cost": "5", "family": _family()}
    made = manager.post(PRODUCTS, sent, format="json")
    assert (made.status_code, made.json()["cost"], made.json()["currency"]) == (201, "5.0000", "EUR")
    url = f"{PRODUCTS}{made.json()['id']}/"
    assert manager.patch(url, {"active": False}, format="json").json()["active"] is False
    assert owner.get(url).json()["cost"] is None
    assert wrong(manager.post(PRODUCTS, sent, format="json")) == {"number": "unique"}


def _family():
    return ProductFamilyFactory().pk


def test_a_rep_is_told_403_before_anything_is_looked_at(owner):
    assert owner.post(PRODUCTS, {"nonsense": 1}, format="json").status_code == 403


def test_products_are_found_by_words(owner):
    product = ProductFactory(name="Gear oil 80W")
    ProductFactory()
    assert ids(owner.get(f"{PRODUCTS}?q=gear 80w")) == [product.pk]
    assert ids(owner.get(f"{PRODUCTS}?active=no")) == []


# Tiers --------------------------------------------------------------------------------------------


@pytest.fixture
def run(account, cast):
    OrderFactory(account=account, net=Decimal(900))
    foreign = CustomerFactory(owner=cast.stranger, team=cast.stranger.team)
    OrderFactory(account=AccountFactory(customer=foreign), net=Decimal(100))
    return rank_accounts()


def test_a_rep_sees_a_run_over_their_own_accounts_an_admin_the_companys(owner, cast, run):
    own = owner.get(f"{RUNS}{run.pk}/").json()
    company = program_of(cast.admin).get(f"{RUNS}{run.pk}/").json()
    assert (own["company"], own["total"]["amount"]) == (False, "900.0000")
    assert (company["company"], company["total"]["amount"]) == (True, "1000.0000")
    assert {tier["tier"]: tier["accounts"] for tier in company["tiers"]} == {"A": 1, "B": 1, "C": 0}


def test_the_curve_names_nobody_one_does_not_see(owner, cast, run):
    names = [point["customer_name"] for point in owner.get(f"{RUNS}{run.pk}/curve/").json()]
    assert names == ["Alba Oil"]
    points = program_of(cast.admin).get(f"{RUNS}{run.pk}/curve/").json()
    assert [point["share"] for point in points] == ["0.90000000", "1.00000000"]


def test_movers_since_the_run_before(owner, account, cast, run):
    OrderFactory(account=account, net=Decimal(-880))
    later = rank_accounts()
    moved = owner.get(f"{RUNS}{later.pk}/movers/").json()["results"]
    assert [(move["customer_name"], move["before"], move["after"]) for move in moved] == [
        ("Alba Oil", "A", "B")
    ]
    assert moved[0]["change"] == {"amount": "-880.0000", "currency": "EUR"}


def test_movers_come_in_pages(owner, account, cast, monkeypatch):
    rows = [AccountFactory(customer=CustomerFactory(owner=cast.owner)) for _each in range(3)]
    stand = [Standing(one.pk, Decimal(1), 1, Decimal(0), "A") for one in rows]
    moves = [Move(one.pk, before, before, 1) for one, before in zip(rows, stand, strict=True)]
    monkeypatch.setattr("accounts.reports.movers", lambda run, user: moves)
    url = f"{RUNS}{rank_accounts().pk}/movers/"
    first = owner.get(f"{url}?page_size=2").json()
    second = owner.get(first["next"]).json()
    names = [row["customer_name"] for page in (first, second) for row in page["results"]]
    assert names == [one.customer.name for one in rows]
    assert (first["previous"], second["next"]) == (None, None)
    assert owner.get(second["previous"]).json()["results"] == first["results"]
    assert owner.get(f"{url}?cursor=99").json()["results"] == []
    assert wrong(owner.get(f"{url}?cursor=x")) == {"cursor": "invalid"}


def test_ranking_is_started_as_a_job_and_twice_is_once(manager, account):
    OrderFactory(account=account)
    first, again = manager.post(RUNS), manager.post(RUNS)
    assert (first.status_code, first.json()["state"]) == (202, "waiting")
    assert first.json()["id"] == again.json()["id"]
    run_due()
    done = manager.get(f"/api/v1/jobs/{first.json()['id']}/").json()
    assert done["state"] == "done"
    assert done["result"]["run"] == TierRun.objects.get().pk
    assert Job.objects.count() == 1


def test_a_ranking_takes_its_period(manager, account):
    OrderFactory(account=account)
    yesterday = timezone.localdate() - timedelta(days=1)
    for sent in ({"as_of": yesterday.isoformat(), "days": 30}, {"all_orders": True}):
        assert manager.post(RUNS, sent, format="json").status_code == 202
    run_due()
    assert list(TierRun.objects.order_by("pk").values_list("as_of", "days")) == [
        (yesterday, 30),
        (timezone.localdate(), None),
    ]


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({"days": 30, "all_orders": True}, {"days": "invalid"}),
        ({"days": 0}, {"days": "min_value"}),
        ({"days": 10**9}, {"days": "max_value"}),
        ({"as_of": "soon"}, {"as_of": "invalid"}),
        ({"as_of": "2999-01-01"}, {"as_of": "mistyped"}),
    ],
)
def test_a_period_that_cannot_be_is_named(manager, sent, found):
    assert wrong(manager.post(RUNS, sent, format="json")) == found
    assert not Job.objects.exists()


def test_an_accounts_tiers_over_time(owner, account, run):
    history = owner.get(f"{ACCOUNTS}{account.pk}/tiers/").json()["history"]
    assert [(stand["run"], stand["tier"], stand["rank"]) for stand in history] == [(run.pk, "A", 1)]


def test_an_accounts_share_of_all_sales_is_for_who_sees_all_of_them(owner, cast, account, run):
    def share(person):
        return person.get(f"{ACCOUNTS}{account.pk}/tiers/").json()["history"][0]["share_before"]

    assert (share(program_of(cast.admin)), share(owner)) == ("0.00000000", None)


def test_an_order_changed_meanwhile_is_not_written_over(owner, account):
    order = OrderFactory(account=account)
    url = f"/api/v1/orders/{order.pk}/"
    seen = owner.get(url).json()["fingerprint"]
    lines = [{"product": ProductFactory().pk, "quantity": "2", "price": "5"}]

    first = owner.patch(url, {"lines": lines, "seen": seen}, format="json")
    again = owner.patch(url, {"lines": lines, "seen": seen}, format="json")
    fresh = owner.patch(url, {"lines": lines, "seen": first.json()["fingerprint"]}, format="json")

    assert (first.status_code, again.status_code, fresh.status_code) == (200, 400, 200)
    assert [error["code"] for error in again.json()["errors"]] == ["changed_meanwhile"]
