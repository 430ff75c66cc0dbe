"""Addresses of the shell itself."""

from __future__ import annotations

from django.urls import path

from crm.shell.views import finding, home, kept

app_name = "shell"
urlpatterns = [
    path("", home.home, name="home"),
    path("panels/<str:key>/", home.panel, name="panel"),
    path("search/", finding.search, name="search"),
    path("palette/", finding.palette, name="palette"),
    path("keys/", finding.keys, name="keys"),
    path("gallery/", finding.gallery, name="gallery"),
    path("filters/", kept.save_filter, name="save-filter"),
    path("filters/<int:pk>/delete/", kept.delete_filter, name="delete-filter"),
    path("columns/", kept.save_columns, name="save-columns"),
]
