"""Keys with which programs speak for a person."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ApiToken(models.Model):
    """A key of one person's program; ``name`` says whose. Only its digest is kept, so it is shown once.

    ``last_used_on`` is a day, so that a busy program does not write a row with every request.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    last_used_on = models.DateField(_("last used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=["user", "name"], name="api_token_name_once"),)

    def __str__(self) -> str:
        return self.name


def new_key() -> str:
    """Return a key nobody can guess: 256 bits."""
    return secrets.token_urlsafe(32)


def digest_of(key: str) -> str:
    """Return what is kept of a key. It is random, so that a plain digest is as good as a slow one."""
    return hashlib.sha256(key.encode()).hexdigest()
