"""The base of every historical model, so that a whole import can be found and undone."""

from django.db import models


class HistoricalBase(models.Model):
    """Adds the import job that wrote a historical row (None: a person or the system did)."""

    job_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        abstract = True
