"""Addresses of the API, its schema and its documentation."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import include, path, re_path
from django.utils.module_loading import import_string

from crm.api.registry import router, views
from crm.api.views import Nowhere
from crm.shell.discovery import discover

discover("api")


def _later(name: str) -> Callable[[HttpRequest], HttpResponseBase]:
    """Return a view of `crm.api.schema_views` that is loaded when somebody asks for it."""

    def view(request: HttpRequest) -> HttpResponseBase:
        answer: HttpResponseBase = import_string(f"crm.api.schema_views.{name}").as_view()(request)
        return answer

    return view


nowhere = re_path(r"^.*$", Nowhere.as_view(), name="nowhere")
urlpatterns = [
    path("v1/", include(([*views, *router.urls, nowhere], "v1"))),
    path("schema/", _later("ApiSchema"), name="api-schema"),
    path("docs/", _later("ApiDocs"), name="api-docs"),
]
