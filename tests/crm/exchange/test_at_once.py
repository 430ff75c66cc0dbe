"""Files that are loaded while people work on the same records, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from accounts.choices import Tier
from accounts.models import Order, Product
from accounts.services.accounts import open_account
from accounts.services.orders import LineInput, change_order
from accounts.services.overrides import override_tier
from crm.customers.models import Contact, Customer
from crm.customers.services import change_owner, update_contact
from crm.exchange import checking
from crm.exchange.kinds import kind_named
from crm.exchange.reading.limits import Limits
from crm.exchange.running import Plan
from crm.exchange.services.direct import import_file
from tests.factories.accounts import AccountFactory, OrderFactory, ProductFactory
from tests.factories.customers import ContactFactory, CustomerFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 12


@pytest.fixture
def load(tmp_path, cast):
    def run(kind, name, content):
        path = tmp_path / f"{name}.csv"
        path.write_text(content)
        result = import_file(kind=kind_named(kind), path=path, plan=Plan(), by=cast.admin, limits=Limits())
        assert result.written, result.errors

    return run


def together(*deeds):
    """Do each deed, told the turn, so many times; all deeds at once."""
    gate = Barrier(len(deeds))

    def work(deed):
        try:
            gate.wait()
            for turn in range(ROUNDS):
                deed(turn)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        for done in [pool.submit(work, deed) for deed in deeds]:
            done.result(timeout=60)


def test_neither_a_file_of_contacts_nor_who_edits_one_loses_a_change(cast, load):
    contact = ContactFactory(customer=CustomerFactory(number="K1", owner=cast.owner), name="Ann")

    def edit(turn):
        update_contact(contact=contact, by=cast.owner, values={"title": f"title {turn}"})

    def file(turn):
        load("contacts", turn, f"customer,name,mobile\nK1,Ann,{turn}\nK1,Bo {turn},1\n")

    together(edit, file)
    contact.refresh_from_db()
    assert (contact.title, contact.mobile) == (f"title {ROUNDS - 1}", str(ROUNDS - 1))
    assert Contact.objects.count() == 1 + ROUNDS


def test_the_sum_of_an_order_is_that_of_its_lines_whoever_wrote_last(cast, load):
    order = OrderFactory(number="O1", account=AccountFactory(customer__owner=cast.owner))
    product, other = ProductFactory(number="P1"), ProductFactory(number="P2")

    def edit(turn):
        lines = [LineInput(one, Decimal(turn + 1), Decimal(5)) for one in Product.objects.order_by("pk")]
        change_order(order=order, lines=lines, date=order.date, rep=cast.owner, by=cast.owner)

    def file(turn):
        load(
            "order-lines",
            turn,
            f"order,product,quantity,price\nO1,{other.number},{turn + 1},7\nO1,{product.number},1,3\n",
        )

    together(edit, file)
    stored = Order.objects.get()
    assert stored.net == sum(line.net for line in stored.lines.all())
    assert {product, other} <= {line.product for line in stored.lines.all()}


def test_a_tier_can_be_set_while_orders_are_loaded(cast, load):
    account = AccountFactory(customer__owner=cast.owner, customer__number="K1")
    until = timezone.localdate() + timedelta(days=9)

    def set_tier(turn):
        override_tier(account=account, tier=Tier.A, reason=str(turn), expires_on=until, by=cast.manager)

    def file(turn):
        load("orders", turn, f"number,customer,date\nN{turn},K1,2026-01-05\n")

    together(set_tier, file)
    assert account.orders.count() == ROUNDS
    assert account.tier_overrides.count() == ROUNDS


@pytest.fixture
def small_batches(monkeypatch):
    """Files of a few rows go through the write pass in several batches, as those of thousands do."""
    monkeypatch.setattr(checking, "BATCH", 2)


def cards(*numbers):
    return [CustomerFactory(number=number) for number in numbers]


def test_two_files_of_the_same_cards_in_opposite_order(load, small_batches):
    numbers = [f"K{place}" for place in range(8)]
    cards(*numbers)

    def file(order, mark):
        def deed(turn):
            rows = "".join(f"{number},{mark} {turn}\n" for number in order)
            load("customers", f"{mark}{turn}", "number,city\n" + rows)

        return deed

    together(file(numbers, "up"), file(numbers[::-1], "down"))
    assert {card.city.split()[1] for card in Customer.objects.all()} == {str(ROUNDS - 1)}


def test_two_files_that_bring_the_same_new_cards(load, small_batches):
    def file(order, mark):
        def deed(turn):
            rows = "".join(f"N{turn}-{place},{mark},1\n" for place in order)
            load("customers", f"{mark}{turn}", "number,name,phone\n" + rows)

        return deed

    together(file(range(8), "up"), file(range(7, -1, -1), "down"))
    assert Customer.objects.count() == 8 * ROUNDS


def test_cards_change_hands_while_a_file_of_them_is_loaded(cast, load, small_batches):
    numbers = [f"K{place}" for place in range(8)]
    cards(*numbers)
    owners = [cast.owner, cast.mate]

    def give(turn):
        change_owner(customers=Customer.objects.all(), owner=owners[turn % 2], by=cast.manager)

    def file(turn):
        rows = "".join(f"{number},town {turn}\n" for number in reversed(numbers))
        load("customers", turn, "number,city\n" + rows)

    together(give, file)
    found = set(Customer.objects.values_list("city", "owner"))
    assert found == {(f"town {ROUNDS - 1}", owners[(ROUNDS - 1) % 2].pk)}


def test_accounts_are_opened_while_a_file_opens_them(cast, load, small_batches):
    rounds = [cards(*(f"K{turn}-{place}" for place in range(6))) for turn in range(ROUNDS)]

    def opening(turn):
        for card in rounds[turn]:
            open_account(customer=card, by=cast.admin)

    def file(turn):
        rows = "".join(f"O{card.number},{card.number},2026-01-05\n" for card in reversed(rounds[turn]))
        load("orders", turn, "number,customer,date\n" + rows)

    together(opening, file)
    assert Customer.objects.filter(account__orders__isnull=False).count() == 6 * ROUNDS
