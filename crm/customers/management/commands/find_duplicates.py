"""List likely duplicates from the command line."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.customers.choices import CustomerKind
from crm.customers.duplicates.scan import Pair, scan
from crm.customers.duplicates.wording import in_words
from crm.customers.models import Customer
from crm.people.models import User


class Command(BaseCommand):
    help = "Lists the cards of the customer file that may be one customer, the surest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", choices=CustomerKind.values, help="only cards of this kind")
        parser.add_argument(
            "--min-score", type=int, metavar="S", help="from this score on, 0 to 100 (default: the settings')"
        )
        parser.add_argument("--json", action="store_true", help="print the pairs as JSON")
        parser.add_argument(
            "--as", dest="viewer", metavar="USER", help="what this person (e-mail or number) may see"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        least = options["min_score"]
        if least is not None and not 0 <= least <= 100:
            raise CommandError(_("A score lies between 0 and 100."))
        pairs = scan(viewer=_person(options["viewer"]), kind=options["kind"], min_score=least)
        found = sorted(pairs, key=lambda pair: (-pair.score, pair.a, pair.b))
        rows = _rows(found)
        self.stdout.write(json.dumps(rows, ensure_ascii=False) if options["json"] else _words(rows))


def _person(name: str | None) -> User | None:
    if not name:
        return None
    person = User.objects.active().filter(Q(email=name.strip().lower()) | Q(number=name.strip())).first()
    if person is None:
        raise CommandError(_("There is nobody with the e-mail address or number %(name)s.") % {"name": name})
    return person


def _rows(pairs: list[Pair]) -> list[dict[str, Any]]:
    """Return the pairs with the cards' numbers and the reasons in words."""
    keys = sorted({card for pair in pairs for card in (pair.a, pair.b)})
    numbers: dict[int, str] = {}
    for start in range(0, len(keys), 1_000):
        part = Customer.objects.filter(pk__in=keys[start : start + 1_000])
        numbers.update(part.values_list("pk", "number"))
    return [
        {
            "a": numbers[pair.a],
            "b": numbers[pair.b],
            "score": pair.score,
            "reasons": [in_words(reason) for reason in pair.reasons],
        }
        for pair in pairs
    ]


def _words(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return _("No likely duplicates.")
    return "\n".join(f"{row['score']:3}  {row['a']}  {row['b']}  {'; '.join(row['reasons'])}" for row in rows)
