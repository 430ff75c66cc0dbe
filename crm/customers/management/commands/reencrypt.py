"""Write all private details anew with the newest key, so that an old key can be thrown away."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.customers.models import PrivateDetails
from crm.customers.services.private import reencrypt_merges, reencrypt_private


class Command(BaseCommand):
    help = (
        "Encrypts private details anew with the first of FIELD_ENCRYPTION_KEYS. "
        "To replace a key: put the new one first, run this, then take the old one out."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        total, last = PrivateDetails.objects.count(), 0
        try:
            while (done := reencrypt_private(after=last)) is not None:
                last = done
            reencrypt_merges()
        except ValueError as error:
            raise CommandError(f"Stopped behind row {last}: {error}") from error
        self.stdout.write(f"{total} rows are encrypted with the newest key.")
