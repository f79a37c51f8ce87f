"""Each release says how far the audit of rounds and releases went when it was published.

The chain that the release is audited in cannot be cut off before that without whoever has the
release, or any copy of its metadata, being able to tell.
"""

from collections.abc import Iterator
from typing import Any

from analytics.models import Release
from surveys.audit_anchors import Anchor, anchor_source, head_of
from surveys.audit_trail import names_of_subjects
from surveys.languages import text_in
from surveys.models.audit import AnswerAudit
from surveys.models.study import Study


def audit_metadata() -> dict[str, Any]:
    """Return what the metadata of a release say of the audit: how many entries, the last digest."""
    head = head_of(AnswerAudit)
    return {"audit": {"entries": head.entries, "head": head.head}} if head else {}


@anchor_source
def anchors_of_releases() -> Iterator[Anchor]:
    """Yield the anchors that releases hold; those published before there were any have none."""
    fields = ("pk", "metadata__audit", "metadata__round__closed_on")
    for pk, audit, closed_on in Release.objects.values_list(*fields):
        if audit:
            at = f"{closed_on or '1970-01-01'}T00:00:00+00:00"
            yield Anchor(AnswerAudit.name, **audit, at=at, source=f"release {pk}")


@names_of_subjects
def names_of_releases(study: Study) -> dict[str, str]:
    """Return the releases of a study by the titles of their rounds, for the page of its audit."""
    releases = Release.objects.filter(round__study=study).values_list("pk", "round__title")
    return {str(pk): text_in(title) for pk, title in releases}
