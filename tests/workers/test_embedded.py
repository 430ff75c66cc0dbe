"""Workers of the embedded form: messages are files, and a killed worker takes its message along."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.conf import settings
from django.core.cache.backends.filebased import FileBasedCache

from crm.exchange.models import Import
from tests.workers.conftest import (
    LINES,
    all_is_written_once,
    end_leases,
    is_done,
    nothing_is_written,
    wait_until,
)
from tools.paths import ROOT

# A request to the web process, which shares nothing with the worker but the data folder.
PRESS_IMPORT = """
import sys, django
django.setup()
from django.test import Client
from crm.exchange.models import Import
imported = Import.objects.get()
client = Client()
client.force_login(imported.by)
assert client.post(f"/imports/{imported.pk}/run/").status_code == 302
"""


@pytest.fixture
def embedded(process_env: dict[str, str]) -> dict[str, str]:
    """The environment of processes without Redis."""
    return {**process_env, "REDIS_URL": ""}


def written_rows(imported: Import) -> int:
    """How many rows the worker says it has written; it reads all of them before."""
    cache = FileBasedCache(str(settings.VAR_DIR / "cache"), {})
    told = cache.get(f"job-progress:{imported.job_id}") or {"done": 0}
    return told["done"] - LINES


def test_what_a_page_queued_survives_a_kill_9_half_way(imported, embedded, start_worker, start_beat):
    worker = start_worker(embedded)
    subprocess.run([sys.executable, "-c", PRESS_IMPORT], cwd=ROOT, env=embedded, check=True)
    imported.refresh_from_db()
    wait_until(lambda: written_rows(imported) > 0, "The worker did not come to write")
    worker.kill()
    nothing_is_written(imported)
    assert not list((settings.VAR_DIR / "broker" / "messages").iterdir())

    start_worker(embedded)
    end_leases()
    start_beat(embedded)
    wait_until(lambda: is_done(imported.job), "The next worker did not finish the import")
    all_is_written_once(imported)
