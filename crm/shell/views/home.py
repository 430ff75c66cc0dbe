"""The home page: the panels of the person's role."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from crm.shell.panels import HomePanel, home_panels


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A panel with its body written, or with the address its body comes from."""

    panel: HomePanel
    body: str
    url: str
    more_url: str


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    panels = [
        shown for panel in home_panels if panel.is_for(request.user) and (shown := _show(request, panel))
    ]
    return render(request, "shell/home.html", {"panels": panels, "today": timezone.localdate()})


@require_GET
@login_required
def panel(request: HttpRequest, key: str) -> HttpResponse:
    """Answer with one panel, a lazy one or one to be read anew; with nothing when it has nothing."""
    found = home_panels.get(key)
    if found is None or not found.is_for(request.user):
        raise Http404
    shown = _show(request, found, now=True)
    return render(request, "shell/_panel.html", {"shown": shown}) if shown else HttpResponse()


def _show(request: HttpRequest, panel: HomePanel, *, now: bool = False) -> ShownPanel | None:
    """Return *panel* as the page shows it; None when it has nothing to show this person."""
    more = reverse(panel.more_url_name) if panel.more_url_name else ""
    if panel.lazy and not now:
        return ShownPanel(panel, "", reverse("shell:panel", args=[panel.key]), more)
    context = panel.context(request)
    if context is None:
        return None
    return ShownPanel(panel, render_to_string(panel.template, context, request=request), "", more)
