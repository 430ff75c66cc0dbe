"""`make run`: prepare the database, then web, worker and beat under one supervisor on 127.0.0.1.

Honours PORT, DATABASE_URL, REDIS_URL, WEB_CONCURRENCY and DEMO=no. Ctrl-C or SIGTERM stops all of it.
"""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import IO

from tools.paths import ROOT, VAR
from tools.steps import say
from tools.supervisor import Program, Supervisor

HOST = "127.0.0.1"
READY_WITHIN = 90  # seconds
TRIES = 2  # so many times web may fall before its first page
THREADS = 4  # of each web process
LEAN = {"MALLOC_ARENA_MAX": "2"}  # threads share their heaps: some MiB less of each process
QUIET = {
    "LOG_LEVEL": "WARNING",  # the terminal is for what needs attention
    "PYTHONWARNINGS": "ignore:You're running the worker",  # as root in a container: known
}


@dataclass(frozen=True)
class Demo:
    """The demo company's log-ins; none in a database that is not a demo's. *nobody*: it has no people."""

    logins: list[str]
    password: str
    nobody: bool = False


@dataclass(frozen=True)
class Address:
    """Where the pages are served."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"http://{self.host}:{self.port}/"

    def is_free(self) -> bool:
        """Tell whether nobody listens here yet."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError:
                return False
        return True

    def answers(self) -> bool:
        """Tell whether the log-in page comes: web has booted and finds templates and database."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=10)
        try:
            connection.request("GET", "/login/")
            return connection.getresponse().status < 400
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def main() -> None:
    """Run until stopped."""
    # An end asked for during the preparation ends it at once, without a traceback.
    signal.signal(signal.SIGINT, lambda number, frame: sys.exit(130))
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    os.environ.update({**QUIET, **LEAN, **os.environ})
    address = wanted_address()
    check_database_url()
    lock = claim_data_folder()
    if not address.is_free():
        raise SystemExit(f"Port {address.port} is in use. Choose another: make run PORT={address.port + 1}")
    demo = prepare()
    say("Starting web, worker and beat …")
    supervisor = Supervisor(programs(address))
    trouble: list[str] = []

    def first_page() -> None:
        if reason := wait_for_page(address, supervisor):
            trouble.append(reason)
            supervisor.stop()
        elif not supervisor.is_stopping:
            announce(address, demo)

    supervisor.run(when_started=first_page)
    lock.close()
    if trouble:
        raise SystemExit(trouble[0])
    say("Stopped.")


def wanted_address() -> Address:
    """Return the address of PORT, 8000 without it."""
    port = os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise SystemExit(f"PORT has to be a number from 1 to 65535, not {port!r}.")
    return Address(HOST, int(port))


def check_database_url() -> None:
    """Refuse a DATABASE_URL of a kind that Regulars does not run on; take an empty one as none."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        os.environ.pop("DATABASE_URL", None)
    elif not url.startswith(("postgres://", "postgresql://", "sqlite:///")):
        raise SystemExit("DATABASE_URL has to start with postgres:// or sqlite:///, or be left out.")


def claim_data_folder() -> IO[str]:
    """Hold the data folder for this run: two beats and two workers on one queue would do things twice."""
    (VAR / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise looks for it
    lock = (VAR / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SystemExit(
            "Regulars is already running in this folder. For a second one give it a data folder of its"
            " own: make run PORT=8001 VAR_DIR=/another/folder"
        ) from None
    return lock


def prepare() -> Demo:
    """Bring the database up to date; return the demo log-ins it holds."""
    say("Preparing the database …")
    done = subprocess.run(
        [sys.executable, "-m", "tools.prepare"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SystemExit("The database could not be prepared; the reason stands above.")
    return Demo(**json.loads(done.stdout.splitlines()[-1]))


def programs(address: Address) -> list[Program]:
    """Return the three programs of an installation."""
    python = [sys.executable, "-m"]
    web_processes = os.environ.get("WEB_CONCURRENCY") or "2"
    gunicorn = ["gunicorn", "crm.wsgi:application", "--bind", f"{address.host}:{address.port}"]
    pool = ["--worker-class", "crm.server.Worker", "--workers", web_processes, "--threads", str(THREADS)]
    limits = ["--timeout", "120", "--graceful-timeout", "5", "--log-level", "warning"]
    celery = ["celery", "--app", "crm", "--quiet"]
    quiet = ["--loglevel", "WARNING"]
    worker = ["worker", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    return [
        Program("web", (*python, *gunicorn, *pool, *limits)),
        Program("worker", (*python, *celery, *worker, *quiet)),
        Program("beat", (*python, *celery, "beat", "--pidfile", "", *quiet)),
    ]


def wait_for_page(address: Address, supervisor: Supervisor) -> str:
    """Wait until the log-in page comes; return what stands in the way of it, nothing when it came."""
    deadline = time.monotonic() + READY_WITHIN
    while not address.answers():
        if supervisor.is_stopping:
            return ""
        if supervisor.falls("web") >= TRIES:
            return "The process 'web' does not start; the reason stands in its lines above. Stopped."
        if time.monotonic() > deadline:
            return (
                f"The process 'web' gives no page on {address} within {READY_WITHIN} s; "
                "see its lines above. Stopped."
            )
        time.sleep(0.2)
    return ""


def announce(address: Address, demo: Demo) -> None:
    """Print where the pages are and who can log in."""
    say()
    say(f"Regulars runs on {address}")
    if demo.logins:
        say(f"Demo company, log in with the password {demo.password}:")
        for email in demo.logins:
            say(f"  {email}")
    if demo.nobody:
        say("Nobody can log in yet. Make the first admin in another terminal, then log in there:")
        say(f"  {first_admin()}")
    say("Ctrl-C stops it; your data stays.")
    say()


def first_admin() -> str:
    """Return the command that makes the first admin in the same database as this run's."""
    same = [
        f"{name}={shlex.quote(os.environ[name])}"
        for name in ("DATABASE_URL", "VAR_DIR", "ENV_FILE")
        if os.environ.get(name)
    ]
    return " ".join([*same, ".venv/bin/python manage.py createsuperuser"])


if __name__ == "__main__":
    main()
