"""The spouse's name belongs to the family: it moves from the card to the private details (D7.3)."""

from django.db import migrations

import crm.customers.encryption


def to_private(apps, schema_editor):
    """Encrypt the names that stand on cards; a name written privately already stays."""
    private = apps.get_model("customers", "PrivateDetails").objects
    cards = apps.get_model("customers", "Customer").objects.exclude(spouse_name="").order_by("pk")
    for pk, name in cards.values_list("pk", "spouse_name").iterator():
        details, _made = private.get_or_create(customer_id=pk)
        if not details.spouse_name:
            details.spouse_name = name
            details.save(update_fields=["spouse_name"])


def to_card(apps, schema_editor):
    """Write the names on the cards again, as much of them as fits there."""
    cards = apps.get_model("customers", "Customer").objects
    for details in apps.get_model("customers", "PrivateDetails").objects.order_by("pk").iterator():
        if details.spouse_name:
            cards.filter(pk=details.customer_id).update(spouse_name=details.spouse_name[:120])


class Migration(migrations.Migration):
    """The history of the cards loses its copies: private details have no history."""

    dependencies = [("customers", "0010_catalogue_history")]

    operations = [
        migrations.AddField(
            model_name="privatedetails",
            name="spouse_name",
            field=crm.customers.encryption.EncryptedTextField(
                blank=True, default="", verbose_name="spouse's name"
            ),
        ),
        migrations.RunPython(to_private, to_card),
        migrations.RemoveField(model_name="customer", name="spouse_name"),
        migrations.RemoveField(model_name="historicalcustomer", name="spouse_name"),
    ]
