from django.db import migrations


def fill(apps, schema_editor):
    """Give the cards that are there their match keys; a new database has none."""
    if not apps.get_model("customers", "Customer").objects.exists():
        return
    # The working code, not a copy of it: keys must be those that today's searches look for. It reads
    # columns that are there since 0001 only. `rebuild_match_keys` does the same again at any time.
    from crm.customers.services.match_keys import rebuild_keys

    last = 0
    while (done := rebuild_keys(after=last)) is not None:
        last = done


class Migration(migrations.Migration):
    atomic = False  # batch by batch; doing it again writes only what is missing

    dependencies = [("customers", "0007_match_keys_and_duplicates")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
