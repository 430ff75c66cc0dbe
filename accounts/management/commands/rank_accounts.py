"""Rank the accounts from the command line."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts import reports
from accounts.models import TierRun
from accounts.services.ranking import rank_accounts
from crm.shell.errors import Refused

_CENT = Decimal("0.01")


class Command(BaseCommand):
    help = "Rank all accounts into the tiers A, B and C by their net sales and store the run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", type=_day, metavar="DATE", help="rank as of this day (default: today)")
        window = parser.add_mutually_exclusive_group()
        window.add_argument(
            "--days", type=int, metavar="N", help="by the sales of N days (default: the settings')"
        )
        window.add_argument("--all", action="store_true", help="by everything ever sold")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = rank_accounts(as_of=options["as_of"], days=options["days"], all_orders=options["all"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        answer = _answer(run)
        self.stdout.write(json.dumps(answer) if options["json"] else _words(answer))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date: write it as 2026-11-30.") from None


def _money(value: Decimal) -> str:
    return str(value.quantize(_CENT, ROUND_HALF_UP))


def _answer(run: TierRun) -> dict[str, Any]:
    return {
        "run": run.pk,
        "as_of": run.as_of.isoformat(),
        "total": _money(run.total),
        "tiers": {
            figures.tier: {
                "accounts": figures.accounts,
                "sales": _money(figures.sales),
                "share": str(figures.sales_share),
            }
            for figures in reports.figures(run)
        },
        "not_rated": reports.not_rated(run),
    }


def _words(answer: dict[str, Any]) -> str:
    lines = [_("Run %(run)s as of %(as_of)s: net sales %(total)s") % answer]
    for tier, row in answer["tiers"].items():
        lines.append(_("%(tier)s: %(accounts)s accounts, %(sales)s, %(share)s%%") % {"tier": tier, **row})
    lines.append(_("New, not rated: %(not_rated)s") % answer)
    return "\n".join(lines)
