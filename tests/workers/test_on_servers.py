"""Workers on PostgreSQL and Redis: killed, doubled, and with a queue that has forgotten everything."""

from __future__ import annotations

import pytest
import redis
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse

from accounts.models import OrderLine, Product, TierRun
from crm.exchange.models import Import
from crm.exchange.services.running import start as start_import
from crm.jobs.models import Job
from crm.jobs.tasks import start, sweep
from tests.factories.accounts import OrderFactory
from tests.factories.people import UserFactory
from tests.workers.conftest import (
    HALF,
    all_is_written_once,
    end_leases,
    is_done,
    nothing_is_written,
    wait_until,
)

FILES = 12
SEQUENCE = f"{OrderLine._meta.db_table}_id_seq"
pytestmark = [pytest.mark.redis, pytest.mark.postgres]


@pytest.fixture
def queue(process_env):
    """The messages, empty at the start."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield client
        client.flushdb()


def keys_given() -> int:
    """How many lines were begun to be written: a sequence counts on, even when its transaction is undone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM pg_sequences WHERE sequencename = %s", [SEQUENCE])
        return cursor.fetchone()[0] or 0


def queue_an_import(number: int) -> None:
    """Queue the import of one product."""
    file = ContentFile(f"number,name\nI{number},Imported oil\n", "product.csv")
    by = UserFactory(role="admin")
    start_import(imported=Import.objects.create(kind="products", file_name="p.csv", by=by, file=file), by=by)


def open_jobs() -> bool:
    return Job.objects.filter(done_at=None).exists()


def test_what_a_page_queued_survives_a_kill_9_half_way(
    client, imported, queue, process_env, start_worker, start_beat
):
    worker = start_worker(process_env)
    client.force_login(imported.by)
    before = keys_given()
    client.post(reverse("exchange:run", args=[imported.pk]))
    wait_until(lambda: keys_given() >= before + HALF, "The worker did not come half-way")
    worker.kill()
    nothing_is_written(imported)

    start_worker(process_env)
    end_leases()
    start_beat(process_env)
    wait_until(lambda: is_done(imported.job), "The next worker did not finish the import")
    all_is_written_once(imported)


def test_two_beats_start_a_job_once_and_two_workers_do_each_job_once(queue, process_env, start_worker):
    OrderFactory(net=100)
    for number in range(FILES):
        queue_an_import(number)
    for _beat in range(2):
        start.delay("accounts.rank")
        sweep.delay()
    for _worker in range(2):
        start_worker(process_env)
    wait_until(lambda: TierRun.objects.exists() and not open_jobs(), "The workers did not do all the work")
    assert set(Job.objects.values_list("attempts", "failed", "error")) == {(1, False, "")}
    assert Product.history.filter(name="Imported oil").count() == FILES
    assert Job.objects.filter(kind="accounts.rank").count() == TierRun.objects.count() == 1


def test_a_queue_that_lost_its_messages_loses_no_work(queue, process_env, start_worker, start_beat):
    queue_an_import(1)
    assert queue.llen("celery") == 1
    queue.flushdb()

    start_worker(process_env)
    start_beat(process_env)
    wait_until(lambda: not open_jobs(), "The sweep did not find the work")
    assert Product.objects.get().name == "Imported oil"
