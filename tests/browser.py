"""Chromium for tests: offline but for the live server, watched for script errors, checked by axe."""

import json
import os
import shutil
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OWN_HOSTS = {"127.0.0.1", "localhost"}
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use the machine's Chromium instead of a downloaded one."""
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        pytest.skip("needs Chromium")
    # Playwright's synchronous face runs an event loop in the test's own thread; the ORM may be used there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {**browser_type_launch_args, "executable_path": path, "args": QUIET_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """A desk-sized English window; tests of phones set their page's size themselves."""
    window = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", "service_workers": "block"}
    return {**browser_context_args, **window}


class Watch:
    """Stops requests that would leave the machine and notes everything that went wrong in the pages."""

    def __init__(self, context):
        self.left = []
        self.errors = []
        context.route("**/*", self._decide)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("console", self._read)

    def _decide(self, route):
        if urlsplit(route.request.url).hostname in OWN_HOSTS:
            route.continue_()
        else:
            self.left.append(route.request.url)
            route.abort()

    def _read(self, message):
        if "Content Security Policy" in message.text:
            self.errors.append(message.text)


@pytest.fixture
def watch(context):
    """What the pages of this test did that they must not do."""
    return context.watch


@pytest.fixture
def context(context):
    """A browser window that must not ask anybody else and must not stumble."""
    context.watch = Watch(context)
    yield context
    assert not context.watch.left, f"requests left the machine: {context.watch.left}"
    assert not context.watch.errors, f"errors in the page: {context.watch.errors}"


@pytest.fixture
def sign_in(context, live_server):
    """Return a function that signs a person in without the log-in page: ``sign_in(cast.owner)``."""

    def sign_in(person):
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return sign_in


@pytest.fixture(scope="session")
def axe_source():
    path = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
    assert path.exists(), "axe-core is missing: make setup"
    return path.read_text()


@pytest.fixture
def axe(axe_source):
    """Return a check that fails on serious and critical findings of axe: ``axe(page)``."""

    def check(page):
        # Evaluated from outside, the page's own policy against foreign scripts stays on.
        page.evaluate(axe_source + "; 0")
        result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        grave = [found for found in result["violations"] if found["impact"] in GRAVE]
        assert not grave, "\n".join(map(describe, grave))

    return check


def describe(finding):
    """Return what axe found and where, a line each."""
    places = [f"    {node['target'][0]}: {json.dumps(node['html'])[:160]}" for node in finding["nodes"][:5]]
    return "\n".join([f"{finding['impact']} {finding['id']}: {finding['help']}", *places])
