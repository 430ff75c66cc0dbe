"""The measures of the acquisition methods (domain.md, D1.2), and their page."""

import csv
import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from prospects.models import AcquisitionMethod
from prospects.reports.methods import Chosen, by_group, method_lines, sum_of
from tests.factories.accounts import (
    AccountFactory,
    OrderFactory,
)
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import MethodFactory, ProspectFactory
from tests.factories.timeline import TouchFactory

DAY = date(2024, 3, 1)


def at(day):
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


@pytest.fixture
def fair(db):
    return MethodFactory(code="trade-fair")


@pytest.fixture
def shop(cast, fair):
    """Two cards from the fair, one of them won after 40 days; one from the register."""
    won = ProspectFactory(
        customer=CustomerFactory(owner=cast.owner),
        method=fair,
        opened_on=DAY,
        visits_made=4,
        visits_spent=3,
        won=True,
        won_on=DAY + timedelta(days=40),
    )
    for days, net in ((39, 1), (40, 500), (405, 250), (406, 4_000), (50, -100)):
        OrderFactory(account=won.account, date=DAY + timedelta(days=days), net=Decimal(net))
    OrderFactory(account=AccountFactory(), date=DAY + timedelta(days=50), net=Decimal(9_999))
    for days, cost in ((-1, 1), (0, 10), (40, 20), (41, 4_000)):
        TouchFactory(customer=won.customer, at=at(DAY + timedelta(days=days)), cost=Decimal(cost))
    given_up = ProspectFactory(
        customer=CustomerFactory(owner=cast.mate, team=cast.harbour),
        method=fair,
        opened_on=DAY + timedelta(days=10),
        visits_made=1,
        visits_spent=1,
        given_up=True,
        given_up_on=DAY + timedelta(days=20),
    )
    TouchFactory(customer=given_up.customer, at=at(DAY + timedelta(days=20)), cost=Decimal(5))
    TouchFactory(customer=given_up.customer, at=at(DAY + timedelta(days=21)), cost=Decimal(7_000))
    ProspectFactory(
        customer=CustomerFactory(owner=cast.owner),
        method=MethodFactory(code="register"),
        opened_on=DAY + timedelta(days=30),
    )
    return won


def line_of(code, viewer=None, **chosen):
    return next(line for line in method_lines(viewer, Chosen(**chosen)) if line.code == code)


@pytest.mark.every_database
def test_every_measure_of_a_method(shop, settings, cast):
    line = line_of("trade-fair")
    assert (line.added, line.visits, line.won) == (2, 4, 1)
    assert line.rate == Decimal(50)
    assert line.mean_days == Decimal(40)
    assert line.sales == Decimal(650)
    assert line.cost == Decimal(35) + 4 * Decimal(50)
    assert line.cost_per_win == Decimal(235)


def test_without_a_win_there_is_no_rate_of_it(shop):
    line = line_of("register")
    assert (line.added, line.won, line.rate) == (1, 0, Decimal(0))
    assert (line.mean_days, line.cost_per_win, line.sales) == (None, None, Decimal(0))
    empty = line_of("cold-visit")
    assert (empty.added, empty.rate) == (0, None)


def test_only_what_a_person_sees_is_counted(shop, cast):
    assert line_of("trade-fair", cast.owner).added == 1
    assert line_of("trade-fair", cast.manager).added == 2
    assert line_of("trade-fair", cast.stranger).added == 0


def test_span_team_and_rep_narrow_it(shop, cast):
    assert line_of("trade-fair", since=DAY + timedelta(days=1)).added == 1
    assert line_of("trade-fair", until=DAY).added == 1
    assert line_of("trade-fair", rep=cast.mate).added == 1
    assert line_of("trade-fair", team=cast.harbour).added == 2
    assert line_of("trade-fair", team=cast.harbour.parent).added == 2
    assert line_of("trade-fair", team=cast.stranger.team).added == 0


def test_groups_are_the_sums_of_their_methods(shop):
    lines = [line for line in method_lines(None, Chosen()) if line.added]
    groups = by_group(lines)
    assert [(group.code, group.added) for group, _lines in groups] == [("canvassing", 2), ("media", 1)]
    total = sum_of(lines, name="All")
    assert (total.added, total.won, total.rate) == (3, 1, Decimal(100) / 3)
    assert total.cost == sum(line.cost for line in lines)


def test_as_many_questions_for_many_as_for_few(cast, fair, django_assert_num_queries):
    def ask():
        with django_assert_num_queries(4):
            method_lines(cast.admin, Chosen())

    ProspectFactory(customer__owner=cast.owner, method=fair)
    method_lines(cast.admin, Chosen())
    ask()
    ProspectFactory.create_batch(4, customer__owner=cast.owner, method=MethodFactory(code="register"))
    ask()


class TestPage:
    @pytest.fixture
    def seen(self, client, cast):
        client.force_login(cast.manager)
        return lambda **query: client.get(reverse("prospects:methods"), query)

    def test_shows_figures_and_keeps_the_choice(self, seen, shop, cast):
        page = seen(rep=cast.owner.pk).content.decode()
        assert AcquisitionMethod.objects.get(code="trade-fair").name in page
        assert "100.0%" in page
        assert "650.00" in page
        assert f"rep={cast.owner.pk}&amp;format=csv" in page

    def test_the_list_of_prospects_leads_to_it(self, client, seen):
        seen()
        page = client.get(reverse("prospects:list")).content.decode()
        assert f'href="{reverse("prospects:methods")}"' in page

    def test_nothing_to_show_is_said(self, seen, shop):
        assert "No prospects in this span" in seen(since="2030-01-01").content.decode()

    def test_nonsense_is_said_and_counts_for_nothing(self, seen, shop, cast):
        page = seen(since="2024-05-01", until="2024-04-01").content.decode()
        assert "before the first" in page
        for query in ({"team": "9" * 30}, {"rep": cast.stranger.pk}, {"since": "x"}):
            assert seen(**query).status_code == 200
        assert seen(format="pdf").status_code == 404

    def test_the_file_has_what_the_page_has(self, seen, shop, cast):
        response = seen(rep=cast.owner.pk, format="csv")
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        rows = {row["code"]: row for row in csv.DictReader(io.StringIO(text))}
        row = rows["trade-fair"]
        assert [row[name] for name in ("added", "won", "rate", "mean_days", "sales", "cost_per_win")] == [
            *("1", "1", "100", "40", "650", "180")
        ]


def test_a_file_of_days_that_cannot_be_is_no_file(client, cast, shop):
    client.force_login(cast.manager)
    query = {"format": "csv", "since": "2024-05-01", "until": "2024-04-01"}
    response = client.get(reverse("prospects:methods"), query)
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "This day is before the first one." in response.content.decode()
