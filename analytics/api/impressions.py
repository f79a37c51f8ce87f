"""The impressions of a release, answer by answer."""

from analytics.models import Release
from analytics.release.impressions import ImpressionRow, impressions_in
from analytics.release.queries import blocks_of
from surveys.instruments.loader import document_of


def impressions_of(release: Release) -> list[ImpressionRow]:
    """Every answer of every side before all else and afterwards, in published order."""
    return impressions_in(blocks_of(release), document_of(release.round.instrument))
