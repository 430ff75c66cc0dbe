"""The catalogues a new company starts with; what an admin has edited since is left alone."""

from __future__ import annotations

from typing import Any

from prospects.methods import METHODS, STEPS


def seed_catalogues(sender: Any, **kwargs: Any) -> None:
    """Fill the methods and the steps after a migration, each while it has no row at all."""
    from prospects.models import AcquisitionMethod, Step

    using = kwargs.get("using", "default")
    if not AcquisitionMethod.objects.using(using).exists():
        AcquisitionMethod.objects.using(using).bulk_create(
            AcquisitionMethod(code=row.code, name=row.name, group=row.group, position=10 * place)
            for place, row in enumerate(METHODS, start=1)
        )
    if not Step.objects.using(using).exists():
        Step.objects.using(using).bulk_create(
            Step(stage=stage, name=name, probability=percent, position=10 * place)
            for place, (stage, name, percent) in enumerate(STEPS, start=1)
        )
