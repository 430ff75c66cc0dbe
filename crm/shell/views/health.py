"""Whether database, cache and file storage answer: for load balancers, without log-in."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

logger = logging.getLogger(__name__)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    word = uuid.uuid4().hex
    cache.set("health", word, 60)
    # Another worker may have written meanwhile: any word shows that the cache keeps what it is given.
    if not cache.get("health"):
        raise RuntimeError("The cache does not keep what it is given.")


def _storage() -> None:
    name = default_storage.save(f"health/{uuid.uuid4().hex}", ContentFile(b"ok"))
    default_storage.delete(name)


CHECKS: dict[str, Callable[[], None]] = {"database": _database, "cache": _cache, "storage": _storage}


@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when all is well and 503 when not; the reason stands in the log only."""
    words = {name: _word(name, check) for name, check in CHECKS.items()}
    return JsonResponse(words, status=200 if set(words.values()) == {"OK"} else 503)


def _word(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Exception:
        logger.exception("%s does not answer", name)
        return "unavailable"
    return "OK"
