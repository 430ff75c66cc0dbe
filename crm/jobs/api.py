"""Background work in the API: how far it is."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from crm.api.registry import register
from crm.api.viewsets import CatalogueViewSet
from crm.jobs.models import Job, JobState
from crm.jobs.progress import Progress, progress_of
from crm.jobs.registry import title_of


class ProgressSerializer(serializers.Serializer[Progress]):
    """How far a job is: `done` of `total` steps; a total of 0 is not known yet."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()
    percent = serializers.IntegerField()
    note = serializers.CharField(help_text="What is being done at the moment.")


class JobSerializer(serializers.ModelSerializer[Job]):
    """A piece of background work: ask again until `state` is `done` or `failed`."""

    title = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=JobState.choices, read_only=True)
    progress = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()
    error = serializers.CharField(source="message", read_only=True, help_text="Why it failed, in words.")

    class Meta:
        model = Job
        fields = (
            "id", "kind", "title", "state", "progress", "result", "error", "by", "created_at", "done_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_title(self, job: Job) -> str:
        """What the job does, in the person's language."""
        return str(title_of(job.kind))

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, job: Job) -> dict[str, Any]:
        return dict(ProgressSerializer(progress_of(job.pk)).data)

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_result(self, job: Job) -> dict[str, Any]:
        """What came of it, such as the key of the run or of the import."""
        result: dict[str, Any] = job.result
        return result


class JobFilter(django_filters.FilterSet):  # type: ignore[misc]
    kind = django_filters.CharFilter()
    open = django_filters.BooleanFilter(field_name="done_at", lookup_expr="isnull", label="Not done yet")

    class Meta:
        model = Job
        fields: tuple[str, ...] = ()


class JobViewSet(CatalogueViewSet):
    """Background work that you asked for; an admin sees everybody's."""

    queryset = Job.objects.all()
    serializer_class = JobSerializer
    filterset_class = JobFilter
    default_ordering = "-id"

    def get_queryset(self) -> QuerySet[Job]:
        rows: Any = super().get_queryset()
        if not getattr(self, "swagger_fake_view", False):
            rows = rows.visible_to(self.person)
        found: QuerySet[Job] = rows
        return found


register("jobs", JobViewSet)
