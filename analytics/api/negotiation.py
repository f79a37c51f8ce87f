"""In which format the API answers."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAcceptable, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.settings import api_settings


class Negotiation(DefaultContentNegotiation):
    """An unknown format is answered with the formats that there are."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        if request.query_params.get(api_settings.URL_FORMAT_OVERRIDE) == "":
            self.filter_renderers(renderers, "")
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            available = ", ".join(renderer.media_type for renderer in renderers)
            message = _("The Accept header names none of these: %(available)s.")
            raise NotAcceptable(message % {"available": available}) from None

    def filter_renderers(self, renderers: Any, format: str) -> Any:
        matching = [renderer for renderer in renderers if renderer.format == format]
        if not matching:
            raise ValidationError({"format": [not_one_of(format, [r.format for r in renderers])]})
        return matching


class AsItIs(Negotiation):
    """What is stored is sent as it is, whatever the request accepts."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


def not_one_of(given: str, available: Any) -> str:
    """The sentence that names what there is; an empty value by a word."""
    return _("%(given)s is not one of: %(available)s.") % {
        "given": repr(given),
        "available": ", ".join(dict.fromkeys(each or _("empty") for each in available)),
    }
