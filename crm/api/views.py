"""The API's documentation page, and the answer for addresses that are none."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView


# Swagger UI sets styles of its own; scripts stay as strict as everywhere.
@method_decorator(csp_update({"style-src": [SELF, "'unsafe-inline'"]}), name="dispatch")
class ApiDocs(LoginRequiredMixin, SpectacularSwaggerSplitView):
    url_name = "api-schema"
    permission_classes = ()


@extend_schema(exclude=True)
class Nowhere(APIView):
    """Answers an address that is none in the shape of all errors."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound
