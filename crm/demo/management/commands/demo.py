"""Put the demo company into an empty database."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from crm.demo.build import LOGINS, PASSWORD, build
from crm.demo.people import DOMAIN
from crm.people.models import User


class Command(BaseCommand):
    help = "Create the demo company: people, customers, two years of orders, prospects, visits and plans."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accounts", type=int, default=600, help="how many accounts (default: 600)")
        parser.add_argument(
            "--prospects",
            type=int,
            default=180,
            help="how many prospects are worked on; others were won or given up (default: 180)",
        )
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing, without a complaint, when there is data already",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo company and its log-ins are never made in production.")
        if options["accounts"] < 1:
            raise CommandError("--accounts must be 1 or more.")
        if options["prospects"] < 0:
            raise CommandError("--prospects must be 0 or more.")
        if User.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("This database has people in it already; the demo company needs an empty one.")
        with transaction.atomic():
            build(
                accounts=options["accounts"],
                prospects=options["prospects"],
                today=timezone.localdate(),
                say=self._say,
            )
        self.stdout.write(
            "Log in as " + ", ".join(f"{login}@{DOMAIN}" for login in LOGINS) + f" with {PASSWORD}"
        )

    def _say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()
