"""What a reader needs to understand, cite and recompute a release."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from analytics import SOFTWARE
from analytics.measures.marks import ANSWERS
from analytics.measures.verdicts import PoolingProblem
from analytics.models import Release
from analytics.release.method import method
from surveys.languages import text_in
from surveys.licences import licence_address, licence_name
from surveys.models.round import Round

# Terms of a study that chose no licence; and of one that did.
LICENCE = "For use as agreed with the participants of the study. Please cite the release."
LICENSED = "{name} ({address}). Please cite the release."
DOI_ADDRESS = "https://doi.org/"


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
        "licence": _terms(study.attribution),
        "attribution": study.attribution,
        "answers": list(ANSWERS),
        "method": method(round.thresholds, round.withstands),
        "software": SOFTWARE,
    }


def _terms(attribution: Mapping[str, Any]) -> str:
    licence = attribution.get("licence", "")
    if not licence:
        return LICENCE
    return LICENSED.format(name=licence_name(licence), address=licence_address(licence))


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


def citation(release: Release, doi: str = "") -> str:
    """How to cite the release, in English.

    Without the DOI it is a function of the release alone, as files of the release have it.
    """
    study, round = release.metadata["study"], release.metadata["round"]
    attribution = release.metadata.get("attribution", {})
    publisher = attribution.get("publisher", {}).get("name", "")
    parts = [
        f"{text_in(study['title'], 'en')}, {text_in(round['title'], 'en')}",
        *([publisher] if publisher else []),
        f"closed {round['closed_on']}",
        f"release {release.pk}",
        f"SHA-256 {release.checksum[:16]}",
    ]
    simulated = " Simulated data." if release.metadata["simulated"] else ""
    address = f" {DOI_ADDRESS}{doi}" if doi else ""
    by = _authors(attribution.get("creators", []), round["closed_on"])
    return f"{by}{'; '.join(parts)}.{address}{simulated}"


def _authors(creators: Sequence[Mapping[str, str]], closed_on: str | None) -> str:
    """The creators and the year, before the title; "" where the study named none."""
    names = "; ".join(name_in_both_scripts(creator) for creator in creators)
    year = f" ({closed_on[:4]})" if closed_on else ""
    return f"{names}{year}: " if names else ""


def name_in_both_scripts(agent: Mapping[str, str]) -> str:
    """A name as it is written, and in Latin letters where it is given in them too."""
    latin = agent.get("latin", "")
    return f"{agent['name']} ({latin})" if latin else agent["name"]
