"""Room for several roles of one contact (docs/adr/0021)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0011_private_spouse"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="is_principal",
            field=models.BooleanField(default=False, verbose_name="principal"),
        ),
        migrations.AddField(
            model_name="contact",
            name="is_handling",
            field=models.BooleanField(default=False, verbose_name="handling contact"),
        ),
        migrations.AddField(
            model_name="contact",
            name="is_decision_maker",
            field=models.BooleanField(default=False, verbose_name="decision-maker"),
        ),
        migrations.AddField(
            model_name="historicalcontact",
            name="is_principal",
            field=models.BooleanField(default=False, verbose_name="principal"),
        ),
        migrations.AddField(
            model_name="historicalcontact",
            name="is_handling",
            field=models.BooleanField(default=False, verbose_name="handling contact"),
        ),
        migrations.AddField(
            model_name="historicalcontact",
            name="is_decision_maker",
            field=models.BooleanField(default=False, verbose_name="decision-maker"),
        ),
    ]
