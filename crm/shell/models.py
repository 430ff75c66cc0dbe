"""What a person keeps about a list page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from crm.shell.predicates import Viewer


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, user: Viewer) -> SavedFilterQuerySet:
        """Their own, and what their team mates share."""
        own = Q(owner=user)
        return self.filter(own | Q(shared=True, owner__team=user.team_id) if user.team_id else own)

    def named(self) -> SavedFilterQuerySet:
        return self.exclude(name="")


class SavedFilter(models.Model):
    """A filter a person has named: the query string of a list page, sort included.

    The one row without a name is not a filter but holds the columns the person wants on the page:
    a list page needs both, and so gets them by one query.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters", verbose_name=_("owner")
    )
    page = models.CharField(_("page"), max_length=100)
    name = models.CharField(_("name"), max_length=60, blank=True)
    query = models.CharField(_("query"), max_length=2000, blank=True)
    columns = models.JSONField(_("columns"), default=list, blank=True)
    shared = models.BooleanField(_("shared with my team"), default=False)
    is_default = models.BooleanField(_("open the page with it"), default=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["owner", "page", "name"], name="saved_filter_name"),
            models.UniqueConstraint(
                fields=["owner", "page"], condition=Q(is_default=True), name="saved_filter_one_default"
            ),
        )

    def __str__(self) -> str:
        return self.name or self.page
