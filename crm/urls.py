"""The addresses of the product."""

from __future__ import annotations

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from crm.shell.views.health import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
    # Where browsers look on pages that name no icon: the admin's, the API's.
    path("favicon.ico", RedirectView.as_view(url=static("favicon.svg")), name="favicon"),
    path("api/", include("crm.api.urls")),
    path("", include("crm.shell.urls")),
    path("", include("crm.jobs.urls")),
    path("", include("accounts.urls")),
    path("", include("crm.people.urls")),
    path("", include("crm.customers.urls")),
    path("", include("crm.timeline.urls")),
    path("", include("crm.exchange.urls")),
    path("", include("prospects.urls")),
    path("", include("visits.urls")),
]
