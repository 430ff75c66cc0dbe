"""Each way is walked twice: at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Locator, Page, expect

from crm.jobs.progress import report
from crm.jobs.services import claim_next, run

DESK, PHONE = (1280, 800), (360, 740)
PATIENCE = 15_000  # milliseconds, on a machine that is busy with other tests
expect.set_options(timeout=PATIENCE)


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(page: Page, request: pytest.FixtureRequest) -> Page:
    """A window of the width in question. Without motion, so that no colour is seen half-way to another."""
    width, height = request.param
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(reduced_motion="reduce")
    page.set_default_timeout(PATIENCE)
    return page


@pytest.fixture
def on_phone(page: Page) -> bool:
    assert page.viewport_size
    return page.viewport_size["width"] == PHONE[0]


@pytest.fixture
def looks_right(page: Page, axe: Callable[[Page], None]) -> Callable[[], None]:
    """Return a check of the page as it stands: it fits its window, and axe passes it in light and dark."""

    def check() -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function("theme => document.documentElement.dataset.theme == theme", arg=scheme)
            axe(page)

    return check


@pytest.fixture
def visit(page: Page, live_server: Any) -> Callable[[str], None]:
    """Return a function that opens a page by its path."""
    return lambda path: page.goto(f"{live_server.url}{path}") and None


@pytest.fixture
def choose_menu(page: Page, on_phone: bool) -> Callable[[], Locator]:
    """Return a function that opens the menu of the page's side; on a phone it is a drawer."""

    def choose() -> Locator:
        if on_phone:
            page.get_by_role("button", name="Menu", exact=True).click()
        return page.locator("#side")

    return choose


def elsewhere(function: Callable[[], Any]) -> Any:
    """Call *function* in another thread, as a worker would: in this one the browser's event loop runs."""

    def call() -> Any:
        try:
            return function()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result()


@pytest.fixture
def work(page: Page, looks_right: Callable[[], None]) -> Callable[[], None]:
    """Return a function that does the job which the page is waiting for, watched from half-way to the end."""

    def work() -> None:
        expect(page.locator("[data-progress]")).to_have_attribute("data-state", "queued")
        job = claim_next()
        assert job is not None
        report(job.pk, done=1, total=2, note="Half of it")
        expect(page.locator("[data-progress-text]")).to_have_text("Half of it")
        assert page.locator("[data-progress] progress").evaluate("bar => bar.position") == 0.5
        looks_right()
        elsewhere(lambda: run(job))
        expect(page.locator("[data-progress]")).to_have_count(0)

    return work
