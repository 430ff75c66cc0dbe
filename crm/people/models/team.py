"""The tree of teams."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.history.base import HistoricalBase
from crm.people.querysets import TeamQuerySet


class Team(models.Model):
    """A node of the sales organisation: a company, a region, a team.

    ``path`` holds the primary keys from the root down to the team itself, each followed by a slash
    ("1/4/9/"), so that a team and everything below it is one prefix.
    """

    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    path = models.CharField(_("path"), max_length=200, db_index=True, editable=False, default="")
    office_name = models.CharField(_("office"), max_length=80, blank=True)
    office_latitude = models.FloatField(_("office latitude"), null=True, blank=True)
    office_longitude = models.FloatField(_("office longitude"), null=True, blank=True)

    objects = TeamQuerySet.as_manager()
    history = HistoricalRecords(bases=[HistoricalBase])

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("path",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save and keep the path of this team and of all below it in step with the tree."""
        old_path = self.path
        super().save(*args, **kwargs)
        self.path = (self.parent.path if self.parent else "") + f"{self.pk}/"
        if self.path == old_path:
            return
        Team.objects.filter(pk=self.pk).update(path=self.path)
        if old_path:
            for child in Team.objects.filter(path__startswith=old_path).exclude(pk=self.pk):
                Team.objects.filter(pk=child.pk).update(path=self.path + child.path[len(old_path) :])

    def clean(self) -> None:
        """Keep the tree a tree: a team below itself would lose everybody's sight of it."""
        above = self.parent.path.split("/") if self.parent else []
        if self.pk and str(self.pk) in above:
            message = _("A team cannot stand below itself. Choose a team that is not one of its own.")
            raise ValidationError({"parent": message})
