"""The database of the benchmarks: one of its own, on the server that the tests would use."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from tools.paths import ROOT
from tools.servers import postgres

VAR = ROOT / "var" / "bench"


def url_of(server: str, name: str) -> str:
    """Return the URL of the database *name* on the server that the URL *server* names."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


@contextlib.contextmanager
def database(name: str) -> Iterator[str]:
    """Yield the URL of the database *name*, made when it is not there, with all migrations."""
    with postgres() as server:
        url = url_of(server.url, name)
        connection = psycopg2.connect(url_of(server.url, "postgres"))
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
        run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], url)
        yield url


def environment(url: str) -> dict[str, str]:
    """Return the surroundings of a process that works on the database at *url*."""
    VAR.mkdir(parents=True, exist_ok=True)
    return {**os.environ, "DATABASE_URL": url, "VAR_DIR": str(VAR), "LOG_LEVEL": "WARNING", "DEBUG": "0"}


def run(command: list[str], url: str, cwd: Path = ROOT) -> None:
    """Run *command* on the database at *url*; a failure ends the benchmark."""
    subprocess.run(command, env=environment(url), cwd=cwd, check=True)


def collect_static(url: str) -> None:
    """Put the files that pages name where a production start looks for them."""
    run([sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"], url)
