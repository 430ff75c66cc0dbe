"""The API's schema and its documentation page. Nothing else imports this: see `crm.api.describing`."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class ApiSchema(SpectacularAPIView):
    """The OpenAPI document."""


# Swagger UI sets styles of its own; scripts stay as strict as everywhere.
@method_decorator(csp_update({"style-src": [SELF, "'unsafe-inline'"]}), name="dispatch")
class ApiDocs(LoginRequiredMixin, SpectacularSwaggerSplitView):
    """The document as a page to read and try."""

    url_name = "api-schema"
    permission_classes = ()
