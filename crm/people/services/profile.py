"""People's own settings, and people created by an admin or an import."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from crm.history.services import save_as
from crm.people.models import User

OWN_FIELDS = ("name", "phone", "language", "time_zone", "base_name", "base_latitude", "base_longitude")


@transaction.atomic
def update_profile(*, person: User, by: User, **values: Any) -> User:
    """Change what people may change about themselves (`OWN_FIELDS`); other fields are an error."""
    unknown = set(values) - set(OWN_FIELDS)
    if unknown:
        raise ValueError(f"Not a field of one's own: {', '.join(sorted(unknown))}.")
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    for field, value in values.items():
        setattr(person, field, value)
    return save_as(person, by=by)
