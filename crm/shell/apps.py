from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShellConfig(AppConfig):
    name = "crm.shell"
    label = "shell"
    verbose_name = _("pages")

    def ready(self) -> None:
        from crm.shell import checks  # noqa: F401
        from crm.shell.discovery import discover

        for module in ("navigation", "search", "panels"):
            discover(module)
