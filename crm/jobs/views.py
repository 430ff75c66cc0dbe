"""How far a job is: a page that can be left and come back to, and the answer its bar asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from crm.jobs.models import Job, JobState
from crm.jobs.progress import progress_of
from crm.jobs.registry import title_of

if TYPE_CHECKING:
    from crm.shell.predicates import Viewer

# The states of a job as the progress bar knows them.
_BAR_STATES = {
    JobState.WAITING: "queued",
    JobState.RUNNING: "running",
    JobState.DONE: "done",
    JobState.FAILED: "failed",
}


def job_for(user: Viewer, pk: int) -> Job:
    """Return the job if *user* started or joined it or is an admin; any other is a 404."""
    job = Job.objects.visible_to(user).filter(pk=pk).select_related("by").first()
    if job is None:
        raise Http404
    return job


def bar_of(job: Job) -> dict[str, Any]:
    """Return what ``jobs/_job.html`` and the bar's script show: state, done, total, text, url."""
    progress = progress_of(job.pk)
    state = job.state
    return {
        "state": _BAR_STATES[state],
        "done": progress.done,
        "total": progress.total,
        "text": _words(job, state, progress.note),
        "url": str(job.result.get("url", "")) if state == JobState.DONE else "",
    }


def shown(job: Job | None) -> dict[str, Any]:
    """Return what ``jobs/_job.html`` shows where *job* was started from: while it runs, or when it failed."""
    if job is None or job.state == JobState.DONE:
        return {}
    return {"bar": bar_of(job), "bar_url": bar_url(job)}


def _words(job: Job, state: JobState, note: str) -> str:
    if state == JobState.DONE:
        return str(job.result.get("words", "")) or _("Done")
    if state == JobState.FAILED:
        return _("This did not work: %(error)s") % {"error": job.message}
    if state == JobState.WAITING:
        return _("Something went wrong; it will be tried again.") if job.detail else _("Waiting to start")
    return note or _("Working")


class JobPage(LoginRequiredMixin, View):
    """One job. Whoever comes here after it was done goes on to what it made."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = job_for(request.user, pk)
        context = {"job": job, "title": title_of(job.kind), "bar": bar_of(job), "bar_url": bar_url(job)}
        return render(request, "jobs/job.html", context)


class JobProgress(LoginRequiredMixin, View):
    """The bar's answer, as JSON."""

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        response = JsonResponse(bar_of(job_for(request.user, pk)))
        response.headers["Cache-Control"] = "no-store"
        return response


def bar_url(job: Job) -> str:
    """Return the address the progress bar of *job* asks."""
    return reverse("jobs:progress", args=[job.pk])
