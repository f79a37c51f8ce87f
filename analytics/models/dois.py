"""The DOI under which a repository keeps a release: given after it was published, so beside it."""

from django.db import models

from analytics.models.releases import Release
from surveys.models.base import AnswerSide


class ReleaseDOI(AnswerSide):
    """The DOI of a release, as 10.5281/zenodo.1234567; no part of what its checksum is of."""

    release = models.OneToOneField(Release, models.PROTECT, related_name="doi_given")
    doi = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.doi
