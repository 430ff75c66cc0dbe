"""What an undone import does beyond its rows is done by whoever undid it."""

from datetime import timedelta

from django.utils import timezone

from crm.exchange.kinds import kind_named
from crm.exchange.models import Import
from crm.history.models import Event
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory
from tests.factories.visits import VisitFactory, VisitPlanFactory
from visits.choices import VisitState
from visits.clock import monday_of

APPOINTMENT = [{"code": "appointment"}]


def agreed_visit(customer, rep):
    day = timezone.localdate() + timedelta(days=14)
    plan = VisitPlanFactory(rep=rep, week=monday_of(day))
    return VisitFactory(customer=customer, rep=rep, plan=plan, date=day, fixed=True, reasons=APPOINTMENT)


def undone_by(person):
    last = Event.objects.latest("pk").pk
    kind_named("prospects").undo(Import.objects.latest("pk").pk, person)
    return list(Event.objects.filter(pk__gt=last).order_by("pk").values_list("verb", "by"))


def test_visits_to_one_struck_off_again_are_cancelled_by_who_undid(load, cast):
    customer = CustomerFactory(number="G1", owner=cast.owner)
    ProspectFactory(customer=customer, given_up=True)
    load("prospects", "number,disposition\nG1,continue\n")
    visit = agreed_visit(customer, cast.owner)
    by = cast.manager.pk
    assert undone_by(cast.manager) == [("customer.import_undone", by), ("visit.cancelled", by)]
    visit.refresh_from_db()
    assert visit.state == VisitState.CANCELLED


def test_no_feed_tells_of_cards_that_went_with_their_import(load, cast):
    load("prospects", "name,phone\nOne Ltd,1\n", f"--as={cast.owner.email}")
    assert undone_by(cast.owner) == []
    assert Event.objects.count() == 0


def test_visits_go_back_with_the_card_by_who_undid(load, cast):
    for person, number in ((cast.owner, "R1"), (cast.mate, "R2")):
        person.number = number
        person.save()
    customer = CustomerFactory(number="K1", owner=cast.owner, team=cast.harbour)
    load("prospects", "number,owner\nK1,R2\n")
    visit = agreed_visit(customer, cast.mate)
    by = cast.manager.pk
    assert undone_by(cast.manager) == [("visit.handed_over", by), ("customer.import_undone", by)]
    visit.refresh_from_db()
    assert visit.rep == cast.owner
