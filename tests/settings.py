"""The settings of tests: crm.settings on data of their own, with what only slows tests taken out.

DATABASE_URL chooses the server (Django makes a test database of its own beside the named one);
TEST_REDIS_URL, never REDIS_URL, the Redis that tests may fill and empty.
"""

import atexit
import os
import shutil
import tempfile

# Before crm.settings looks: uploads, cache, queue folders and keys of a test never meet the developer's.
_folder = tempfile.mkdtemp(prefix="regulars-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_redis, _, _number = os.environ.get("TEST_REDIS_URL", "").rpartition("/")
os.environ |= {
    "VAR_DIR": _folder,
    "SECRET_KEY": "a secret of the tests that is long enough for every check of its length",
    "PRODUCTION": "false",
    "DEBUG": "false",
    "LOG_LEVEL": "WARNING",
    # Parallel workers each have a Redis database of their own.
    "REDIS_URL": f"{_redis}/{int(_number) + _worker}" if _redis else "",
}
if database := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = database

from crm.settings import *  # noqa: E402, F403
from crm.settings import DATABASES, SQLITE, STATIC_ROOT, STORAGES, VAR_DIR  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir()  # WhiteNoise looks for it

if SQLITE:
    # A file, because a live server's threads need connections of their own; never synced to the disk.
    DATABASES["default"]["NAME"] = str(VAR_DIR / "unused.sqlite3")
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"]["OPTIONS"],
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-20000;",
    }

if not os.environ["REDIS_URL"]:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CELERY_BROKER_URL = "memory://"
