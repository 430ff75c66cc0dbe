"""The web server's worker: Gunicorn's, with a page of ours for an address too long to be read."""

from __future__ import annotations

import contextlib
from typing import Any

from django.template.loader import render_to_string
from gunicorn.http.errors import LimitRequestLine
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

HEADERS = (
    "HTTP/1.1 414 URI Too Long",
    "Connection: close",
    "Content-Type: text/html; charset=utf-8",
    "Cache-Control: no-store",
)


class Worker(ThreadWorker):
    """Gunicorn refuses such an address before Django hears of it, in a page of its own."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        self.log.info("Address too long: %s", exc)
        # Whoever hung up meanwhile needs no page.
        with contextlib.suppress(OSError):
            write_nonblock(client, too_long())


def too_long() -> bytes:
    """Return the whole answer to a request whose address is too long."""
    body = render_to_string("414.html").encode()
    head = "\r\n".join([*HEADERS, f"Content-Length: {len(body)}", "", ""])
    return head.encode() + body
