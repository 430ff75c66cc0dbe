"""Tell every card when it was last visited."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    visits = apps.get_model("visits", "Visit")
    customers = apps.get_model("customers", "Customer")
    made = visits.objects.filter(customer=OuterRef("pk"), state="done").order_by("-date")
    visited = customers.objects.filter(pk__in=visits.objects.filter(state="done").values("customer"))
    visited.update(last_visit_on=Subquery(made.values("date")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0006_introducers_and_last_contact"),
        ("visits", "0004_capital_labels"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
