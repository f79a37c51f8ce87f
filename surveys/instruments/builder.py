"""Builds a Document from validated plain data."""

from collections.abc import Mapping
from typing import Any

from surveys.instruments.about_questions import About, AboutQuestion, Option, OptionGroup
from surveys.instruments.document import (
    LENSES,
    MARKS,
    Citation,
    Concern,
    Document,
    Heading,
    Impression,
    Lens,
    Party,
    Quotation,
    Scale,
    Threat,
    Vignette,
    Vignettes,
)
from surveys.instruments.text import Text

Entry = Mapping[str, Any]


def from_content(content: Entry) -> Document:
    """Return the Document of plain data that was validated before, such as a stored copy."""
    source = content["languages"][0]
    return Document(
        slug=content["slug"],
        version=content["version"],
        title=_text(content["title"], source),
        citation=Citation(content["citation"]["text"], _text(content["citation"]["note"], source)),
        languages=tuple(content["languages"]),
        preface=_text(content["preface"], source),
        parties=tuple(_party(entry, source) for entry in content["parties"]),
        concerns=tuple(_concern(entry, source) for entry in content["concerns"]),
        threats=tuple(_threat(entry, source) for entry in content["threats"]),
        lenses={
            name: _lens(content["lenses"][name], source)
            for name in LENSES
            if name in content["lenses"]
        },
        marks={mark: _text(content["marks"][mark], source) for mark in MARKS},
        confidence=_scale(content["confidence"], ("low", "medium", "high"), source),
        basis=_scale(content["basis"], ("capability", "intent", "inadvertence"), source),
        impression=_impression(content["impression"], source) if "impression" in content else None,
        vignettes=_vignettes(content["vignettes"], source) if "vignettes" in content else None,
        about=_about(content["about"], source) if "about" in content else None,
        content=content,
    )


def _text(entry: Entry, source: str) -> Text:
    return Text(source, {lang: next(iter(version.items())) for lang, version in entry.items()})


def _texts(entry: Entry, source: str, *names: str) -> dict[str, Text]:
    return {name: _text(entry[name], source) for name in names}


def _party(entry: Entry, source: str) -> Party:
    return Party(
        code=entry["code"],
        target_only=entry.get("target_only", False),
        **_texts(entry, source, "name", "side", "possessive", "participants"),
    )


def _concern(entry: Entry, source: str) -> Concern:
    return Concern(
        key=entry["key"],
        domain=entry["domain"],
        **_texts(entry, source, "label", "item", "referent"),
    )


def _threat(entry: Entry, source: str) -> Threat:
    return Threat(
        key=entry["key"],
        perceiver=entry["perceiver"],
        target=entry["target"],
        domain=entry["domain"],
        quotation=Quotation(**entry["quotation"]) if "quotation" in entry else None,
        **_texts(entry, source, "item", "referent"),
    )


def _lens(entry: Entry, source: str) -> Lens:
    return Lens(
        guidance=_guidance(entry, source),
        extras=tuple(entry.get("extras", ())),
        **_texts(entry, source, "title", "question", "stem", "referent_line"),
    )


def _scale(entry: Entry, choices: tuple[str, ...], source: str) -> Scale:
    return Scale(_text(entry["question"], source), _texts(entry["choices"], source, *choices))


def _guidance(entry: Entry, source: str) -> Text | None:
    return _text(entry["guidance"], source) if "guidance" in entry else None


def _impression(entry: Entry, source: str) -> Impression:
    return Impression(
        first=_heading(entry["first"], source),
        revised=_heading(entry["revised"], source),
        **_texts(entry, source, "question", "other"),
    )


def _heading(entry: Entry, source: str) -> Heading:
    return Heading(_text(entry["title"], source), _guidance(entry, source))


def _vignettes(entry: Entry, source: str) -> Vignettes:
    return Vignettes(
        domain=entry["domain"],
        guidance=_guidance(entry, source),
        situations=tuple(
            Vignette(situation["key"], _text(situation["text"], source))
            for situation in entry["situations"]
        ),
        **_texts(entry, source, "title", "question", "stem"),
    )


def _about(entry: Entry, source: str) -> About:
    return About(
        title=_text(entry["title"], source),
        guidance=_guidance(entry, source),
        questions=tuple(_about_question(question, source) for question in entry["questions"]),
    )


def _about_question(entry: Entry, source: str) -> AboutQuestion:
    return AboutQuestion(
        key=entry["key"],
        question=_text(entry["question"], source),
        options=tuple(Option(o["key"], _text(o["text"], source)) for o in entry["options"]),
        levels=tuple(
            tuple(
                OptionGroup(group["key"], _text(group["text"], source), tuple(group["holds"]))
                for group in level
            )
            for level in entry.get("levels", ())
        ),
    )
