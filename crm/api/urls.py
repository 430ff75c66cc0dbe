"""Addresses of the API, its schema and its documentation."""

from __future__ import annotations

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from crm.api.registry import router, views
from crm.api.views import ApiDocs, Nowhere
from crm.shell.discovery import discover

discover("api")

nowhere = re_path(r"^.*$", Nowhere.as_view(), name="nowhere")
urlpatterns = [
    path("v1/", include(([*views, *router.urls, nowhere], "v1"))),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", ApiDocs.as_view(), name="api-docs"),
]
