"""Bring the database up to date; create it, and fill it with the demo company, where it is new.

Prints its progress on stderr and, as JSON on stdout, ``{"logins": [e-mail…], "password": …, "nobody": …}``:
the demo log-ins that exist in this database (none in one that is not a demo database), and whether it has
no people at all.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django
import redis

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
django.setup()

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from crm.demo.build import LOGINS, PASSWORD
from crm.demo.people import DOMAIN


def main() -> None:
    """Do what is missing, nothing else."""
    ensure_redis()
    ensure_database()
    migrate()
    if is_new() and os.environ.get("DEMO", "yes").lower() not in ("no", "0", "false"):
        with timed("Demo company"):
            call_command("demo", stdout=sys.stderr)
    print(json.dumps({"logins": demo_logins(), "password": PASSWORD, "nobody": is_new()}))


@contextmanager
def timed(title: str) -> Iterator[None]:
    """Say that a long step begins, and how long it took."""
    started = time.monotonic()
    print(f"  {title} …", file=sys.stderr, flush=True)
    yield
    print(f"  {title} … done ({time.monotonic() - started:.0f} s)", file=sys.stderr, flush=True)


def ensure_redis() -> None:
    """Reach the Redis of the settings, if there is one."""
    if not settings.REDIS_URL:
        return
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise SystemExit(f"The Redis of REDIS_URL cannot be reached:\n{error}") from None


def ensure_database() -> None:
    """Reach the database, creating it where only its name is missing."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        name = connection.settings_dict["NAME"]
        if f'database "{name}" does not exist' not in str(error):
            raise SystemExit(f"The database of DATABASE_URL cannot be reached:\n{error}") from None
        create_database(name)


def create_database(name: str) -> None:
    """Create an empty database on the PostgreSQL server of the settings."""
    with timed(f"Database {name}"):
        try:
            with connection._nodb_cursor() as cursor:  # as Django does for its test databases
                cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
        except DatabaseError as error:
            raise SystemExit(f"The database {name} does not exist and cannot be created:\n{error}") from None


def migrate() -> None:
    """Apply the migrations that are missing."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with timed("Database tables"):
            call_command("migrate", verbosity=0, interactive=False)


def is_new() -> bool:
    """Tell whether nobody has ever worked in this database."""
    return not get_user_model().objects.exists()


def demo_logins() -> list[str]:
    """Return the demo company's log-ins that exist in this database."""
    wanted = [f"{login}@{DOMAIN}" for login in LOGINS]
    there = set(get_user_model().objects.filter(email__in=wanted).values_list("email", flat=True))
    return [email for email in wanted if email in there]


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it plainly; the database rolls back
    main()
