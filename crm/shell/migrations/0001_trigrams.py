"""Trigrams for search on PostgreSQL; depends on nothing, so that every app may depend on it."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [TrigramExtension()]
