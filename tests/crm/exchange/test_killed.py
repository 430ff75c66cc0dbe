"""A worker killed half-way leaves nothing half-written, and the work is finished by the next."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Product
from crm.exchange.models import Import, ImportState
from crm.exchange.services.running import start
from crm.jobs.models import Job
from crm.jobs.services import run_due
from tests.factories.people import UserFactory

ROWS = 2_500
# Works like any worker, but waits after its first written batch, so that it can be killed there.
WORKER = """
import sys, time, pathlib, django
django.setup()
from crm.exchange.modelkind import ModelKind
from crm.jobs.services import run_due
write = ModelKind.write
def slow(self, batch, context):
    write(self, batch, context)
    pathlib.Path(sys.argv[1]).touch()
    time.sleep(120)
ModelKind.write = slow
run_due()
"""


def killed_half_way(marker, env):
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(marker)], env=env)
    try:
        for _tick in range(600):
            if marker.exists() or worker.poll() is not None:
                break
            time.sleep(0.1)
        assert marker.exists(), "the worker never came to write"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()


@pytest.mark.every_database
def test_kill_9_half_way(process_env, tmp_path):
    admin = UserFactory(role="admin")
    text = "number,name\n" + "".join(f"P{n},Oil {n}\n" for n in range(ROWS))
    file = ContentFile(text, "p.csv")
    imported = Import.objects.create(kind="products", file_name="p.csv", by=admin, file=file)
    start(imported=imported, by=admin)

    killed_half_way(tmp_path / "wrote", process_env)

    assert not Product.objects.exists()
    assert not Product.history.exists()
    imported.refresh_from_db()
    assert imported.state == ImportState.RUNNING

    assert run_due() == 0  # the dead worker's lease is still trusted
    Job.objects.update(lease_until=timezone.now())
    assert run_due() == 1

    imported.refresh_from_db()
    assert (imported.state, imported.counts["created"]) == (ImportState.DONE, ROWS)
    assert Product.objects.count() == ROWS
    assert Product.history.count() == ROWS
