"""What every page needs around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from crm.shell.navigation import Menu, menu


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give templates the menu as ``nav``; it is made, and counted, only where a page shows it."""

    def nav() -> Menu:
        user = getattr(request, "user", None)
        return menu(user, request.path) if user is not None and user.is_authenticated else Menu()

    return {"nav": SimpleLazyObject(nav), "LANGUAGE_CODE": get_language()}
