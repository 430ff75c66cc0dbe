"""Addresses of imports and exports."""

from __future__ import annotations

from django.urls import path

from crm.exchange.views import exports, imports, undoing

app_name = "exchange"
urlpatterns = [
    path("imports/", imports.ImportList.as_view(), name="list"),
    path("imports/new/", imports.Upload.as_view(), name="upload"),
    path("imports/<int:pk>/", imports.ImportPage.as_view(), name="import"),
    path("imports/<int:pk>/settings/", imports.Settings.as_view(), name="settings"),
    path("imports/<int:pk>/check/", imports.Check.as_view(), name="check"),
    path("imports/<int:pk>/run/", imports.Run.as_view(), name="run"),
    path("imports/<int:pk>/undo/", undoing.Undo.as_view(), name="undo"),
    path("imports/<int:pk>/in-the-way/", undoing.InTheWay.as_view(), name="in-the-way"),
    path("imports/<int:pk>/bad-rows/", imports.BadRows.as_view(), name="bad-rows"),
    path("imports/sample/<slug:kind>/", exports.Sample.as_view(), name="sample"),
    path("exports/", exports.Exports.as_view(), name="exports"),
    path("exports/<slug:kind>/", exports.Export.as_view(), name="export"),
]
