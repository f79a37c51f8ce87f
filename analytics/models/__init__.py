"""All models, for Django to find and for the other rooms to import."""

from analytics.models.dois import ReleaseDOI
from analytics.models.reference import ReferenceFigure
from analytics.models.releases import (
    Block,
    Change,
    FrozenError,
    GapCell,
    GapMatrix,
    GapMean,
    LevelGap,
    Record,
    Release,
)

__all__ = [
    "Block",
    "Change",
    "FrozenError",
    "GapCell",
    "GapMatrix",
    "GapMean",
    "LevelGap",
    "Record",
    "ReferenceFigure",
    "Release",
    "ReleaseDOI",
]
