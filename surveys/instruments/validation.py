"""Checks of a questionnaire that a schema cannot express: references, languages, templates."""

import re
from collections.abc import Iterator
from string import Formatter
from typing import Any

from surveys.instruments.batteries import NO_SIDE
from surveys.instruments.document import MOST_ANSWERS, NO_LEVEL, Document
from surveys.instruments.elements import check_elements
from surveys.instruments.errors import Path, Problem
from surveys.instruments.limits import check_length
from surveys.instruments.own_concerns import DEFAULT_MOST, MOST_TEXTS
from surveys.instruments.text import texts
from surveys.instruments.validation_about import check_about, repeated
from surveys.instruments.validation_batteries import check_batteries
from surveys.instruments.validation_logic import check_logic
from surveys.instruments.validation_texts import check_texts

FORMS = ("", "_possessive", "_participants")
PERCEIVER = frozenset(f"perceiver{form}" for form in FORMS)
DYAD = PERCEIVER | {f"target{form}" for form in FORMS}
KOREAN_PARTICLE = re.compile(r"\}(?:은|는|이|가|을|를|과|와|으로|로|이나|나|이라|라)")


def check(content: Any) -> Iterator[Problem]:
    """Yield every fault of content that fits the schema."""
    yield from _parties(content)
    yield from repeated(content["concerns"], ("concerns",), "key")
    yield from _threats(content)
    if "impression" in content:
        yield from _impression(content)
    if "vignettes" in content:
        yield from _vignettes(content)
    if "trend" in content:
        yield from _trend(content)
    if "about" in content:
        yield from check_about(content)
    if "own_concerns" in content:
        yield from _own_concerns(content)
    if "batteries" in content:
        yield from check_batteries(content)
    yield from _evidence(content)
    yield from check_elements(content)
    yield from check_texts(content)
    for path, versions in texts(content):
        yield from _languages(path, versions, content["languages"])
        yield from _templates(path, versions, content)


def check_built(document: Document) -> Iterator[Problem]:
    """Yield every fault that only shows in who is asked what; the content must have no other."""
    yield from check_length(document)
    yield from check_logic(document)


def _parties(content: Any) -> Iterator[Problem]:
    yield from repeated(content["parties"], ("parties",), "code")
    if all(party.get("target_only") for party in content["parties"]):
        message = "are all target_only; let at least one have participants"
        yield Problem(("parties",), message)
    for position, party in enumerate(content["parties"]):
        if party.get("optional") and not party.get("target_only"):
            message = "is for a party without participants; add target_only: true, or leave it out"
            yield Problem(("parties", position, "optional"), message)


def _threats(content: Any) -> Iterator[Problem]:
    parties = {party["code"]: party for party in content["parties"]}
    concerns = {concern["key"] for concern in content["concerns"]}
    seen: set[tuple[str, str, str]] = set()
    for position, threat in enumerate(content["threats"]):
        path: Path = ("threats", position)
        yield from _roles(path, threat, parties)
        if threat["key"] in concerns:
            message = f"{threat['key']!r} is the key of a concern; give the threat another"
            yield Problem((*path, "key"), message)
        place = (threat["perceiver"], threat["target"], threat["key"])
        if place in seen:
            message = f"{threat['key']!r} is used before in {place[0]}>{place[1]}; give it another"
            yield Problem((*path, "key"), message)
        seen.add(place)


def _roles(path: Path, threat: Any, parties: dict[str, Any]) -> Iterator[Problem]:
    for role in ("perceiver", "target"):
        if threat[role] not in parties:
            message = f"{threat[role]!r} is no party of this file; use one of {', '.join(parties)}"
            yield Problem((*path, role), message)
    if threat["perceiver"] == threat["target"]:
        yield Problem((*path, "target"), "is the perceiver too; name another party")
    if parties.get(threat["perceiver"], {}).get("target_only"):
        message = f"{threat['perceiver']!r} is target_only and rates nothing; name another party"
        yield Problem((*path, "perceiver"), message)


def _impression(content: Any) -> Iterator[Problem]:
    """Its answers are the other parties, something else, and those without a choice."""
    further = content["impression"].get("further", ())
    path: Path = ("impression", "further")
    yield from repeated(further, path, "code")
    codes = {party["code"] for party in content["parties"]}
    for position, party in enumerate(further):
        if party["code"] in codes:
            message = f"{party['code']!r} is a party of this file already; leave it out here"
            yield Problem((*path, position, "code"), message)
    answers = len(content["parties"]) + len(further) - 1 + 1 + len(NO_LEVEL)
    if answers > MOST_ANSWERS:
        parties = MOST_ANSWERS - len(NO_LEVEL)
        named = len(content["parties"]) + len(further)
        message = (
            f"has {answers} answers with {named} parties; that nobody is given "
            f"away was proved for {MOST_ANSWERS} at most: name {parties} parties, or leave it out"
        )
        yield Problem(("impression",), message)


def _vignettes(content: Any) -> Iterator[Problem]:
    path: Path = ("vignettes", "situations")
    situations = content["vignettes"]["situations"]
    nameable = [*content["parties"], *content.get("impression", {}).get("further", ())]
    yield from repeated(situations, path, "key")
    for place, versions in texts(situations, path):
        for language, version in versions.items():
            (words,) = version.values()
            for name in _named(words, language, nameable):
                message = f"names {name!r}; a situation is invented and about no party of this file"
                yield Problem((*place, language), message)


def _trend(content: Any) -> Iterator[Problem]:
    """It asks about a side as a whole, so that it follows from no answer to a single question."""
    for list_of in ("concerns", "threats"):
        for position, entry in enumerate(content[list_of]):
            if entry["key"] == "trend":
                message = "'trend' is the key of a question of every dyad; give it another"
                yield Problem((list_of, position, "key"), message)
    if len(content["concerns"]) < 2:
        message = (
            "is asked beside a single concern: whoever answers “stayed the same” has then given "
            "the same mark as in the last round, and the counts of both rounds may give it away; "
            "ask at least two concerns, or leave it out"
        )
        yield Problem(("trend",), message)


def _own_concerns(content: Any) -> Iterator[Problem]:
    """One respondent's texts have to fit into an envelope."""
    most = content["own_concerns"].get("most", DEFAULT_MOST)
    others = len(content["parties"]) - 1
    if most * others > MOST_TEXTS:
        message = (
            f"allows {most * others} texts of one respondent, {most} about each of {others} "
            f"parties; an envelope has room for {MOST_TEXTS}: allow fewer about each"
        )
        yield Problem(("own_concerns", "most"), message)


def _evidence(content: Any) -> Iterator[Problem]:
    codes = [party["code"] for party in content["parties"]]
    for position, document in enumerate(content.get("evidence", ())):
        for place, code in enumerate(document.get("parties", ())):
            if code not in codes:
                message = f"{code!r} is no party of this file; use one of {', '.join(codes)}"
                yield Problem(("evidence", position, "parties", place), message)


def _named(words: str, language: str, parties: list[Any]) -> Iterator[str]:
    for party in parties:
        (name,) = party["name"].get(language, {"source": ""}).values()
        if name and re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", words):
            yield name


def _languages(path: Path, versions: Any, languages: list[str]) -> Iterator[Problem]:
    for language in languages:
        if language not in versions:
            yield Problem(path, f"has no text in {language}; add it")
    for language, version in versions.items():
        if language not in languages:
            yield Problem(
                (*path, language), "is not one of the languages of the file; add it there"
            )
        elif ("source" in version) != (language == languages[0]):
            message = f"has the wrong status; source is for {languages[0]} and for no other"
            yield Problem((*path, language), message)


def _templates(path: Path, versions: Any, content: Any) -> Iterator[Problem]:
    allowed = _allowed_in_battery(path, content) if path[0] == "batteries" else _allowed(path)
    source, wanted = content["languages"][0], None
    for language in sorted(versions, key=lambda language: language != source):
        place = (*path, language)
        (words,) = versions[language].values()
        try:
            used = _placeholders(words)
        except ValueError:
            yield Problem(
                place, "has a stray brace; write placeholders as {item} and no other brace"
            )
            continue
        if unknown := sorted(used - allowed):
            names = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "none"
            yield Problem(
                place, f"has the unknown placeholder {{{unknown[0]}}}; known here: {names}"
            )
            continue
        roles = {name.split("_")[0] for name in used}
        wanted = roles if wanted is None else wanted
        if roles != wanted:
            differing = ", ".join(sorted(roles ^ wanted))
            yield Problem(place, f"and the {source} text differ in what they name: {differing}")
        if language == "ko" and KOREAN_PARTICLE.search(words):
            message = "has a particle with two forms right after a placeholder; word it without"
            yield Problem(place, message)


def _allowed(path: Path) -> frozenset[str]:
    last = path[-1]
    if path[0] == "concerns" and last in ("item", "referent"):
        return DYAD
    if path[0] == "lenses":
        if last == "question":
            return DYAD | {"item", "referent"}
        if last in ("title", "stem"):
            return DYAD
        if last == "referent_line":
            return frozenset({"referent"})
    if path == ("impression", "question"):
        return PERCEIVER
    if path == ("vignettes", "question"):
        return frozenset({"item"})
    if path == ("trend", "question"):
        return DYAD
    if path == ("own_concerns", "question"):
        return DYAD
    if path == ("reflection", "question"):
        return PERCEIVER
    return frozenset()


def _allowed_in_battery(path: Path, content: Any) -> frozenset[str]:
    forms = PERCEIVER if content["batteries"][path[1]]["about"] == NO_SIDE else DYAD
    if path[2] == "items" and path[-1] == "text":
        return forms
    if path[2] == "questions" and "lenses" in path:
        return {
            "title": forms,
            "stem": forms,
            "question": forms | {"item"},
        }.get(str(path[-1]), frozenset())
    return frozenset()


def _placeholders(words: str) -> set[str]:
    if "{{" in words or "}}" in words:
        raise ValueError("doubled brace")
    names = set()
    for _, name, spec, conversion in Formatter().parse(words):
        if name is not None:
            names.add(
                name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
            )
    return names
