"""Hand-overs while the people concerned go on working, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from crm.customers.models import Customer
from crm.customers.services import update_customer
from crm.people.services.handing_over import hand_over
from tests.factories.customers import CustomerFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 15


def test_giver_and_taker_go_on_editing_during_hand_overs(cast):
    cards = [CustomerFactory(owner=cast.owner) for _ in range(6)]
    gate = Barrier(3)

    def work(deed):
        try:
            gate.wait()
            for turn in range(ROUNDS):
                deed(turn)
        finally:
            connection.close()

    def swap(turn):
        giver, taker = (cast.mate, cast.owner) if turn % 2 else (cast.owner, cast.mate)
        hand_over(giver=giver, taker=taker, by=cast.admin)

    def editing(person):
        def edit(turn):
            for card in cards:
                update_customer(customer=card, by=person, values={"brand": f"{person.pk}-{turn}"})

        return edit

    with ThreadPoolExecutor(3) as pool:
        deeds = [pool.submit(work, deed) for deed in (swap, editing(cast.owner), editing(cast.mate))]
        for done in deeds:
            done.result(timeout=60)
    assert set(Customer.objects.values_list("owner", flat=True)) == {cast.mate.pk}
    assert set(Customer.objects.values_list("brand", flat=True)) <= {
        f"{person.pk}-{ROUNDS - 1}" for person in (cast.owner, cast.mate)
    }
