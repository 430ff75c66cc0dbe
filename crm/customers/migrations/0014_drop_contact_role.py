from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0013_fill_contact_roles"),
    ]

    operations = [
        migrations.RemoveField(model_name="contact", name="role"),
        migrations.RemoveField(model_name="historicalcontact", name="role"),
    ]
