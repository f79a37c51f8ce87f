"""What a reader needs to understand, cite and recompute a release."""

import uuid
from collections.abc import Mapping
from typing import Any

from analytics import SOFTWARE
from analytics.measures.marks import ANSWERS
from analytics.measures.verdicts import PoolingProblem
from analytics.models import Release
from analytics.release.method import method
from surveys.languages import text_in
from surveys.models.round import Round

LICENCE = "For use as agreed with the participants of the study. Please cite the release."


def metadata(round: Round, release_id: uuid.UUID) -> dict[str, Any]:
    study, instrument = round.study, round.instrument
    return {
        "release": str(release_id),
        "study": {"slug": study.slug, "title": study.title},
        "round": {
            "number": round.number,
            "title": round.title,
            "opened_on": round.opened_on.isoformat() if round.opened_on else None,
            "closed_on": round.closed_on.isoformat() if round.closed_on else None,
        },
        "instrument": {
            "slug": instrument.slug,
            "version": instrument.version,
            "checksum": instrument.checksum,
            "source": instrument.content["citation"]["text"],
        },
        "simulated": round.simulated,
        "consent": {
            "widest_audience": str(round.widest_audience),
            "records": round.publishes_records,
        },
        **_shown(round),
        "licence": LICENCE,
        "answers": list(ANSWERS),
        "method": method(round.thresholds, round.withstands),
        "software": SOFTWARE,
    }


def _shown(round: Round) -> dict[str, Any]:
    """What participants saw of an earlier release beside the questions; {} if they saw nothing."""
    if not round.last_results:
        return {}
    of = {"sides": str(round.shows_last_round), "release": round.last_results["release"]}
    return {"shown_to_participants": of}


def pooling_metadata(problem: PoolingProblem) -> dict[str, Any]:
    """What the metadata hold of a round in which gaps could not be estimated together."""
    return {"pooling": {"problem": str(problem)}} if problem else {}


def pooling_problem(metadata: Mapping[str, Any]) -> PoolingProblem:
    """Why gaps of a release, or a revision, are not estimated together; NONE without a problem."""
    return PoolingProblem(metadata.get("pooling", {}).get("problem", ""))


def citation(release: Release) -> str:
    """How to cite the release, in English."""
    study, round = release.metadata["study"], release.metadata["round"]
    parts = [
        f"{text_in(study['title'], 'en')}, {text_in(round['title'], 'en')}",
        f"closed {round['closed_on']}",
        f"release {release.pk}",
        f"SHA-256 {release.checksum[:16]}",
    ]
    simulated = " Simulated data." if release.metadata["simulated"] else ""
    return f"{'; '.join(parts)}.{simulated}"
