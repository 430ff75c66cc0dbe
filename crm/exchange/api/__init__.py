"""Imports and exports in the API."""

from crm.api.registry import register, serve
from crm.exchange.api.exports import ExportFile, Exports
from crm.exchange.api.imports import ImportViewSet

register("imports", ImportViewSet)
serve("exports/", Exports.as_view(), name="exports")
serve("exports/<slug:kind>.<str:file_format>", ExportFile.as_view(), name="export")
