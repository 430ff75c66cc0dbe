"""One project answering requests in a process of its own: commands in on stdin, times out on stdout.

``python -m benchmarks.actor SETTINGS`` reads a JSON object a line and answers with one. Requests go through
the whole WSGI application, middleware, session and database; only the socket is left out.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

CSRF = "a" * 32


@dataclass
class Answer:
    """What came back: milliseconds from the call to the closed response."""

    ms: float
    status: int
    body: bytes
    location: str


class Actor:
    """The application named by Django's settings, with people logged in by session."""

    def __init__(self) -> None:
        import django
        from django.core.servers.basehttp import get_internal_wsgi_application

        django.setup()
        self.application = get_internal_wsgi_application()
        self.cookies: dict[str, str] = {}

    def log_in(self, email: str) -> str:
        """Give *email* a session and return its key."""
        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model

        user = get_user_model()._default_manager.get(email=email)
        session = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: session.session_key, "csrftoken": CSRF})
        self.cookies[email] = cookies.output(header="", sep=";")
        return str(session.session_key)

    def request(self, method: str, path: str, email: str, data: dict[str, str] | None = None) -> Answer:
        environ = self._environ(method, path, email, data)
        given: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            given.update(status=int(status.split()[0]), headers=dict(headers))

        started = time.perf_counter()
        response = self.application(environ, start_response)
        body = b"".join(response)
        response.close()
        ms = (time.perf_counter() - started) * 1000
        return Answer(ms, given["status"], body, given["headers"].get("Location", ""))

    def _environ(self, method: str, path: str, email: str, data: dict[str, str] | None) -> dict[str, Any]:
        path, _, query = path.partition("?")
        body = urlencode({**(data or {}), "csrfmiddlewaretoken": CSRF}).encode() if method == "POST" else b""
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_COOKIE": self.cookies.get(email, ""),
            "HTTP_ACCEPT_LANGUAGE": "en",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }


@contextlib.contextmanager
def counting(queries: list[str]) -> Iterator[None]:
    """Collect the SQL of every query of the block."""
    from django.db import connection

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def cursor_after(view: str, email: str, skip: int) -> str:
    """Return the cursor of the page of a product's list that begins after *skip* rows."""
    from django.contrib.auth import get_user_model
    from django.http import QueryDict
    from django.utils.module_loading import import_string

    from crm.shell.lists import paging
    from crm.shell.lists.ordering import order_of

    page = import_string(view)()
    page.user, page.params = get_user_model()._default_manager.get(email=email), QueryDict()
    _, column, descending = page._sort(page.get_columns())
    rows = page.matching_rows()
    order = order_of(rows, column, descending=descending)
    sorted_rows = paging._carrying_keys(rows, order).order_by(
        *(key.order_by(backwards=False) for key in order)
    )
    return paging._cursor(order, [sorted_rows[skip]])


def answer(actor: Actor, line: dict[str, Any]) -> dict[str, Any]:
    if line["do"] == "log in":
        return {"session": actor.log_in(line["email"])}
    if line["do"] == "cursor":
        return {"cursor": cursor_after(line["view"], line["email"], line["skip"])}
    queries: list[str] = []
    with counting(queries) if line.get("count") else contextlib.nullcontext():
        got = actor.request(line["method"], line["path"], line["email"], line.get("data"))
    found = {"ms": got.ms, "status": got.status, "bytes": len(got.body), "location": got.location}
    if line.get("count"):
        found["queries"] = queries
    if line.get("body"):
        found["body"] = got.body.decode()
    return found


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = sys.argv[1]
    actor = Actor()
    for line in sys.stdin:
        print(json.dumps(answer(actor, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
