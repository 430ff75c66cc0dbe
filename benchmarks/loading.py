"""Importing order lines: rows a second and memory, from the command line and in the background.

The company of this section is small in accounts and large in orders: ``bench_loading``. A file of 200,000
lines goes in by ``manage.py load``, then as the page's background job, then by a worker that is killed
half-way and another one that finishes. A quarter of the file shows how memory grows with its length.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from benchmarks.server import VAR, environment
from tools.paths import ROOT

ACCOUNTS, ORDERS, LINES = 1_000, 40_000, 5
ROWS = ORDERS * LINES
AT_LEAST = 3_000  # rows a second

QUEUE = """
import sys, django; django.setup()
from pathlib import Path
from django.core.files import File
from crm.exchange.services import running, uploading
from crm.people.models import User
admin = User.objects.get(role="admin")
with Path(sys.argv[1]).open("rb") as file:
    imported = uploading.upload(by=admin, kind_name="order-lines", file=File(file, "lines.csv"))
running.start(imported=imported, by=admin)
"""
WORK = "import django; django.setup(); from crm.jobs.services import run_due; run_due()"


@dataclass(frozen=True)
class Load:
    """One way in: seconds of the process, its start among them, and the most memory it had, in MiB."""

    name: str
    rows: int
    seconds: float
    peak: float

    def __str__(self) -> str:
        rate = self.rows / self.seconds
        missed = "**" if rate < AT_LEAST else ""
        shown = f"{missed}{rate:,.0f}{missed}"
        return f"| {self.name} | {self.rows:,} | {self.seconds:.1f} | {shown} | {self.peak:.0f} |"


def measure(url: str) -> list[Load]:
    """Return every way in; SystemExit when rows are missing or half-written afterwards."""
    whole, part = _file(url, ROWS), _file(url, ROWS // 4)
    found = [
        _load(url, "`manage.py load`, a quarter", ROWS // 4, _command(part)),
        _load(url, "`manage.py load`", ROWS, _command(whole)),
        _load(url, "background job", ROWS, _python(WORK), before=lambda: _queue(url, whole)),
    ]
    _empty(url)
    _queue(url, whole)
    _kill_half_way(url, found[-1].seconds / 2)
    found.append(_load(url, "the same, after kill -9 of the first worker", ROWS, _python(WORK), empty=False))
    return found


def table(loads: list[Load]) -> list[str]:
    return [
        f"| order lines, at least {AT_LEAST:,} rows/s | rows | s | rows/s | peak (MiB) |",
        "|---|---:|---:|---:|---:|",
        *map(str, loads),
    ]


def _file(url: str, rows: int) -> Path:
    """Write lines of five further products for every order."""
    numbers = [number for (number,) in _sql(url, "SELECT number FROM accounts_order ORDER BY id")]
    products = [number for (number,) in _sql(url, "SELECT number FROM accounts_product ORDER BY id")]
    path = VAR / f"lines-{rows}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["order", "product", "quantity", "price", "discount"])
        for row in range(rows):
            order, line = divmod(row, LINES)
            product = products[(order + line) % len(products)]
            writer.writerow([numbers[order], product, 1 + row % 9, f"{10 + row % 90}.50", "0.05"])
    return path


def _command(path: Path) -> list[str]:
    return [sys.executable, "manage.py", "load", "order-lines", str(path), "--json"]


def _python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def _load(
    url: str,
    name: str,
    rows: int,
    command: list[str],
    *,
    empty: bool = True,
    before: Callable[[], None] = lambda: None,
) -> Load:
    if empty:
        _empty(url)
    before()
    started = time.perf_counter()
    process = _start(url, command)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) or _lines(url) != rows:
        raise SystemExit(f"{name}: {_lines(url):,} of {rows:,} lines are there.")
    return Load(name, rows, seconds, usage.ru_maxrss / 1024)


def _kill_half_way(url: str, seconds: float) -> None:
    process = _start(url, _python(WORK))
    time.sleep(seconds)
    if process.poll() is not None:
        raise SystemExit("The worker was done before it could be killed.")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    if _lines(url):
        raise SystemExit("A killed worker has left lines behind.")
    # Its lease would run out by itself in some minutes.
    _sql(url, "UPDATE jobs_job SET lease_until = now() WHERE done_at IS NULL")


def _start(url: str, command: list[str]) -> subprocess.Popen[bytes]:
    surroundings = environment(url) | {"DJANGO_SETTINGS_MODULE": "crm.settings"}
    return subprocess.Popen(command, env=surroundings, cwd=ROOT, stdout=subprocess.DEVNULL)


def _queue(url: str, path: Path) -> None:
    if _start(url, _python(QUEUE, str(path))).wait():
        raise SystemExit("The file could not be queued.")


def _empty(url: str) -> None:
    _sql(url, "TRUNCATE accounts_orderline, accounts_historicalorderline, exchange_import, jobs_job CASCADE")
    _sql(url, "VACUUM ANALYZE")


def _lines(url: str) -> int:
    return int(json.loads(str(_sql(url, "SELECT count(*) FROM accounts_orderline")[0][0])))


def _sql(url: str, statement: str) -> list[tuple[object, ...]]:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []
