"""Let a page's form check what the API was sent, so that both know the same rules."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.settings import api_settings


def cleaned(form: BaseForm) -> dict[str, Any]:
    """Return the cleaned data of a bound *form*; what is wrong with it becomes a 400 by field."""
    if form.is_valid():
        return form.cleaned_data
    own = api_settings.NON_FIELD_ERRORS_KEY
    raise ValidationError(
        {
            own if field == NON_FIELD_ERRORS else field: [
                ErrorDetail(error["message"], error["code"] or "invalid") for error in errors
            ]
            for field, errors in form.errors.get_json_data().items()
        }
    )
