"""Background work of prospecting: every night pool, campaigns and scores; by day the moves of long lists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from constance import config
from constance.signals import config_updated
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from crm.jobs import progress
from crm.jobs.models import Job
from crm.jobs.registry import handler
from crm.jobs.schedules import schedule
from crm.jobs.services import enqueue, finishing, renew_lease
from prospects.bulk_stage import moved_words
from prospects.defaults import DEFAULTS
from prospects.services import return_silent
from prospects.services.campaigns import start_campaigns
from prospects.services.moving import MOVING, move_queued
from prospects.services.qualifying import qualify_all

POOL = "prospects.pool"
CAMPAIGNS = "prospects.campaigns"
QUALIFY = "prospects.qualify"
# Several weights are changed one after the other on the settings page: one job for all of them.
SETTLED = timedelta(seconds=5)

schedule(POOL, name="Return silent prospects to the pool", cron="15 1 * * *")
schedule(CAMPAIGNS, name="Start development campaigns", cron="5 0 * * *")
schedule(QUALIFY, name="Qualify prospects again", cron="45 1 * * *")


@handler(POOL, title=_("Returning silent prospects to the pool"))
def pool(job: Job) -> dict[str, Any]:
    """Move every prospect that was silent too long into its team's pool; done twice, nothing changes."""
    with finishing(job) as result:
        result.update(returned=return_silent())
    return result


@handler(CAMPAIGNS, title=_("Starting development campaigns"))
def campaigns(job: Job) -> dict[str, Any]:
    """Let the campaigns whose first day has come run; done twice, nothing changes."""
    with finishing(job) as result:
        result.update(started=start_campaigns())
    return result


@handler(QUALIFY, title=_("Working out the scores of prospects"))
def qualify(job: Job) -> dict[str, Any]:
    """Bring every score in step with the weights; done twice, nothing changes."""

    def report(done: int, total: int) -> None:
        renew_lease(job)
        progress.report(job.pk, done=done, total=total)

    changed = qualify_all(report)
    with finishing(job) as result:
        result.update(changed=changed)
    return result


@handler(MOVING, title=_("Moving prospects"))
def moving(job: Job) -> dict[str, Any]:
    """Move the prospects of a long list, each by itself; done twice, those stand there already."""
    assert job.by is not None

    def report(done: int, total: int) -> None:
        renew_lease(job)
        progress.report(job.pk, done=done, total=total)

    with translation.override(job.by.language):
        words = moved_words(move_queued(job.payload, by=job.by, report=report))
    with finishing(job) as result:
        result.update(words=words, url=reverse("prospects:list"))
    return result


@receiver(config_updated, sender=config, dispatch_uid=QUALIFY)
def qualify_by_new_weights(*, key: str, old_value: Any, new_value: Any, **kwargs: Any) -> None:
    """Queue the scores as soon as an admin has changed what they are worked out by.

    A setting that is read for the first time is stored as well: its default is no change.
    """
    weighs = key.startswith("PROSPECTS_WEIGHT_") or key == "PROSPECTS_FULL_VOLUME"
    if weighs and new_value != (DEFAULTS[key][0] if old_value is None else old_value):
        enqueue(kind=QUALIFY, key=QUALIFY, due_at=timezone.now() + SETTLED)
