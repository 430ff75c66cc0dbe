"""The ABC ranking: curve, tiers, movers, runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import reports, rules
from accounts.jobs import RANK
from accounts.models import TierRun
from crm.jobs.models import Job
from crm.jobs.services import enqueue
from crm.jobs.views import bar_of, bar_url
from crm.shell.access import AllowedMixin
from crm.shell.formats import day, money
from crm.shell.lists import Column, Empty, Key, ListPage

if TYPE_CHECKING:
    from accounts.models import Account
    from accounts.ranking import Move, Point
    from crm.people.models import User

RUNS_TO_CHOOSE = 24
MOVERS = 15


class ParetoPage(AllowedMixin):
    """One run, the one in force unless ``?run=`` names another, as the person may see it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        run = self._run()
        context = {
            "runs": TierRun.objects.order_by("-as_of", "-pk")[:RUNS_TO_CHOOSE],
            "run": run,
            "may_rank": rules.may_rank(self.viewer),
            **self._job(),
            **(run_context(run, self.viewer) if run else {}),
        }
        return render(request, "accounts/pareto.html", context)

    def _run(self) -> TierRun | None:
        wanted = self.request.GET.get("run", "")
        if not wanted:
            return TierRun.objects.in_force()
        run = TierRun.objects.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 19 else None
        if run is None:
            raise Http404
        return run

    def _job(self) -> dict[str, Any]:
        """Return the bar of the ranking this person has started and that still goes on."""
        job = Job.objects.filter(kind=RANK, by=self.viewer, done_at=None).order_by("-pk").first()
        return {"bar": bar_of(job), "bar_url": bar_url(job)} if job else {}


class RankNow(AllowedMixin):
    """Start a ranking in the background."""

    http_method_names = ("post",)

    def allows(self, user: Any) -> bool:
        return rules.may_rank(user)

    def post(self, request: HttpRequest) -> HttpResponse:
        enqueue(kind=RANK, by=self.viewer, key=f"by {self.viewer.pk}")
        messages.info(request, _("The ranking has started. You may leave this page."))
        return HttpResponseRedirect(reverse("accounts:pareto"))


def run_context(run: TierRun, user: User) -> dict[str, Any]:
    """Return what the page says of *run*: tiers, curve, movers."""
    report = reports.report_for(run, user)
    moves = reports.movers(run, user)
    up = [move for move in moves if move.steps > 0][:MOVERS]
    down = [move for move in moves if move.steps < 0][:MOVERS]
    accounts = reports.names(
        [point.account_id for point in report.points] + [move.account_id for move in (*up, *down)]
    )
    return {
        "report": report,
        "chart": _chart(report.points, accounts, run),
        "points": [_row(point, accounts) for point in report.points],
        "movers": [(_("Up"), _movers(up, accounts)), (_("Down"), _movers(down, accounts))],
        "total": money(report.total, settings.BASE_CURRENCY, 0),
        "currency": settings.BASE_CURRENCY,
    }


def _chart(points: Sequence[Point], accounts: dict[int, Account], run: TierRun) -> dict[str, Any]:
    """Return the figures of the curve as the page's script draws them; for eyes only, hence floats."""
    rows = [_row(point, accounts) for point in points]
    return {
        "labels": [row["name"] for row in rows],
        "values": [float(row["sales"]) for row in rows],
        "shares": [float(row["share"]) for row in rows],
        "tiers": [row["tier"] for row in rows],
        "urls": [row["url"] for row in rows],
        "cuts": [float(run.a_share), float(run.b_share)],
        "names": {"sales": _("Net sales"), "share": _("Cumulative share")},
    }


def _row(point: Point, accounts: dict[int, Account]) -> dict[str, Any]:
    account = accounts.get(point.account_id)
    return {
        "rank": point.rank,
        "name": account.customer.name if account else "–",
        "url": account.get_absolute_url() if account else "",
        "sales": point.sales,
        "share": point.share * 100,
        "tier": point.tier,
    }


def _movers(moves: Sequence[Move], accounts: dict[int, Account]) -> list[dict[str, Any]]:
    return [
        {
            "account": accounts.get(move.account_id),
            "before": move.before,
            "after": move.after,
            "change": move.after.sales - move.before.sales,
        }
        for move in moves
    ]


class RunList(ListPage):
    title = gettext_lazy("Tier runs")
    default_sort = "-as_of"
    empty = Empty(title=gettext_lazy("No ranking yet"), icon="pareto")
    columns = (
        Column(
            key="as_of",
            label=gettext_lazy("As of"),
            render=lambda run: day(run.as_of),
            sort=(Key("as_of", nullable=False),),
            lead=True,
            detail=lambda run: f"#{run.pk}",
        ),
        Column(key="made", label=gettext_lazy("Made at"), render=lambda run: run.created_at),
        Column(key="by", label=gettext_lazy("By"), render=lambda run: run.by or _("schedule")),
        Column(
            key="days",
            label=gettext_lazy("Days of sales"),
            render=lambda run: run.days or _("all orders"),
            numeric=True,
        ),
        Column(
            key="cuts",
            label=gettext_lazy("A and B up to (%)"),
            render=lambda run: f"{run.a_share.normalize():f} / {run.b_share.normalize():f}",
            numeric=True,
        ),
    )

    def rows(self) -> QuerySet[TierRun]:
        return TierRun.objects.visible_to(self.user).select_related("by")

    def row_url(self, row: Any) -> str:
        return f"{reverse('accounts:pareto')}?run={row.pk}"

    def get_columns(self) -> Sequence[Column]:
        """Add the company's sums for who sees all of it (D7.1)."""
        return (*self.columns, *_COMPANY) if rules.sees_company(self.user) else self.columns


def _count(tier: str) -> Column:
    return Column(
        key=tier.lower(), label=tier, render=lambda run: run.summary[tier]["accounts"], numeric=True
    )


_COMPANY = (
    *(_count(tier) for tier in ("A", "B", "C")),
    Column(
        key="total",
        label=gettext_lazy("Net sales"),
        render=lambda run: money(run.total, settings.BASE_CURRENCY),
        sort=(Key("total", nullable=False),),
        numeric=True,
    ),
)
