"""Two who merge the same cards at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from crm.customers.models import Contact, Customer, Merge
from crm.customers.services import add_contact, merge_customers, undo_merge
from crm.shell.errors import Refused
from tests.cast import Cast
from tests.factories.accounts import AccountFactory, OrderFactory
from tests.factories.customers import ContactFactory, CustomerFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE = 4


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        yield threads


@pytest.fixture
def pair(cast: Cast) -> tuple[Customer, Customer]:
    cards = [CustomerFactory(owner=cast.owner, team=cast.harbour) for _ in range(2)]
    for card in cards:
        ContactFactory(customer=card)
        OrderFactory(account=AccountFactory(customer=card))
    return cards[0], cards[1]


def outcomes(pool: ThreadPoolExecutor, *works) -> list[str]:
    """Start all works at the same moment; return "done" or the code of each refusal, sorted."""
    start = Barrier(len(works))

    def run(work) -> str:
        start.wait()
        try:
            work()
        except Refused as refused:
            return refused.code
        else:
            return "done"
        finally:
            connection.close()

    return sorted(pool.map(run, works))


def test_of_two_merges_one_counts(cast, pair, pool):
    kept, gone = pair

    def merge() -> None:
        merge_customers(kept=kept, gone=gone, by=cast.owner)

    assert outcomes(pool, *[merge] * AT_ONCE) == ["done", *["merged"] * (AT_ONCE - 1)]
    assert Merge.objects.count() == 1
    assert kept.contacts.count() == 2
    assert kept.account.orders.count() == 2


def test_of_two_merges_crosswise_one_counts(cast, pair, pool):
    one, other = pair
    found = outcomes(
        pool,
        lambda: merge_customers(kept=one, gone=other, by=cast.owner),
        lambda: merge_customers(kept=other, gone=one, by=cast.owner),
    )
    assert found == ["done", "merged"]
    merge = Merge.objects.get()
    assert merge.kept.contacts.count() == 2
    assert merge.gone.contacts.count() == 0


def test_of_two_undos_one_counts(cast, pair, pool):
    kept, gone = pair
    merge = merge_customers(kept=kept, gone=gone, by=cast.owner)
    found = outcomes(pool, *[lambda: undo_merge(merge=merge, by=cast.owner)] * 2)
    assert found == ["done", "undone"]
    assert [card.contacts.count() for card in pair] == [1, 1]


def test_a_contact_added_meanwhile_is_brought_along_or_refused(cast, pair, pool):
    kept, gone = pair
    found = outcomes(
        pool,
        lambda: merge_customers(kept=kept, gone=gone, by=cast.owner),
        lambda: add_contact(customer=gone, by=cast.owner, values={"name": "Eva", "phone": "1"}),
    )
    assert found in (["done", "done"], ["done", "merged"])
    assert not Contact.objects.filter(customer=gone).exists()
