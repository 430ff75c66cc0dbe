"""Servers that tests start for themselves, and the care for what is not theirs."""

import shutil

import psycopg2
import pytest
import redis

from tools import servers
from tools.servers import MissingServerError

needs_postgres = pytest.mark.skipif(
    servers._postgres_programs() is None, reason="needs PostgreSQL's programs"
)
needs_redis = pytest.mark.skipif(not shutil.which("redis-server"), reason="needs the redis-server program")


@pytest.fixture
def no_packages(monkeypatch):
    monkeypatch.setattr(servers, "may_install", lambda: False)


@needs_postgres
def test_a_private_postgres_runs_while_it_is_needed_and_no_longer():
    with servers._private_postgres() as server:
        url = servers._with_path(server.url, "/postgres")
        assert not servers._postgres_trouble(url)
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)


@needs_redis
def test_a_private_redis_runs_while_it_is_needed_and_no_longer():
    with servers._private_redis() as server:
        assert servers._redis_answers(server.url)
    assert not servers._redis_answers(server.url)


@needs_redis
def test_only_empty_redis_databases_are_used_and_they_are_emptied_again():
    with servers._private_redis() as server:
        top, next_one = (redis.Redis.from_url(servers._with_path(server.url, f"/{n}")) for n in (15, 14))
        top.set("a developer's", "data")
        with servers._emptied(servers._empty_databases(server.url, 2), 2) as url:
            assert url.endswith("/13")
            next_one.set("left by", "a test")
        assert top.get("a developer's") == b"data"
        assert next_one.dbsize() == 0


@needs_redis
def test_a_full_redis_is_left_alone():
    with servers._private_redis() as server:
        for number in range(16):
            redis.Redis.from_url(servers._with_path(server.url, f"/{number}")).set("key", 1)
        with pytest.raises(MissingServerError, match="no empty databases"):
            servers._empty_databases(server.url, 1)


def test_a_given_server_that_is_down_is_named_and_not_replaced(monkeypatch):
    monkeypatch.setenv("TEST_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("TEST_REDIS_URL", "redis://127.0.0.1:1/0")
    with pytest.raises(MissingServerError, match="PostgreSQL of DATABASE_URL"), servers.postgres():
        pass
    with pytest.raises(MissingServerError, match="Redis of REDIS_URL"), servers.redis_server(1):
        pass


def test_without_programs_and_packages_it_says_what_is_missing(monkeypatch, no_packages):
    monkeypatch.setattr(servers, "_postgres_programs", lambda: None)
    monkeypatch.setattr(servers.shutil, "which", lambda name: None)
    with pytest.raises(MissingServerError, match="no PostgreSQL"), servers._private_postgres():
        pass
    with pytest.raises(MissingServerError, match="no Redis"), servers._private_redis():
        pass


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgres://me:secret@db:6543/crm?sslmode=require",
            "postgres://me:secret@db:6543/mine?sslmode=require",
        ),
        ("psql://me@db/crm", "postgres://me@db/mine"),
    ],
)
def test_only_the_database_name_of_an_address_changes(url, expected):
    assert servers._with_path(url, "/mine") == expected
