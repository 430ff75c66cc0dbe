"""The embedded broker: what a worker finds is whole."""

import json

import pytest
from kombu import Connection

from crm import broker
from crm.celery import app


@pytest.fixture
def folders(tmp_path):
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def connection(folders):
    messages = str(folders / "messages")
    options = {
        "data_folder_in": messages,
        "data_folder_out": messages,
        "control_folder": str(folders / "control"),
    }
    with Connection("filesystem://localhost", transport_options=options) as opened:
        yield opened


def test_celerys_filesystem_broker_is_ours():
    with app.connection_for_write("filesystem://localhost") as connection:
        assert isinstance(connection.transport, broker.Transport)


def test_a_message_comes_through(connection):
    queue = connection.SimpleQueue("work")
    queue.put({"number": 1})
    queue.put({"number": 2})
    got = [queue.get(timeout=5) for _ in range(2)]
    # Two within a millisecond may change places, as with Kombu's own.
    assert sorted(message.payload["number"] for message in got) == [1, 2]


def test_a_worker_that_looks_while_a_message_is_written_finds_none_or_all_of_it(
    connection, folders, monkeypatch
):
    """Between any two steps of writing, look as a worker does."""
    seen = []

    def look():
        names = [path for path in (folders / "messages").iterdir() if path.name.endswith(".work.msg")]
        seen.append([json.loads(path.read_text() or "null") for path in names])

    channel = connection.default_channel
    monkeypatch.setattr(broker, "dumps", lambda payload: look() or json.dumps(payload))
    write, rename = broker.Path.write_text, broker.Path.rename
    monkeypatch.setattr(broker.Path, "write_text", lambda *a, **k: (write(*a, **k), look())[0])
    monkeypatch.setattr(broker.Path, "rename", lambda *a: (rename(*a), look())[0])
    channel._put("work", {"number": 1})
    assert seen == [[], [], [{"number": 1}]]
    assert channel._get("work") == {"number": 1}
    assert list((folders / "messages").iterdir()) == []


def test_the_table_of_an_exchange_is_never_seen_empty(connection, folders, monkeypatch):
    channel, tables = connection.default_channel, []
    link = broker.os.link
    monkeypatch.setattr(broker.os, "link", lambda *a: (link(*a), tables.append(channel.get_table("work"))))
    for number in (1, 2):
        channel._queue_bind("work", "work", "", f"queue{number}")
    assert tables == [[]]
    assert {row.queue for row in channel.get_table("work")} == {"queue1", "queue2"}
    assert [path.name for path in (folders / "control").iterdir()] == ["work.exchange"]
