"""`manage.py plan_week`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crm.people.models import User
from tests.visits.conftest import Around, account_of
from visits.management.commands import plan_week as command
from visits.models import VisitPlan
from visits.services.planning import BrokenPlanError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def friday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 20, 18, 0, tzinfo=UTC))


def run(*args: str) -> str:
    out = StringIO()
    call_command("plan_week", *args, stdout=out)
    return out.getvalue()


def as_json(*args: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run("--json", *args))
    return document


def test_plans_next_week_of_everybody_with_customers(rep: User, around: Around, cast) -> None:
    around(4, "B")
    assert (
        run()
        == f"{rep.email} 2026-W48: 4 visits, 0 left out, {VisitPlan.objects.get().travel // 60} min travel\n"
    )
    assert "unchanged" in run()


def test_json_tells_days_reasons_and_who_is_left_out(rep: User, around: Around) -> None:
    around(60, "B")
    document = as_json("--week", "2026-W48", "--rep", rep.email.upper())
    (plan,) = document["plans"]
    assert (document["week"], plan["week"], plan["rep"], plan["changed"]) == (
        "2026-W48",
        "2026-W48",
        rep.email,
        True,
    )
    visits = [visit for day in plan["days"] for visit in day["visits"]]
    assert len(visits) + len(plan["left_out"]) == 60
    assert visits[0]["reasons"][0]["text"] == "Tier B, never visited yet, due every 14 days"
    assert all(left["text"] for left in plan["left_out"])
    assert sum(day["travel"] for day in plan["days"]) == plan["travel"]


def test_the_same_again_is_unchanged_and_equal(rep: User, around: Around) -> None:
    around(10, "B")
    first, second = as_json(), as_json()
    assert second["plans"][0].pop("changed") is False
    assert first["plans"][0].pop("changed") is True
    assert first == second


def test_a_date_names_its_week(rep: User, around: Around) -> None:
    around(1)
    assert as_json("--week", "2026-12-03")["week"] == "2026-W49"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--week", "soon"], "--week soon: write an ISO week such as 2026-W48"),
        (["--week", "2026-W60"], "--week 2026-W60"),
        (["--week", "9999-W52"], "--week 9999-W52"),
        (["--rep", "nobody@firm.example"], "nobody active logs in"),
        (["--week", "2026-W46"], "2026-W46 is over"),
    ],
)
def test_mistakes_are_named(rep: User, around: Around, args: list[str], message: str) -> None:
    around(1)
    with pytest.raises(CommandError, match=message):
        run(*args)


def test_nobody_to_plan_for_is_no_error(db: None) -> None:
    assert run() == "Nobody has customers: nothing to plan.\n"
    assert as_json() == {"week": "2026-W48", "plans": []}


def test_one_reps_broken_plan_does_not_cost_the_others_theirs(
    rep: User, around: Around, cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    around(1)
    account_of(cast.owner)
    real = command.plan_week

    def sometimes(**kwargs: Any) -> VisitPlan:
        if kwargs["rep"] == cast.owner:
            raise BrokenPlanError("window")
        return real(**kwargs)

    monkeypatch.setattr(command, "plan_week", sometimes)
    with pytest.raises(CommandError, match=r"Without a plan: 1 of 2\."):
        run()
    assert VisitPlan.objects.get().rep == rep
