"""Addresses of notes, files and the feed."""

from __future__ import annotations

from django.urls import path

from crm.timeline.views import feed, files, touch_list, touches

app_name = "timeline"
urlpatterns = [
    path("customers/<int:pk>/feed/", feed.Feed.as_view(), name="feed"),
    path("customers/<int:pk>/notes/", feed.NoteAdd.as_view(), name="note-add"),
    path("customers/<int:pk>/files/", files.FileAdd.as_view(), name="file-add"),
    path("files/<int:pk>/", files.FileDownload.as_view(), name="file"),
    path("files/<int:pk>/remove/", files.FileRemove.as_view(), name="file-remove"),
    path("touches/", touch_list.TouchList.as_view(), name="touches"),
    path("customers/<int:pk>/touches/new/", touches.TouchNew.as_view(), name="touch-new"),
    path("touches/<int:pk>/edit/", touches.TouchEdit.as_view(), name="touch-edit"),
    path("touches/<int:pk>/remove/", touches.TouchRemove.as_view(), name="touch-remove"),
    path("touches/<int:pk>/done/", touches.StepDone.as_view(), name="step-done"),
]
