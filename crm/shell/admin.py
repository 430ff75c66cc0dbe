"""The page of the rules that admins change: it refuses those that contradict each other."""

from __future__ import annotations

from typing import Any

from constance.admin import Config, ConstanceAdmin
from constance.forms import ConstanceForm
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from crm.shell.contradictions import contradictions


class RulesForm(ConstanceForm):  # type: ignore[misc]
    """All rules at once, hence the place to compare them."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for name, error in list(contradictions(cleaned, settings.RULES_IN_ORDER)):
            self.add_error(name, error)
        return cleaned


class RulesAdmin(ConstanceAdmin):  # type: ignore[misc]
    """The library's page with our form."""

    change_list_form = RulesForm


# An admin looks for rules; how the library calls itself and its one model tells them nothing.
apps.get_app_config("constance").verbose_name = _("Rules")
Config._meta.verbose_name_plural = _("All rules")
admin.site.unregister([Config])
admin.site.register([Config], RulesAdmin)
