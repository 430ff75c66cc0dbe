from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_quick_ranking")]

    operations = [
        migrations.AddField(
            model_name="tierrun",
            name="curve",
            field=models.JSONField(default=list, editable=False, verbose_name="curve"),
        ),
    ]
