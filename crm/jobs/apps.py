from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "crm.jobs"
    label = "jobs"
    verbose_name = _("Background work")

    def ready(self) -> None:
        autodiscover_modules("jobs")
        self._spare_time_zones()
        post_migrate.connect(self._ensure_schedules, sender=self)

    def _spare_time_zones(self) -> None:
        from django.apps import apps

        from crm.jobs.zones import load_when_chosen

        if apps.is_installed("django_celery_beat"):
            load_when_chosen(
                apps.get_model("django_celery_beat", "CrontabSchedule")._meta.get_field("timezone")
            )

    def _ensure_schedules(self, *, using: str = "default", plan: Any = (), **kwargs: Any) -> None:
        from django.apps import apps

        from crm.jobs.schedules import ensure_schedules

        if apps.is_installed("django_celery_beat"):
            ensure_schedules()
