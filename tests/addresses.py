"""Every route there is, and an address of each."""

import re
import uuid
from collections.abc import Iterator, Sequence

from django.urls import URLPattern, URLResolver, get_resolver

from surveys.models.round import Round

# An address of the route that is a regular expression.
MALFORMED = r"^i/(?:[\s\S]*/)?$"
NOBODY = uuid.UUID(int=0)


def routes(
    patterns: Sequence[URLPattern | URLResolver] | None = None, before: str = ""
) -> Iterator[tuple[str, str]]:
    """The name and the pattern of every route."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, before + str(entry.pattern))
        else:
            yield str(entry.name), before + str(entry.pattern)


def _name_in(pattern: str) -> str:
    """Of a file, of a format in the catalogue, or of a session."""
    if pattern.startswith("catalogue/"):
        return "citation.bib"
    return "blocks.csv" if "files/" in pattern else "no-such-session"


def addresses_of(
    round: Round,
    *,
    release_id: uuid.UUID = NOBODY,
    result_of: uuid.UUID = NOBODY,
    seminar_id: uuid.UUID = NOBODY,
    role_id: uuid.UUID = NOBODY,
    link: str = "A" * 22,
) -> dict[str, str]:
    """An address of every route by its name: of the round, and of whatever else is given.

    `result_of` is the round whose release is asked for, `link` the token of a link to a release.
    """
    values = {
        "release_id": release_id,
        "round_id": round.pk,
        "seminar_id": seminar_id,
        "perceiver": "PRC",
        "target": "JPN",
        "chart": "PRC-JPN",
        "version": round.instrument.version,
        "instrument": round.instrument.slug,
        "role_id": role_id,
        "token_id": NOBODY,
        "pending_id": NOBODY,
        "job_id": NOBODY,
        "factor_id": 0,
        "uidb64": "AA",
        "number": 1,
    }

    def address(name: str, pattern: str) -> str:
        if pattern == MALFORMED:
            return "/i/x/y/"
        known = values | {
            "token": link if pattern.startswith("r/") else "A" * 22,
            "name": _name_in(pattern),
            "slug": round.instrument.slug if "instruments/" in pattern else round.study.slug,
        }
        if name == "round_result":
            known["round_id"] = result_of
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(known[found[1]]), pattern)

    return {name: address(name, pattern) for name, pattern in routes()}
