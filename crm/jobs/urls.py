"""Addresses of background work."""

from __future__ import annotations

from django.urls import path

from crm.jobs.views import JobPage, JobProgress

app_name = "jobs"
urlpatterns = [
    path("jobs/<int:pk>/", JobPage.as_view(), name="job"),
    path("jobs/<int:pk>/progress/", JobProgress.as_view(), name="progress"),
]
