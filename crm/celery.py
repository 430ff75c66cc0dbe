"""The Celery application: a wake-up call for work that the database already holds."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

# filesystem:// is ours: without half-written messages.
TRANSPORT_ALIASES["filesystem"] = "crm.broker:Transport"

app = Celery("regulars")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
