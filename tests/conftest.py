"""What every test can ask for: the cast, and the servers its markers name."""

import os
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from tests.cast import Cast, make_cast

pytest_plugins = ["tests.browser"]

BROWSER_FIXTURES = {"page", "context", "new_context", "browser"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what drives a browser, so that it cannot slip into a suite that has none."""
    for item in items:
        if BROWSER_FIXTURES & set(item.fixturenames):
            item.add_marker(pytest.mark.browser)


def pytest_runtest_setup(item):
    """Leave out what needs a server this run was not given; `make test` gives every suite its own."""
    engine = settings.DATABASES["default"]["ENGINE"]
    if item.get_closest_marker("postgres") and not engine.endswith("postgresql"):
        pytest.skip("needs PostgreSQL: DATABASE_URL=postgres://…")
    if item.get_closest_marker("redis") and not settings.REDIS_URL:
        pytest.skip("needs Redis: TEST_REDIS_URL=redis://…/15")


@pytest.fixture(autouse=True)
def empty_cache():
    """Start every test with an empty cache, so that none lives on another's leftovers."""
    cache.clear()


@pytest.fixture
def cast(db) -> Cast:
    """Olga Owner and everybody who may or may not see her records."""
    return make_cast()


@pytest.fixture
def process_env(transactional_db) -> dict[str, str]:
    """The environment in which another process (manage.py, a worker) works on this test's data."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        login = ":".join(quote(part, safe="") for part in (database["USER"], database["PASSWORD"]) if part)
        url = f"postgres://{login}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "crm.settings",
        "DATABASE_URL": url,
        "REDIS_URL": settings.REDIS_URL,
        "VAR_DIR": str(settings.VAR_DIR),
    }
