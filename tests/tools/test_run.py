"""`make run` refuses what cannot work before it starts anything, and tells the remedy."""

import socket

import pytest

from tools import prepare, run
from tools.run import Address


@pytest.fixture(autouse=True)
def own_data_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(run, "VAR", tmp_path)


@pytest.mark.parametrize("port", ["web", "0", "65536", "-1", "8000.5"])
def test_a_port_that_is_none_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit, match="from 1 to 65535"):
        run.wanted_address()


@pytest.mark.parametrize(("port", "expected"), [("", 8000), ("9001", 9001)])
def test_the_port_is_8000_or_the_wanted_one(monkeypatch, port, expected):
    monkeypatch.setenv("PORT", port)
    assert run.wanted_address() == Address("127.0.0.1", expected)


def test_a_used_port_is_noticed():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = Address(*other.getsockname())
        assert not address.is_free()
        assert not address.answers()
    assert address.is_free()


def test_one_data_folder_serves_one_run():
    with run.claim_data_folder(), pytest.raises(SystemExit, match="already running"):
        run.claim_data_folder()
    run.claim_data_folder().close()


@pytest.mark.parametrize("url", ["mysql://me@db/crm", "crm.sqlite3", "oracle://x"])
def test_a_database_of_another_kind_is_refused(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(SystemExit, match="postgres:// or sqlite:///"):
        run.check_database_url()


@pytest.mark.parametrize(
    "url", ["", "sqlite:////tmp/crm.sqlite3", "postgres://me@db/crm", "postgresql://db/crm"]
)
def test_the_kinds_it_runs_on_pass(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    run.check_database_url()


def test_a_redis_that_is_down_is_named(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(SystemExit, match="Redis of REDIS_URL cannot be reached"):
        prepare.ensure_redis()


def test_an_empty_database_is_told_how_to_get_its_first_admin(monkeypatch, capsys):
    address = Address("127.0.0.1", 8123)
    monkeypatch.setattr(Address, "answers", lambda self: True)
    monkeypatch.setenv("DATABASE_URL", "sqlite:////tmp/my crm.sqlite3")
    monkeypatch.delenv("VAR_DIR", raising=False)
    monkeypatch.delenv("ENV_FILE", raising=False)
    run.announce(address, run.Demo([], "x", nobody=True))
    command = "DATABASE_URL='sqlite:////tmp/my crm.sqlite3' .venv/bin/python manage.py createsuperuser"
    assert command in capsys.readouterr().out
    run.announce(address, run.Demo(["rep@demo.example"], "x"))
    assert "createsuperuser" not in capsys.readouterr().out


def test_beat_is_a_program_of_its_own():
    commands = {program.name: program.command for program in run.programs(Address("127.0.0.1", 8123))}
    assert set(commands) == {"web", "worker", "beat"}
    assert "127.0.0.1:8123" in commands["web"]
    assert not {"-B", "--beat"} & set(commands["worker"])
