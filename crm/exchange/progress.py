"""How far an import is, told to its job now and then."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from crm.exchange.running import CHECKING
from crm.jobs.progress import report
from crm.jobs.services import renew_lease

if TYPE_CHECKING:
    from crm.jobs.models import Job

REPORT_EVERY = 0.5  # seconds
RENEW_EVERY = 15.0


class JobProgress:
    """Called with the pass and its rows: checking fills the first half of the bar, writing the second.

    The lease is renewed while checking. While writing, the job's row is locked by the transaction
    that will finish it, so nobody can take it over.
    """

    def __init__(self, job: Job, total: int) -> None:
        self.job, self.total = job, total
        self.checked = 0
        self._reported = 0.0
        self._renewed = time.monotonic()

    def __call__(self, phase: str, rows: int) -> None:
        now = time.monotonic()
        if phase == CHECKING:
            self.checked = rows
            if now - self._renewed > RENEW_EVERY:
                renew_lease(self.job)
                self._renewed = now
        if now - self._reported < REPORT_EVERY:
            return
        self._reported = now
        total = max(self.total, self.checked)
        done = rows if phase == CHECKING else self.checked + rows
        words = _("Rows checked: %(rows)s") if phase == CHECKING else _("Rows written: %(rows)s")
        note = words % {"rows": number_format(rows, force_grouping=True)}
        report(self.job.pk, done=done, total=2 * total if self.total else 0, note=note)
