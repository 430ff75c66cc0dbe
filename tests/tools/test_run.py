"""`make run` refuses what cannot work before it starts anything, and tells the remedy."""

import http.server
import signal
import socket
import sys
import threading

import pytest

from tools import prepare, run
from tools.run import Address
from tools.supervisor import Policy, Program, Supervisor


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


class Pages(http.server.BaseHTTPRequestHandler):
    """A server whose pages all have the status of the class."""

    status = 200

    def do_GET(self):
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *args):
        """Say nothing."""


@pytest.mark.parametrize(("status", "expected"), [(200, True), (302, True), (400, False), (500, False)])
def test_only_a_page_is_an_answer(status, expected):
    handler = type("Handler", (Pages,), {"status": status})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            assert Address(*server.server_address).answers() is expected
        finally:
            server.shutdown()
            thread.join()


def test_a_web_process_that_does_not_boot_ends_the_run_with_one_line(monkeypatch, capsys):
    """The others start; nothing tells anybody to log in, and nothing is left waiting."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PORT", str(free.getsockname()[1]))
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    idle = (sys.executable, "-c", "import time; time.sleep(60)")
    broken = (sys.executable, "-c", "raise SystemExit('no module named crm')")
    programs = [Program("web", broken), Program("worker", idle)]
    monkeypatch.setattr(run, "programs", lambda address: programs)
    monkeypatch.setattr(run, "prepare", lambda: run.Demo(["rep@demo.example"], "x"))
    monkeypatch.setattr(run, "Supervisor", lambda given: Supervisor(given, Policy(first_wait=0.05, grace=2)))
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        with pytest.raises(SystemExit) as end:
            run.main()
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
    assert (
        str(end.value) == "The process 'web' does not start; the reason stands in its lines above. Stopped."
    )
    printed = capsys.readouterr().out
    assert "no module named crm" in printed
    assert "Regulars runs on" not in printed
    assert "rep@demo.example" not in printed


def test_a_web_process_that_gives_no_page_is_not_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr(run, "READY_WITHIN", 0)
    monkeypatch.setattr(Address, "answers", lambda self: False)
    supervisor = Supervisor([Program("web", ("true",))])
    found = run.wait_for_page(Address("127.0.0.1", 8123), supervisor)
    assert found.startswith("The process 'web' gives no page on http://127.0.0.1:8123/ within 0 s")
    supervisor.stop()
    assert run.wait_for_page(Address("127.0.0.1", 8123), supervisor) == ""


def test_an_empty_database_is_told_how_to_get_its_first_admin(monkeypatch, capsys):
    address = Address("127.0.0.1", 8123)
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
