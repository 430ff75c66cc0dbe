from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TimelineConfig(AppConfig):
    name = "crm.timeline"
    label = "timeline"
    verbose_name = _("timeline")

    def ready(self) -> None:
        from crm.shell.discovery import discover

        discover("feed")
