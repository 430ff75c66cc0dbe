"""What answers below /api/v1/; apps add theirs in their ``api.py``."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from rest_framework.routers import SimpleRouter

router = SimpleRouter()
register = router.register
views: list[URLPattern] = []


def serve(route: str, view: Any, *, name: str) -> None:
    """Answer *route* (``"me/"``) with an API view that is no set of rows."""
    views.append(path(route, view, name=name))
