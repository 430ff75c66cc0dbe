"""The one role of a contact, and of what their history says, becomes one of several; back, the first is kept.

Apart from the changes of the tables: PostgreSQL does not mix them with writes in one transaction.
"""

from django.db import migrations

ROLES = ("principal", "handling", "decision_maker")
MODELS = ("Contact", "HistoricalContact")


def fill(apps, schema_editor):
    for model in MODELS:
        rows = apps.get_model("customers", model).objects
        for role in ROLES:
            rows.filter(role=role).update(**{f"is_{role}": True})


def empty(apps, schema_editor):
    for model in MODELS:
        rows = apps.get_model("customers", model).objects
        for role in reversed(ROLES):
            rows.filter(**{f"is_{role}": True}).update(role=role)


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0012_contact_roles"),
    ]

    operations = [migrations.RunPython(fill, empty)]
