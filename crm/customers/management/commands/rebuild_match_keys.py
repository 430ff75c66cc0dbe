"""Work out anew what duplicates are found by."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from crm.customers.models import Customer
from crm.customers.services.match_keys import rebuild_keys


class Command(BaseCommand):
    help = "Works out the match keys of all cards anew: after a release that changed how they are made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--after", type=int, default=0, metavar="KEY", help="go on behind the card with this primary key"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        total, last = Customer.objects.filter(pk__gt=options["after"]).count(), options["after"]
        batches = 0
        while (done := rebuild_keys(after=last)) is not None:
            last, batches = done, batches + 1
            if batches % 20 == 0:
                self.stderr.write(f"Done up to --after {last}.")
        self.stdout.write(f"{total} cards have fresh match keys.")
