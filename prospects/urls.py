"""Addresses of prospects, the pool, campaigns and reports."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "prospects"
urlpatterns: list[URLPattern] = []
