from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "crm.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from crm.shell.discovery import discover

        discover("handover")
