"""The ABC ranking: curve, tiers, movers, runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import reports, rules
from accounts.forms.ranking import RankForm
from accounts.in_force import tiers_in_force
from accounts.models import TierRun
from accounts.policy import tier_policy
from accounts.services.requests import RANK, request_ranking
from crm.jobs.models import Job
from crm.jobs.views import shown
from crm.shell.access import AllowedMixin
from crm.shell.errors import Refused
from crm.shell.formats import day, money
from crm.shell.forms import ServiceFormPage
from crm.shell.keys import key_of
from crm.shell.lists import Column, Empty, Key, ListPage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.models import Account
    from accounts.ranking import Move, Point
    from crm.people.models import User

RUNS_TO_CHOOSE = 24
MOVERS = 15


class ParetoPage(AllowedMixin):
    """One run, the one in force unless ``?run=`` names another, as the person may see it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        run = self._run()
        may_rank = rules.may_rank(self.viewer)
        wrong = settings_wrong() if may_rank else ""
        context = {
            "runs": TierRun.objects.order_by("-as_of", "-pk")[:RUNS_TO_CHOOSE],
            "run": run,
            "in_force": run == self.in_force,
            "may_rank": may_rank,
            "settings_wrong": wrong,
            "rank_form": None if wrong or not may_rank else RankForm(**rank_form_kwargs(), auto_id="rank-%s"),
            **shown(self._job()),
            **(run_context(run, self.viewer, in_force=run == self.in_force) if run else {}),
        }
        return render(request, "accounts/pareto.html", context)

    @cached_property
    def in_force(self) -> TierRun | None:
        return TierRun.objects.in_force()

    def _run(self) -> TierRun | None:
        wanted = self.request.GET.get("run", "")
        if not wanted:
            return self.in_force
        run = TierRun.objects.filter(pk=key_of(wanted)).first()
        if run is None:
            raise Http404
        return run

    def _job(self) -> Job | None:
        """Return the ranking this person has started last; one that failed counts until another has come."""
        job = Job.objects.asked_by(self.viewer).filter(kind=RANK).order_by("-pk").first()
        if job and job.failed and TierRun.objects.filter(created_at__gt=job.done_at).exists():
            return None
        return job


def settings_wrong() -> str:
    """Return what forbids to rank by the settings as they are; "" when nothing does."""
    try:
        tier_policy()
    except Refused as refused:
        return str(refused)
    return ""


def rank_form_kwargs() -> dict[str, Any]:
    """Return what the form of a ranking has to know of the settings."""
    return {"days_of_policy": tier_policy().days}


class RankNow(ServiceFormPage):
    """Start a ranking in the background: from the form of the ranking's head, or on a page of its own."""

    title = gettext_lazy("Rank now")
    subtitle = gettext_lazy("It takes a few seconds, and goes on when you leave the page.")
    submit_label = gettext_lazy("Rank now")
    form_class = RankForm

    def allows(self, user: Any) -> bool:
        return rules.may_rank(user)

    def get_cancel_url(self) -> str:
        return reverse("accounts:pareto")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | rank_form_kwargs()

    def perform(self, form: Any) -> Job:
        return request_ranking(by=self.viewer, **form.window)

    def done_message(self, result: Any) -> StrOrPromise:
        return _("The ranking has started. You may leave this page.")

    def done_url(self, result: Any) -> str:
        return reverse("accounts:pareto")


def run_context(run: TierRun, user: User, *, in_force: bool = True) -> dict[str, Any]:
    """Return what the page says of *run*: tiers, curve, movers.

    Of the run that is *in_force*, each tier comes with what managers have made of it.
    """
    report = reports.report_for(run, user)
    now = tiers_in_force(user) if in_force else {}
    moves = reports.movers(run, user)
    up = [move for move in moves if move.steps > 0][:MOVERS]
    down = [move for move in moves if move.steps < 0][:MOVERS]
    accounts = reports.names(
        [point.account_id for point in report.points] + [move.account_id for move in (*up, *down)]
    )
    return {
        "report": report,
        "tiers": [
            (figures, one if (one := now.get(figures.tier)) and one.is_overridden else None)
            for figures in report.figures
        ],
        "chart": _chart(report.points, accounts, run),
        "points": [_row(point, accounts) for point in report.points],
        "movers": [(_("Up"), _movers(up, accounts)), (_("Down"), _movers(down, accounts))],
        "total": money(report.total, settings.BASE_CURRENCY, 0),
        "currency": settings.BASE_CURRENCY,
        "last_order": reports.last_order_before(run, user),
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
