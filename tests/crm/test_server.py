"""What the web server says before Django hears of a request."""

import logging
import socket

from django.urls import reverse
from gunicorn.http.errors import InvalidRequestLine, LimitRequestLine

from crm.server import Worker


def said_to(error):
    """Return what a worker answers when *error* ended the reading of a request."""
    worker = object.__new__(Worker)
    worker.log = logging.getLogger("gunicorn.error")
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker.handle_error(None, ours, ("127.0.0.1", 1), error)
        ours.shutdown(socket.SHUT_WR)
        with theirs.makefile("rb") as stream:
            return stream.read()


def test_an_address_that_is_too_long_gets_a_page_of_ours():
    head, _, body = said_to(LimitRequestLine(9000, 4094)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 414 ")
    assert f"Content-Length: {len(body)}".encode() in head
    assert b"This address is too long" in body
    assert b"dist/app.css" in body


def test_other_errors_are_gunicorns():
    assert said_to(InvalidRequestLine("x")).startswith(b"HTTP/1.1 400 ")


def test_who_has_hung_up_gets_none(caplog):
    worker = object.__new__(Worker)
    worker.log = logging.getLogger("gunicorn.error")
    ours, theirs = socket.socketpair()
    theirs.close()
    with ours:
        worker.handle_error(None, ours, ("127.0.0.1", 1), LimitRequestLine(9000, 4094))
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_the_admin_has_an_icon(client):
    answer = client.get(reverse("favicon"))
    assert (answer.status_code, answer.url) == (302, "/static/favicon.svg")
    assert client.get(answer.url)["Content-Type"] == "image/svg+xml"
