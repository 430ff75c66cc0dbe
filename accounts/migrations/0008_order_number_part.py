import crm.shell.indexes
import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_capital_labels"),
        ("shell", "0001_trigrams"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=crm.shell.indexes.TrigramIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("number"), name="gin_trgm_ops"
                ),
                name="order_number_part",
            ),
        ),
    ]
