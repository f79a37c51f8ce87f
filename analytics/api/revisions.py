"""Which revision of a release is asked for."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from analytics.models import Release
from analytics.release.queries import revisions_of

REVISION = (
    OpenApiParameter(
        "revision",
        int,
        description="Number of a revision of the figures, as in `revisions` of the release. "
        "Not given: the latest.",
    ),
)


def revision_asked(request: Request, release: Release) -> int | None:
    """The number asked for; None: the latest. ValidationError names those that there are."""
    given = request.query_params.get("revision")
    if given is None:
        return None
    known = {str(revision.number): revision.number for revision in revisions_of(release)}
    if given not in known:
        raise ValidationError({"revision": [f"{given!r} is not one of: {', '.join(known)}."]})
    return known[given]
