"""PostgreSQL and Redis for the tests: the given ones, the machine's own, or private ones while tests run.

Nothing of the developer's is touched: databases get names of this work tree, Redis databases were
empty before and are emptied afterwards.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

from tools.machine import install_packages, may_install
from tools.paths import ROOT

LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
LOCAL_REDIS = "redis://127.0.0.1:6379/0"
OLDEST_POSTGRES = 140_000
STARTS_WITHIN = 30  # seconds
# A private server lives for minutes: nothing of it has to survive a power cut.
UNSYNCED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "unix_socket_directories=")


@dataclass(frozen=True)
class Server:
    """Where a server for tests is, and whose it is."""

    url: str
    origin: str


class MissingServerError(Exception):
    """No such server here, and why."""


@contextlib.contextmanager
def postgres() -> Iterator[Server]:
    """Yield a PostgreSQL on which test databases can be created.

    Raises:
        MissingServerError: there is none and none can be started.
    """
    given = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres:", "postgresql:", "psql:")):
        if reason := _postgres_trouble(given):
            raise MissingServerError(f"the PostgreSQL of DATABASE_URL is of no use: {reason}")
        yield Server(_own_database(given), "of DATABASE_URL")
    elif not _postgres_trouble(LOCAL_POSTGRES):
        yield Server(_own_database(LOCAL_POSTGRES), "of this machine")
    else:
        with _private_postgres() as server:
            yield server


@contextlib.contextmanager
def redis_server(databases: int) -> Iterator[Server]:
    """Yield a Redis whose URL names the first of ``databases`` empty databases in a row.

    Raises:
        MissingServerError: there is none and none can be started.
    """
    given = os.environ.get("TEST_REDIS_URL") or os.environ.get("REDIS_URL")
    if given:
        if not _redis_answers(given):
            raise MissingServerError("the Redis of REDIS_URL does not answer")
        with _emptied(_empty_databases(given, databases), databases) as url:
            yield Server(url, "of REDIS_URL")
    elif _redis_answers(LOCAL_REDIS):
        with _emptied(_empty_databases(LOCAL_REDIS, databases), databases) as url:
            yield Server(url, "of this machine")
    else:
        with _private_redis() as server:
            yield server


def _postgres_trouble(url: str) -> str:
    """Return why this server cannot hold test databases, or nothing."""
    try:
        connection = psycopg2.connect(_with_path(url, "/postgres"), connect_timeout=3)
    except psycopg2.OperationalError as error:
        return str(error).strip()
    with contextlib.closing(connection), connection.cursor() as cursor:
        if connection.server_version < OLDEST_POSTGRES:
            return "it is older than 14"
        cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
        return "" if row and row[0] else "its user may not create databases"


def _own_database(url: str) -> str:
    """Return the URL with a database name only this work tree uses."""
    return _with_path(url, "/regulars_" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:10])


def _with_path(url: str, path: str) -> str:
    parts = urlsplit(url.replace("psql:", "postgres:", 1) if url.startswith("psql:") else url)
    return urlunsplit(parts._replace(path=path))


@contextlib.contextmanager
def _private_postgres() -> Iterator[Server]:
    programs = _postgres_programs()
    if programs is None and may_install():
        install_packages("postgresql")
        programs = _postgres_programs()
    if programs is None:
        raise MissingServerError("there is no PostgreSQL: install it, or give TEST_DATABASE_URL")
    # PostgreSQL refuses to run as root.
    user = None if os.geteuid() else "postgres"
    with tempfile.TemporaryDirectory(prefix="regulars-postgres-") as folder:
        data, port = Path(folder) / "data", _free_port()
        if user:
            shutil.chown(folder, user)
        kind = ["-U", "postgres", "-A", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
        subprocess.run([programs / "initdb", "-D", data, *kind], check=True, capture_output=True, user=user)
        options = [word for option in UNSYNCED for word in ("-c", option)]
        command: list[str | Path] = [
            programs / "postgres",
            "-D",
            data,
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
            *options,
        ]
        url = f"postgres://postgres@127.0.0.1:{port}/postgres"
        with _running(command, lambda: not _postgres_trouble(url), user):
            yield Server(_own_database(url), "started for the tests")


def _postgres_programs() -> Path | None:
    """Return the folder of initdb and postgres: Debian keeps them out of the search path."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    on_path = shutil.which("initdb")
    candidates = [*([Path(on_path).resolve().parent] if on_path else []), *reversed(versions)]
    return next((folder for folder in candidates if (folder / "postgres").exists()), None)


@contextlib.contextmanager
def _private_redis() -> Iterator[Server]:
    if not shutil.which("redis-server") and may_install():
        install_packages("redis-server")
    program = shutil.which("redis-server")
    if program is None:
        raise MissingServerError("there is no Redis: install it, or give TEST_REDIS_URL")
    port = _free_port()
    url = f"redis://127.0.0.1:{port}/0"
    with tempfile.TemporaryDirectory(prefix="regulars-redis-") as folder:
        memory_only = ["--save", "", "--appendonly", "no", "--dir", folder]
        command = [program, "--bind", "127.0.0.1", "--port", str(port), *memory_only]
        with _running(command, lambda: _redis_answers(url)):
            yield Server(url, "started for the tests")


def _redis_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _empty_databases(url: str, count: int) -> str:
    """Return the URL of the first of ``count`` databases in a row that hold nothing, from the top down."""
    run = 0
    for number in range(15, -1, -1):
        with redis.Redis.from_url(_with_path(url, f"/{number}")) as client:
            run = run + 1 if not client.dbsize() else 0
        if run == count:
            return _with_path(url, f"/{number}")
    raise MissingServerError("the Redis has no empty databases left; what is in them is not ours to delete")


@contextlib.contextmanager
def _emptied(first: str, count: int) -> Iterator[str]:
    try:
        yield first
    finally:
        lowest = int(urlsplit(first).path.strip("/"))
        for number in range(lowest, lowest + count):
            with redis.Redis.from_url(_with_path(first, f"/{number}")) as client:
                client.flushdb()


@contextlib.contextmanager
def _running(
    command: Sequence[str | Path], is_up: Callable[[], bool], user: str | None = None
) -> Iterator[None]:
    """Keep a server running for the time of the block."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(list(map(str, command)), stdout=log, stderr=log, user=user, cwd="/")
        try:
            deadline = time.monotonic() + STARTS_WITHIN
            while not is_up():
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise MissingServerError(f"{command[0]} does not start: {log.read().decode()[-500:]}")
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
