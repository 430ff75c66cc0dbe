"""POST twice, effect once: the ``Idempotency-Key`` header."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from crm.api.models import KEY_LENGTH, IdempotentRequest

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from crm.people.models import User

HEADER = "Idempotency-Key"
KEPT = timedelta(days=1)


class KeyReusedError(APIException):
    """The key was used for another request."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = _("This Idempotency-Key was used for another request. Send a new key.")
    default_code = "idempotency_key_reused"


def once(request: Request, act: Callable[[], Response]) -> Response:
    """Return what *act* answers, or what it answered when this key was first sent.

    The key's row is written first, in the transaction of the effect: a second request with the same
    key waits for the first at the unique constraint and then finds its answer. An answer that is an
    error leaves no row, so that the mended request may use the key again. Views get this for all
    their POSTs (``crm.api.viewsets.OnceMixin``); asked again within one request it simply acts.
    """
    key = request.headers.get(HEADER, "")
    if not key or request.__dict__.get("_answered_once"):
        return act()
    request.__dict__["_answered_once"] = True
    if len(key) > KEY_LENGTH:
        raise ValidationError({HEADER: [_("At most 200 characters.")]})
    fingerprint, user = _fingerprint(request), cast("User", request.user)
    _expired().filter(user=user).delete()
    try:
        with transaction.atomic():
            row = IdempotentRequest.objects.create(user=user, key=key, fingerprint=fingerprint)
            response = act()
            row.status, row.body = response.status_code, _plain(response.data)
            row.save(update_fields=["status", "body"])
            return response
    except IntegrityError:
        first = IdempotentRequest.objects.filter(user=user, key=key).first()
        if first is None:
            raise
    if first.fingerprint != fingerprint:
        raise KeyReusedError
    return Response(first.body, status=first.status, headers={"Idempotent-Replay": "true"})


def delete_expired() -> int:
    """Delete the answers of everybody that are kept no longer; return how many."""
    return _expired().delete()[0]


def _expired() -> QuerySet[IdempotentRequest]:
    return IdempotentRequest.objects.filter(created_at__lt=timezone.now() - KEPT)


def _fingerprint(request: Request) -> str:
    data = request.data
    if isinstance(data, MultiValueDict):
        data = dict(data.lists())
    body = json.dumps(data, sort_keys=True, default=_written)
    return hashlib.sha256(f"{request.method} {request.path}\n{body}".encode()).hexdigest()


def _written(value: Any) -> str:
    """Return a value as the fingerprint takes it: of a file, name and content."""
    if not isinstance(value, UploadedFile):
        return str(value)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return f"{value.name} {digest.hexdigest()}"


def _plain(data: Any) -> Any:
    return json.loads(json.dumps(data, cls=JSONEncoder))
