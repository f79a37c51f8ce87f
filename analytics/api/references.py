"""Figures published elsewhere in the API: of a study, and of none of its releases."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import override
from rest_framework import serializers
from rest_framework.request import Request

from analytics.api.openapi import documented
from analytics.api.permissions import visible_references
from analytics.api.tables import TableView
from analytics.reference.columns import COLUMNS, Column


def _field(column: Column) -> serializers.Field[Any, Any, Any, Any]:
    with override("en"):
        about = str(column.about)
    if column.name == "n":
        return serializers.IntegerField(help_text=about, allow_null=True)
    return serializers.CharField(help_text=about, allow_blank=not column.required)


ReferenceSerializer = type(
    "ReferenceSerializer",
    (serializers.Serializer,),
    {column.name: _field(column) for column in COLUMNS},
)


class ReferencesView(TableView):
    """Figures published elsewhere that the people who run a study show beside its releases.

    They are quoted with the digits of their sources, so that numbers are texts here; no figure of a
    release is computed from them. Empty until a release of the study has reached you.
    """

    @documented(ReferenceSerializer)
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        figures = visible_references(request, slug)
        return self.table(ReferenceSerializer, figures, slug, "references")
