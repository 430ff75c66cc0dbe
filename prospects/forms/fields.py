"""Fields and choices that several forms of prospects share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _

from crm.customers.custom_forms import date_input
from prospects.choices import OPEN_STAGES, MethodGroup, Stage
from prospects.models import AcquisitionMethod, Step
from prospects.places import Place
from prospects.services.opening import no_method

if TYPE_CHECKING:
    from prospects.models import Prospect


class _GroupedMethods(ModelChoiceIterator):
    """The methods below the headings of their groups; where one is needed and none there, what to do."""

    def __iter__(self) -> Iterator[Any]:
        methods = sorted(self.queryset, key=lambda method: list(MethodGroup).index(method.group))
        if not methods and self.field.required:
            yield ("", no_method(in_use=False))
        elif self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for group, found in groupby(methods, key=lambda method: method.group):
            yield (str(MethodGroup(group).label), [self.choice(method) for method in found])


class MethodField(forms.ModelChoiceField):
    """An acquisition method in use, or the one the prospect has."""

    iterator = _GroupedMethods

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(AcquisitionMethod.objects.filter(active=True), **kwargs)

    def allow(self, method: AcquisitionMethod) -> None:
        """Keep *method* among the choices, though it may be out of use."""
        self.queryset = AcquisitionMethod.objects.filter(Q(active=True) | Q(pk=method.pk))


def day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=date_input(), **kwargs)


def places(prospect: Prospect | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return where a prospect can be moved to, by stage; a step out of use only for who stands there."""
    steps = list(Step.objects.all())
    groups = []
    for stage in OPEN_STAGES:
        own = [step for step in steps if step.stage == stage]
        shown = [step for step in own if step.active or (prospect and step.pk == prospect.step_id)]
        start = [(str(Place(stage)), _without_step(stage) if shown else str(stage.label))]
        groups.append(
            (str(stage.label), start + [(str(Place(stage, step.pk)), _step(step)) for step in shown])
        )
    return groups


def _without_step(stage: Stage) -> str:
    """Name the stage too: a choice that is closed shows nothing of its heading."""
    return _("%(stage)s, no step yet") % {"stage": stage.label}


def _step(step: Step) -> str:
    return _("%(step)s (%(share)s%%)") % {"step": step, "share": step.probability}


def place_of(text: str) -> tuple[Place | None, Step | None]:
    """Return the place that a form sent and its step; None when there is no such place."""
    place = Place.parse(text)
    if place is None or place.stage == Stage.WON:
        return None, None
    step = Step.objects.filter(pk=place.step).first() if place.step is not None else None
    return (None, None) if place.step is not None and step is None else (place, step)
