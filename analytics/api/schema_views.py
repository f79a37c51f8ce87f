"""The description of the API: as OpenAPI for programs, and as a page for people."""

from collections.abc import Mapping
from typing import Any

from csp.decorators import csp_replace
from django.utils.decorators import method_decorator
from drf_spectacular.utils import OpenApiParameter, extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api.problems import KINDS
from analytics.api.tables import CheckedView, DetailView

WITHOUT_TRUSTED_TYPES = {"require-trusted-types-for": None, "trusted-types": None}


class SchemaView(DetailView, SpectacularAPIView):
    """What routes, parameters and fields there are, as OpenAPI: in YAML, or in JSON."""

    renderer_classes = SpectacularAPIView.renderer_classes


@method_decorator(csp_replace(WITHOUT_TRUSTED_TYPES), name="dispatch")
class DocsView(CheckedView, SpectacularSwaggerSplitView):
    """The schema as pages, with scripts and styles that our policy lets in.

    But for trusted types: Swagger makes markup of texts. It shows nothing but the schema.
    """

    template_name = "analytics/api_docs.html"
    parameters = (OpenApiParameter("script"),)
    has_format = False
    # What OPTIONS would answer has no page to be drawn on.
    http_method_names = ["get", "head"]

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        if isinstance(response.data, Mapping):
            response.data = {**response.data, "kinds": KINDS}
        return response
