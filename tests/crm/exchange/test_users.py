"""People from files."""

from crm.customers.models import Customer
from crm.exchange.kinds import kind_named
from crm.exchange.models import Import
from crm.history.models import Event
from crm.people.models import User
from tests.factories.customers import CustomerFactory


def test_a_new_team_brings_the_customers_along_and_its_undo_back(cast, load):
    CustomerFactory(owner=cast.owner)
    User.objects.filter(pk=cast.owner.pk).update(number="R1")
    load("users", "number,team\nR1,Valley\n")
    assert Customer.objects.get().team == cast.stranger.team
    kind_named("users").undo(Import.objects.get().pk, cast.admin)
    assert Customer.objects.get().team == cast.harbour
    back = Event.objects.latest("pk")
    assert (back.verb, back.by) == ("customer.team_changed", cast.admin)
