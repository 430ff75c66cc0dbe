"""A whole import taken back: what it created goes, what it changed returns, what was built upon stays."""

import pytest

from accounts.models import Account, Order, OrderLine, Product
from accounts.services.ranking import rank_accounts
from crm.customers.models import Contact, Customer, PrivateDetails
from crm.exchange.kinds import kind_named
from crm.exchange.models import Import
from crm.people.models import User
from crm.shell.errors import Refused
from tests.factories.accounts import TierOverrideFactory
from tests.factories.people import UserFactory
from tests.factories.visits import LeftOutFactory, VisitFactory
from visits.models import Visit


def undo_latest(kind):
    imported = Import.objects.filter(kind=kind).latest("pk")
    kind_named(kind).undo(imported.pk, None)


def test_created_records_go_and_their_history_says_so(load):
    load("products", "number,name\nP1,Oil\n")

    undo_latest("products")

    assert not Product.objects.exists()
    kinds = list(Product.history.order_by("history_id").values_list("history_type", flat=True))
    assert kinds == ["+", "-"]


def test_changed_records_get_their_earlier_values(load):
    load("customers", "number,name,phone,city,contact\nK1,Alba,1,Bern,Ann\n")
    load(
        "customers", "number,name,city,contact,contact_title\nK1,Alba Oil,Basel,Ann,Buyer\nK2,New,Bern,Bo,\n"
    )

    undo_latest("customers")

    alba = Customer.objects.get()
    assert (alba.name, alba.city) == ("Alba", "Bern")
    assert "basel" not in alba.search_text
    assert (Contact.objects.get().name, Contact.objects.get().title) == ("Ann", "")


def test_everything_can_go_back_the_way_it_came(load, shop):
    load("order-lines", "order,product,quantity,price\nO1,P1,2,5\n")

    undo_latest("order-lines")
    assert not OrderLine.objects.exists()
    assert Order.objects.get(number="O1").net_base == 0
    undo_latest("orders")
    assert not Account.objects.exists()
    undo_latest("products")
    undo_latest("customers")
    undo_latest("users")
    assert not User.objects.exists()
    assert not PrivateDetails.objects.exists()


def test_an_undone_import_of_orders_gives_customers_back(load, shop):
    load("customers", "number,name,phone\nK9,Nobody's,1\n")
    load("orders", "number,customer,date,rep\nO9,K9,2026-04-01,R1\n")

    undo_latest("orders")

    assert Customer.objects.get(number="K9").owner is None
    assert set(Order.objects.values_list("number", flat=True)) == {"O1", "O2"}


def test_changed_since_is_refused_by_name(load):
    load("products", "number,name\nP1,Oil\nP2,Gas\n")
    product = Product.objects.get(number="P2")
    product.name = "Gas, best"
    product.save()

    with pytest.raises(Refused, match=r"Gas, best \(changed since: name\)"):
        undo_latest("products")
    assert Product.objects.count() == 2


def test_changed_and_changed_back_is_not_changed(load):
    load("products", "number,name\nP1,Oil\n")
    product = Product.objects.get()
    for name in ("Gas", "Oil"):
        product.name = name
        product.save()

    undo_latest("products")

    assert not Product.objects.exists()


def test_used_since_is_refused_by_name(load, shop):
    with pytest.raises(Refused, match=r"Alba Oil \(used by account Alba Oil\)"):
        undo_latest("customers")
    with pytest.raises(Refused, match=r"Ann Kim \(used by"):
        undo_latest("users")
    assert Customer.objects.count() == 2


def test_a_refusal_counts_names_five_and_says_what_to_undo_first(load):
    cards = [f"K{n},Firm {n},Bern" for n in range(1, 8)]
    load("users", "number,name,email\nR1,Ann Kim,ann@firm.example\n")
    load("customers", "number,name,city\n" + "\n".join(cards) + "\n")
    load("products", "number,name,price\nP1,Motor oil,10.50\n")
    orders = [f"O{n},K{n},2026-01-05,R1" for n in range(1, 8)]
    load("orders", "number,customer,date,rep\n" + "\n".join(orders) + "\n")
    load("order-lines", "order,product,quantity,price\nO1,P1,2,5\n")
    Import.objects.update(file_name="file")
    for kind in ("orders", "order-lines"):
        Import.objects.filter(kind=kind).update(file_name=f"{kind}.csv")

    with pytest.raises(Refused) as refusal:
        undo_latest("customers")

    text = str(refusal.value)
    assert text.count("; ") == 5  # four between five names, one between two imports
    # Each card got an owner from its order, and an account.
    assert "14 records have been changed or used since" in text
    lines, orders_at = text.index("order-lines.csv (Order lines"), text.index("; orders.csv (Orders")
    assert lines < orders_at
    for kind in ("order-lines", "orders", "customers"):
        undo_latest(kind)
        Import.objects.filter(kind=kind).update(state="undone")
    assert not Customer.objects.exists()


def test_deleted_since_is_refused_by_name(load):
    load("products", "number,name\nP1,Oil\n")
    Product.objects.get().delete()

    with pytest.raises(Refused, match=r"Oil \(deleted since\)"):
        undo_latest("products")


@pytest.mark.every_database
def test_a_ranking_does_not_keep_orders_from_being_undone(load, shop):
    rank_accounts(by=None)
    load("customers", "number,name,phone\nK9,Late,1\n")
    load("orders", "number,customer,date\nO9,K9,2026-04-01\n")
    run = rank_accounts(by=None)
    summary = run.summary

    undo_latest("orders")

    assert set(Account.objects.values_list("customer__number", flat=True)) == {"K1", "K2"}
    run.refresh_from_db()
    assert run.summary == summary
    assert run.results.count() == 2
    assert rank_accounts(by=None).results.count() == 2


def test_a_managers_tier_does(load, shop, cast):
    TierOverrideFactory(account=Account.objects.get(customer__number="K1"), by=cast.manager)

    with pytest.raises(Refused, match="used by tier override"):
        undo_latest("orders")


@pytest.mark.every_database
def test_what_the_planner_proposed_goes_with_the_customer(load):
    load("customers", "number,name,phone\nK1,Alba,1\n")
    card = Customer.objects.get()
    rep = UserFactory()
    LeftOutFactory(customer=card, plan__rep=rep)
    VisitFactory(customer=card, rep=rep)

    undo_latest("customers")

    assert not Customer.objects.exists()
    assert not Visit.objects.exists()
    assert Visit.history.order_by("-history_id").values_list("history_type", flat=True)[0] == "-"


@pytest.mark.parametrize("fields", [{"state": "confirmed"}, {"state": "done"}, {"fixed": True}])
def test_what_people_agreed_keeps_the_customer(load, fields):
    load("customers", "number,name,phone\nK1,Alba,1\n")
    VisitFactory(customer=Customer.objects.get(), rep=UserFactory(), **fields)

    with pytest.raises(Refused, match=r"Alba \(used by visit"):
        undo_latest("customers")


@pytest.mark.postgres
def test_undoing_many_on_postgresql(load):
    load("products", "number,name\n" + "".join(f"P{n},Oil {n}\n" for n in range(1_500)))
    load("products", "number,name\n" + "".join(f"P{n},Gas {n}\n" for n in range(1_500)))

    undo_latest("products")
    assert Product.objects.filter(name__startswith="Oil").count() == 1_500
    Import.objects.filter(kind="products").latest("pk").delete()
    undo_latest("products")
    assert not Product.objects.exists()
