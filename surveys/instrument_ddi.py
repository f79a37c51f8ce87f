"""A questionnaire as DDI-Codebook 2.5: each question as it is put, without any answer.

A release has a codebook of its own, with what was published (`analytics.export.ddi`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from surveys.ddi_elements import add, codebook_root, written
from surveys.instruments.document import Document, checksum
from surveys.instruments.own_concerns import OWN_CONCERNS
from surveys.instruments.sequence import LENS_OF_SEAT, available_modules
from surveys.pages import Page, PageQuestion
from surveys.questionnaire import pages

PARTICIPANT = "participant"


@dataclass
class _Variable:
    """A question through a lens, in every language, and the seats and sides that are asked it."""

    lens: str
    key: str
    position: int
    labels: dict[str, str] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    answers: dict[int, dict[str, str]] = field(default_factory=dict)
    of: list[tuple[str, str]] = field(default_factory=list)


def instrument_ddi(document: Document) -> bytes:
    """Return the document. Concerns in one's own words have no variable: they are never counted."""
    root = codebook_root()
    _citation(add(root, "docDscr"), document)
    study = add(root, "stdyDscr")
    _citation(study, document)
    information = add(study, "stdyInfo")
    _in_each(information, "abstract", document.preface.plain(), document.languages)
    collection = add(add(study, "method"), "dataColl")
    named = f"{document.slug} {document.version}, SHA-256 {checksum(document)}"
    add(collection, "resInstru", f"{named}. {document.citation.text}", lang="en")
    _in_each(study, "notes", document.citation.note.plain(), document.languages)
    data = add(root, "dataDscr")
    for each in _variables(document):
        _write_variable(data, document, each)
    return written(root)


def _citation(parent: Element, document: Document) -> None:
    citation = add(parent, "citation")
    titles = add(citation, "titlStmt")
    for place, tag in enumerate(document.languages):
        add(titles, "parTitl" if place else "titl", document.title.read(tag), lang=tag)
    add(titles, "IDNo", f"{document.slug} {document.version}")
    version = add(citation, "verStmt")
    add(version, "version", f"SHA-256 {checksum(document)}", type="checksum")


def _in_each(
    parent: Element, name: str, words: Mapping[str, str], languages: Sequence[str]
) -> None:
    for tag in languages:
        add(parent, name, words[tag], lang=tag)


# --- Questions -----------------------------------------------------------------------------------


def _variables(document: Document) -> list[_Variable]:
    """Return every question through every lens in the order of pages, those of participants first.

    One that several sides are asked alike stands once.
    """
    variables: dict[tuple[str, str, str], _Variable] = {}
    for seat in LENS_OF_SEAT:
        for side in document.sides if seat == PARTICIPANT else document.sides[:1]:
            for tag in document.languages:
                for page, question in _questions(document, seat, side, tag):
                    place = (page.lens, question.kind, question.key)
                    each = variables.setdefault(
                        place, _Variable(page.lens, question.key, question.position)
                    )
                    _add_words(each, page, question, tag)
                    if (seat, side) not in each.of:
                        each.of.append((seat, side))
    return list(variables.values())


def _questions(
    document: Document, seat: str, side: str, tag: str
) -> Iterator[tuple[Page, PageQuestion]]:
    modules = [each for each in available_modules(document) if each != OWN_CONCERNS]
    for page in pages(document, seat, side, tag, modules=modules):
        for section in page.sections:
            for question in section.questions:
                yield page, question


def _add_words(each: _Variable, page: Page, question: PageQuestion, tag: str) -> None:
    each.labels[tag], each.questions[tag] = question.item, question.question
    for choice in page.choices(question):
        each.answers.setdefault(choice.value, {})[tag] = choice.label


def _write_variable(data: Element, document: Document, each: _Variable) -> None:
    name = f"{each.lens}/{each.key}"
    identifier = re.sub(r"[^\w.-]", ".", f"{each.lens}.{each.key}")
    variable = add(
        data,
        "var",
        ID=f"V_{identifier}",
        name=name,
        intrvl="discrete",
        representationType="code",
    )
    _in_each(variable, "labl", each.labels, document.languages)
    question = add(variable, "qstn", ID=f"Q_{identifier}", seqNo=str(each.position))
    _in_each(question, "qstnLit", each.questions, document.languages)
    for seat, side in each.of:
        if seat == PARTICIPANT:
            whose = document.party(side).participants.plain()
            _in_each(variable, "universe", whose, document.languages)
        else:
            add(variable, "universe", "assessors", lang="en")
    for value, words in each.answers.items():
        category = add(variable, "catgry", missing="N" if value >= 0 else "Y")
        add(category, "catValu", value)
        _in_each(category, "labl", words, document.languages)
    add(variable, "varFormat", type="numeric")
