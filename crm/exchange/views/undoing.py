"""Take a whole import back, and say beforehand what would refuse that."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from crm.exchange.models import Import
from crm.exchange.rules import may_undo
from crm.exchange.services.running import start_undo
from crm.exchange.views.imports import OneImport
from crm.shell.errors import Refused


class Undo(OneImport):
    """Take the whole import back."""

    def allows_object(self, user: Any, record: Import) -> bool:
        return user.is_admin or record.by_id == user.pk

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        try:
            start_undo(imported=self.record, by=self.viewer)
        except Refused as refused:
            messages.error(request, str(refused))
        return self.back()


class InTheWay(OneImport):
    """A part of the import's page, asked for once that is shown: whether it can still be taken back."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not may_undo(self.viewer, self.record):
            raise Http404
        blockers = self.kind.in_the_way(self.record.pk)
        words = str(blockers.refusal()) if blockers else ""
        return render(request, "exchange/_in_the_way.html", {"words": words})
