from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ProspectsConfig(AppConfig):
    name = "prospects"
    verbose_name = _("Prospects")

    def ready(self) -> None:
        from crm.shell.discovery import discover
        from prospects.seeding import seed_catalogues

        discover("commitments")
        discover("visited")
        post_migrate.connect(seed_catalogues, sender=self)
