"""Files of imports are kept for a while: they hold what people wrote about customers."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from crm.exchange.models import BUSY, Import

BATCH = 100
QUOTES = ("errors", "likely")  # of the result: they quote cells and name cards


def delete_files(*, older_than: dt.timedelta) -> int:
    """Delete the files of imports that ended so long ago, with what their results quote; return how many.

    An import keeps its counts and can still be undone, but no more be read again or started.
    """
    until = timezone.now() - older_than
    ended = Import.objects.exclude(state__in=BUSY).alias(ended=Coalesce("finished_at", "created_at"))
    quoting = Q(result__has_any_keys=QUOTES)
    old = ended.filter(~Q(file="") | ~Q(bad_rows="") | quoting, ended__lt=until)
    count = 0
    while batch := list(old.order_by("pk")[:BATCH]):
        for imported in batch:
            _forget(imported)
        count += len(batch)
    return count


@transaction.atomic
def _forget(imported: Import) -> None:
    # The files go first: after a crash the row still names them, and they are looked for again.
    for held in (imported.file, imported.bad_rows):
        if held:
            held.delete(save=False)
    imported.result = {name: value for name, value in imported.result.items() if name not in QUOTES}
    imported.save(update_fields=["file", "bad_rows", "result"])
