"""Touches, notes, files and the feed in the API."""

from crm.api.registry import register, serve
from crm.timeline.api.feed import Feed
from crm.timeline.api.files import FileViewSet
from crm.timeline.api.notes import NoteViewSet
from crm.timeline.api.touches import TouchViewSet

register("touches", TouchViewSet)
register("notes", NoteViewSet)
register("files", FileViewSet)
serve("customers/<int:customer>/feed/", Feed.as_view(), name="feed")
