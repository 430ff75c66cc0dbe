"""Save and drop what a person keeps about a list page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from crm.shell import services
from crm.shell.errors import Refused
from crm.shell.forms import safe_next
from crm.shell.models import SavedFilter


@require_POST
@login_required
def save_filter(request: HttpRequest) -> HttpResponse:
    try:
        kept = services.save_filter(
            page=request.POST.get("page", ""),
            name=request.POST.get("name", ""),
            query=request.POST.get("query", ""),
            shared="shared" in request.POST,
            is_default="is_default" in request.POST,
            by=request.user,
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, gettext("The filter “%(name)s” is saved.") % {"name": kept.name})
    return HttpResponseRedirect(safe_next(request, "/"))


@require_POST
@login_required
def delete_filter(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own filter; anybody else's is a 404, shared or not."""
    kept = get_object_or_404(SavedFilter.objects.named().filter(owner=request.user.pk), pk=pk)
    kept.delete()
    messages.success(request, gettext("The filter “%(name)s” is deleted.") % {"name": kept.name})
    return HttpResponseRedirect(safe_next(request, "/"))


@require_POST
@login_required
def save_columns(request: HttpRequest) -> HttpResponse:
    """Keep the columns ticked; with none, or ``reset``, the page's own choice comes back."""
    columns = [] if "reset" in request.POST else request.POST.getlist("columns")
    try:
        services.save_columns(page=request.POST.get("page", ""), columns=columns, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(safe_next(request, "/"))
