"""The page of a finished import says whether it can still be taken back, and what is in the way."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.customers.models import Customer
from crm.customers.services import assign_territory
from crm.exchange.kinds import kind_named
from crm.exchange.models import Import, ImportState
from crm.shell.errors import Refused
from tests.factories.people import TerritoryFactory
from tests.factories.timeline import TouchFactory

FILE = "number,name,phone\nK1,Alba Oil,1\nK2,Nova Gas,2\n"


@pytest.fixture
def done(load, cast):
    load("customers", FILE, f"--as={cast.owner.email}")
    return Import.objects.get()


def said(client, imported):
    return client.get(reverse("exchange:in-the-way", args=[imported.pk]))


def refusal(imported, by):
    with pytest.raises(Refused) as refused:
        kind_named(imported.kind).undo(imported.pk, by)
    return str(refused.value)


def test_nothing_is_in_the_way_of_what_just_came(client, cast, done):
    client.force_login(cast.owner)
    assert said(client, done).context["words"] == ""
    kind_named("customers").undo(done.pk, cast.owner)
    assert not Customer.objects.exists()


def test_a_change_of_many_is_named_with_what_it_changed(client, cast, done):
    client.force_login(cast.owner)
    beat = TerritoryFactory(team=cast.harbour, rep=cast.owner)
    assign_territory(customers=Customer.objects.all(), territory=beat, by=cast.owner)
    words = (
        "This import cannot be undone: 2 records have been changed or used since, among them: "
        "Alba Oil (changed since: territory); Nova Gas (changed since: territory)."
    )
    assert said(client, done).context["words"] == words == refusal(done, cast.owner)


def test_what_uses_it_and_what_is_gone_is_named(client, cast, done):
    client.force_login(cast.owner)
    kept, lost = Customer.objects.order_by("number")
    TouchFactory(customer=kept)
    lost.delete()
    words = said(client, done).context["words"]
    assert words == refusal(done, cast.owner)
    assert "Nova Gas (deleted since)" in words
    assert "Alba Oil (used by touch" in words


def test_more_than_are_looked_at_closely_count(client, cast, done, monkeypatch):
    monkeypatch.setattr("crm.exchange.undoing.BATCH", 1)
    client.force_login(cast.owner)
    for card in Customer.objects.all():
        card.city = "Bern"
        card.save()
    words = said(client, done).context["words"]
    assert words == (
        "This import cannot be undone: 2 records have been changed or used since, among them: "
        "Alba Oil (changed since: city)."
    )


def test_it_takes_as_many_questions_for_many_records(client, cast, load):
    client.force_login(cast.owner)
    counts = []
    for rows in (1, 3):
        load(
            "customers",
            "number,name,phone\n" + "".join(f"N{rows}{i},Firm {rows} {i},1\n" for i in range(rows)),
            f"--as={cast.owner.email}",
            "--duplicates=create",
        )
        with CaptureQueriesContext(connection) as asked:
            said(client, Import.objects.latest("pk"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("state", [ImportState.CHECKED, ImportState.UNDONE])
def test_there_is_nothing_to_say_of_what_is_not_there(client, cast, done, state):
    client.force_login(cast.owner)
    Import.objects.update(state=state)
    assert said(client, done).status_code == 404


def test_it_is_ones_own_or_an_admins(client, cast, done):
    found = []
    for person in (cast.owner, cast.admin, cast.mate, cast.manager, cast.stranger):
        client.force_login(person)
        found.append(said(client, done).status_code)
    assert found == [200, 200, 404, 404, 404]
