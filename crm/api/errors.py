"""Every error of the API in one shape: a code, a sentence, and what is wrong with which field.

::

    {"code": "invalid", "message": "Another customer has the number K-7.",
     "errors": [{"field": "number", "code": "number_taken", "message": "Another customer has …"}]}

``field`` leads into lists and objects with dots (``lines.0.quantity``); null is the request as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import (
    APIException,
    ErrorDetail,
    NotFound,
    ParseError,
    PermissionDenied,
    ValidationError,
)
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from crm.shell.errors import Refused, RefusedMany


class TooLarge(APIException):
    """The body is larger than the API takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The request is too large.")
    default_code = "too_large"


class ToConfirmError(APIException):
    """Nothing was written yet: *shown*, added to the body, has to be looked at and confirmed first."""

    status_code = status.HTTP_409_CONFLICT

    def __init__(self, message: str, *, code: str, shown: dict[str, Any]) -> None:
        super().__init__(message, code=code)
        self.shown = shown


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer *error* in the one shape; a service's refusal is a 400 that names the fields."""
    known = _known(error)
    response = exception_handler(known, context)
    if response is not None and isinstance(known, APIException):
        response.data = body_of(known)
    return response


def _known(error: Exception) -> Exception:
    if isinstance(error, Refused):
        return ValidationError(_by_field(error))
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, DjangoPermissionDenied):
        return PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, SuspiciousOperation):
        return ParseError()
    return error


def _by_field(error: Refused) -> dict[str, list[ErrorDetail]]:
    refusals = error.refusals if isinstance(error, RefusedMany) else [error]
    fields: dict[str, list[ErrorDetail]] = {}
    for refusal in refusals:
        name = refusal.field or api_settings.NON_FIELD_ERRORS_KEY
        fields.setdefault(name, []).append(ErrorDetail(str(refusal), refusal.code))
    return fields


def body_of(error: APIException) -> dict[str, Any]:
    """Return the body that answers *error*."""
    if not isinstance(error, ValidationError):
        shown = error.shown if isinstance(error, ToConfirmError) else {}
        return {"code": _code_of(error), "message": str(error.detail), "errors": [], **shown}
    errors = list(_flat(error.detail))
    message = " ".join(dict.fromkeys(one["message"] for one in errors))
    return {"code": "invalid", "message": message, "errors": errors}


def _code_of(error: APIException) -> str:
    return str(getattr(error.detail, "code", None) or error.default_code)


def _flat(detail: Any, path: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """Yield every error of a nested description with the way to its field."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = str(name) == api_settings.NON_FIELD_ERRORS_KEY
            yield from _flat(inner, path if own else (*path, str(name)))
    elif isinstance(detail, list):
        for at, inner in enumerate(detail):
            yield from _flat(inner, path if isinstance(inner, str) else (*path, str(at)))
    else:
        code = getattr(detail, "code", "invalid")
        yield {"field": ".".join(path) or None, "code": code, "message": str(detail)}
