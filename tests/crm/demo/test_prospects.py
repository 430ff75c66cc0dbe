"""The prospects of the demo company: everything worked out agrees with what it is worked out from."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import Account, Order
from crm.customers.duplicates.scan import scan
from crm.customers.models import Customer, MatchKey
from crm.customers.services.match_keys import renew_keys
from crm.history.models import Event
from crm.people.choices import Role
from crm.people.models import User
from crm.timeline.models import Touch
from crm.timeline.services.touches import refresh_last_touch
from prospects import ledger
from prospects.campaigns import results_of
from prospects.choices import CampaignState, LedgerKind, Newcomer, PoolMoveKind, Stage
from prospects.models import Campaign, LedgerEntry, PoolMove, Prospect
from prospects.policy import early_visits, quota_policy
from prospects.querysets import LOSSES
from prospects.services import return_silent
from prospects.services.qualifying import qualify_all
from visits.models import Visit
from visits.services.tallies import refresh_visits

CHECKS: list[Callable[[], None]] = []


def check(about: Callable[[], None]) -> Callable[[], None]:
    """Ask this of the one company that all checks share: making it takes seconds."""
    CHECKS.append(about)
    return about


def columns(model, *names):
    return list(model.objects.order_by("pk").values_list("pk", *names))


@check
def scores_last_contacts_and_visits_are_what_they_are_worked_out_from():
    cards = columns(Customer, "last_touch_on", "last_visit_on")
    visited = columns(Prospect, "visits_made")
    keys = Customer.objects.values_list("pk", flat=True)
    assert qualify_all() == 0
    refresh_last_touch(keys)
    refresh_visits(keys)
    assert columns(Customer, "last_touch_on", "last_visit_on") == cards
    assert columns(Prospect, "visits_made") == visited


@check
def cards_can_be_found_as_duplicates():
    before = set(MatchKey.objects.values_list("key", "customer_id"))
    renew_keys(Customer.objects.values_list("pk", flat=True))
    assert set(MatchKey.objects.values_list("key", "customer_id")) == before
    assert any(match for match in scan(viewer=None))


@check
def each_ledger_adds_up_and_names_every_name():
    chains = defaultdict(list)
    for entry in LedgerEntry.objects.order_by("pk"):
        chains[entry.team_id].append(entry)
    owed = quota_policy().owed
    for entries in chains.values():
        debt = 0
        for entry in entries:
            worked_out = ledger.enter(entry.kind, debt=debt, names_owed=owed)
            debt = worked_out.debt
            assert (entry.change, entry.debt) == (worked_out.change, debt)
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    kinds = Counter(LedgerEntry.objects.values_list("kind", flat=True))
    assert kinds[LedgerKind.STRUCK_OFF] == Prospect.objects.struck_off().count() > 0
    new = Prospect.objects.exclude(newcomer=Newcomer.OTHER_PRODUCT)
    assert kinds[LedgerKind.NEW_NAME] == new.count()
    assert any(entries[-1].debt for entries in chains.values())


@check
def the_history_of_each_prospect_ends_where_it_stands():
    tracked = [field.attname for field in Prospect.history.model.tracked_fields]
    rows = defaultdict(list)
    for row in Prospect.history.order_by("history_id"):
        rows[row.id].append(row)
    for prospect in Prospect.objects.all():
        history = rows[prospect.pk]
        assert [row.history_type for row in history] == ["+", *"~" * (len(history) - 1)]
        assert {name: getattr(history[-1], name) for name in tracked} == {
            name: getattr(prospect, name) for name in tracked
        }
        dates = [row.history_date for row in history]
        assert dates == sorted(dates)
        assert timezone.localdate(dates[0]) == prospect.opened_on
        events = Event.objects.filter(customer=prospect.customer, verb__startswith="prospect.")
        assert events.filter(data__prospect=prospect.pk).count() == len(history)


@check
def nothing_happened_in_the_future_or_before_the_effort():
    now, today = timezone.now(), timezone.localdate()
    assert not Touch.objects.filter(at__gt=now).exists()
    assert not Event.objects.filter(at__gt=now, verb__startswith="prospect.").exists()
    assert not PoolMove.objects.filter(at__gt=now).exists()
    assert not Prospect.objects.filter(opened_on__gt=today).exists()
    for prospect in Prospect.objects.exclude(newcomer__in=[Newcomer.OTHER_PRODUCT, Newcomer.LAPSED]):
        touches = Touch.objects.filter(customer=prospect.customer, at__date__lt=prospect.opened_on)
        assert not touches.exists()


@check
def who_was_won_buys_since_that_day():
    won = Prospect.objects.won().select_related("account")
    assert won.count() > 0
    for prospect in won:
        first = Order.objects.filter(account=prospect.account).order_by("date").first()
        assert (prospect.account.customer_id, prospect.account.opened_on) == (
            prospect.customer_id,
            prospect.won_on,
        )
        assert first.date == prospect.won_on
    others = Account.objects.exclude(pk__in=won.values("account"))
    assert others.count() == 36


@check
def given_up_early_is_what_the_visits_say_and_has_words():
    struck = Prospect.objects.struck_off()
    assert {one.given_up_early for one in struck} == {True, False}
    for one in struck:
        assert one.given_up_early == (one.visits_made < early_visits())
        assert one.given_up_note or not one.given_up_early


@check
def what_lies_in_a_pool_was_moved_there_and_nothing_more_is_due():
    last = {move.customer_id: move for move in PoolMove.objects.order_by("pk")}
    pooled = set(Prospect.objects.pooled().values_list("customer", flat=True))
    assert pooled == {key for key, move in last.items() if move.kind in LOSSES}
    claimed = [move for move in last.values() if move.kind == PoolMoveKind.CLAIMED]
    assert claimed
    assert all(move.customer.owner_id == move.rep_id for move in claimed)
    assert return_silent() == 0


@check
def each_card_belongs_to_who_its_history_says():
    moved = PoolMove.objects.values("customer")
    for customer in Customer.objects.filter(pk__in=moved):
        latest = customer.history.order_by("history_id").last()
        assert (latest.owner_id, latest.team_id) == (customer.owner_id, customer.team_id)


@check
def referrals_lead_over_several_cards():
    introducer = dict(Customer.objects.values_list("pk", "introducer"))

    def depth(key):
        return 0 if introducer[key] is None else 1 + depth(introducer[key])

    assert max(map(depth, introducer)) >= 4


@check
def a_campaign_runs_and_another_is_over_with_results():
    running = Campaign.objects.get(state=CampaignState.RUNNING)
    closed = Campaign.objects.get(state=CampaignState.CLOSED)
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    next_week = [monday + timedelta(days=7), monday + timedelta(days=13)]
    assert running.days.filter(date__range=next_week).count() == 1
    assert running.members.count() > 0
    results = results_of(closed)
    assert (results.members > 0, results.visits > 0) == (True, True)
    assert closed.history.count() == 2


@check
def every_rep_works_on_prospects_and_the_weeks_hold_some_of_them():
    reps = User.objects.filter(role=Role.REP)
    held = Counter(Prospect.objects.held().values_list("customer__owner", flat=True))
    assert set(held) == set(reps.values_list("pk", flat=True))
    today = timezone.localdate()
    to_come = Visit.objects.filter(date__gte=today, customer__account=None, customer__prospects__isnull=False)
    assert to_come.exists()


@check
def stages_and_methods_are_spread():
    open_ones = Prospect.objects.open()
    assert set(open_ones.values_list("stage", flat=True)) == {Stage.POTENTIAL, Stage.LIKELY}
    assert open_ones.exclude(step=None).values("step").distinct().count() >= 4
    assert Prospect.objects.values("method").distinct().count() >= 10
    assert open_ones.exclude(expected_value=None).count() > 10


@check
def next_steps_are_open_only_where_nothing_came_after():
    for touch in Touch.objects.exclude(next_step_on=None).filter(next_step_done_at=None):
        later = Touch.objects.filter(customer=touch.customer, by=touch.by, at__gt=touch.at)
        assert not later.exists()


def test_the_company_agrees_with_itself(db, subtests):
    call_command("demo", accounts=36, prospects=60, stdout=StringIO())
    for about in CHECKS:
        with subtests.test(about.__name__), transaction.atomic():
            about()
            transaction.set_rollback(True)
