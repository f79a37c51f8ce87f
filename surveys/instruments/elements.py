"""The elements of a question: what it must say in every language, and the words that say it.

A translation may read well and yet ask something else, as where *possible use* has become *use*. So
a questionnaire lists, beside a text, who acts, whether the act is certain, what it is done to and
by when, each with the words that carry it in each language.
"""

from collections.abc import Iterator
from typing import Any

from surveys.instruments.errors import Path, Problem


def check_elements(content: Any) -> Iterator[Problem]:
    """Yield every element that a language lacks or that its text does not have in these words."""
    for path, entry in _entries(content):
        for position, element in enumerate(entry.get("elements", ())):
            place: Path = (*path, "elements", position)
            yield from _languages(place, element["words"], content["languages"])
            for name in element["in"]:
                yield from _occurrences(place, element["words"], name, entry)


def elements_table(content: Any) -> str:
    """Return the elements of a valid questionnaire as a Markdown table, a column for a language."""
    languages = content["languages"]
    rows = [["text", "element", *languages], ["---"] * (2 + len(languages))]
    for path, entry in _entries(content):
        for element in entry.get("elements", ()):
            texts = f"{entry.get('key') or path[-1]}: {', '.join(element['in'])}"
            rows.append([texts, element["key"], *(element["words"][tag] for tag in languages)])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _entries(content: Any) -> Iterator[tuple[Path, Any]]:
    """Yield the path and the fields of whatever may list elements, in the order of a document."""
    for position, concern in enumerate(content["concerns"]):
        yield ("concerns", position), concern
    for lens, wording in content["lenses"].items():
        yield ("lenses", lens), wording
    if "vignettes" in content:
        yield ("vignettes",), content["vignettes"]


def _languages(place: Path, words: Any, languages: list[str]) -> Iterator[Problem]:
    for language in languages:
        if language not in words:
            message = f"has no words in {language}; name those that say it, or mend the text"
            yield Problem((*place, "words"), message)
    for language in words:
        if language not in languages:
            message = "is not one of the languages of the file; add it there"
            yield Problem((*place, "words", language), message)


def _occurrences(place: Path, words: Any, name: str, entry: Any) -> Iterator[Problem]:
    if name not in entry:
        yield Problem((*place, "in"), f"names {name}, which is no text here; leave it out")
        return
    for language, phrase in words.items():
        text = next(iter(entry[name].get(language, {"": phrase}).values()))
        if phrase not in text:
            message = f"is {phrase!r}, which the {name} does not say; mend the one or the other"
            yield Problem((*place, "words", language), message)
