"""The answer for addresses of the API that are none."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from crm.api.describing import extend_schema


@extend_schema(exclude=True)
class Nowhere(APIView):
    """Answers an address that is none in the shape of all errors."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound
