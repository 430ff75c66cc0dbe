"""Addresses of notes, files and the feed."""

from __future__ import annotations

from django.urls import path

from crm.timeline.views import feed, files

app_name = "timeline"
urlpatterns = [
    path("customers/<int:pk>/feed/", feed.Feed.as_view(), name="feed"),
    path("customers/<int:pk>/notes/", feed.NoteAdd.as_view(), name="note-add"),
    path("customers/<int:pk>/files/", files.FileAdd.as_view(), name="file-add"),
    path("files/<int:pk>/", files.FileDownload.as_view(), name="file"),
    path("files/<int:pk>/remove/", files.FileRemove.as_view(), name="file-remove"),
]
