"""Reads of imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from typing import Self

    from crm.exchange.models import Import  # noqa: F401 - the base class names it in quotes
    from crm.people.models import User


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User) -> Self:
        """Return the imports *user* ran; an admin sees all."""
        return self if user.is_admin else self.filter(by=user)
