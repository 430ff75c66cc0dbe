"""Say of every effort that was given up who did it, as its history tells."""

from django.db import migrations


def fill(apps, schema_editor):
    efforts = apps.get_model("prospects", "Prospect")
    history = apps.get_model("prospects", "HistoricalProspect")
    for effort in efforts.objects.filter(disposition="given_up").iterator():
        person = None
        rows = history.objects.filter(id=effort.pk).order_by("-history_id")
        for disposition, by in rows.values_list("disposition", "history_user"):
            if disposition != "given_up":
                break
            person = by
        efforts.objects.filter(pk=effort.pk).update(given_up_by=person)


class Migration(migrations.Migration):
    dependencies = [("prospects", "0003_visits_spent_and_given_up_by")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
