"""Checks of conditions: that they name what is there, give nobody away and can be met."""

from collections.abc import Iterator
from itertools import product

from surveys.instruments.batteries import BATTERY, battery_part
from surveys.instruments.conditions import Condition
from surveys.instruments.document import (
    ABOUT,
    Document,
    QuestionSpec,
    all_questions,
    question_key,
)
from surveys.instruments.errors import Path, Problem
from surveys.instruments.logic import required_keys, section_conditions
from surveys.instruments.sequence import (
    LENS_OF_SEAT,
    NOT_TOGETHER,
    SectionSpec,
    available_modules,
    page_specs,
)

CORE = ("perceived", "assessed")


def check_logic(document: Document) -> Iterator[Problem]:
    """Yield every fault of the conditions, and every question that nobody can ever be asked."""
    faulty = False
    for path, condition in _conditions(document):
        for problem in _faults(document, (*path, "show_if"), condition):
            faulty = True
            yield problem
    if not faulty:
        yield from _unreachable(document)


def _conditions(document: Document) -> Iterator[tuple[Path, Condition]]:
    """Yield each condition with the path of what it is of, in the order of a document."""
    sections = {name: getattr(document, name) for name in ("impression", "vignettes", "about")}
    of: list[tuple[Path, Condition | None]] = [
        *((("threats", place), each.show_if) for place, each in enumerate(document.threats)),
        *((("lenses", name), lens.show_if) for name, lens in document.lenses.items()),
        *(((name,), section.show_if) for name, section in sections.items() if section),
        *(((kind,), each.show_if) for kind, each in document.reported_changes.items()),
        *((("batteries", place), each.show_if) for place, each in enumerate(document.batteries)),
        *(
            (("about", "questions", place), each.show_if)
            for place, each in enumerate(document.about_questions)
        ),
    ]
    return ((path, condition) for path, condition in of if condition is not None)


def _faults(document: Document, path: Path, condition: Condition) -> Iterator[Problem]:
    if path[0] == "lenses" and path[1] in CORE:
        message = "is on what every round asks; leave it out, or put it on single threats"
        yield Problem(path, message)
    for side in condition.side:
        if side not in document.sides:
            sides = ", ".join(document.sides)
            message = f"names {side!r}, which has no participants here; use one of {sides}"
            yield Problem((*path, "side"), message)
    if condition.side and condition.seat == ("assessor",):
        message = "narrows participants, and none is asked; leave the side or the seat out"
        yield Problem((*path, "side"), message)
    available = available_modules(document)
    for module in condition.module:
        if module not in available:
            message = f"names {module!r}, for which this file has no words; use one of "
            yield Problem((*path, "module"), message + ", ".join(available))
    if condition.answer is not None:
        yield from _faults_of_answer(document, path, condition)


def _faults_of_answer(document: Document, path: Path, condition: Condition) -> Iterator[Problem]:
    """An answer may decide over questions about oneself alone, whose answers are never counted."""
    assert condition.answer is not None
    place, named = (*path, "answer"), condition.answer.question
    about = {question.key: question for question in document.about_questions}
    if path[:2] != ("about", "questions"):
        message = (
            "is on questions whose answers are published as counts: how many were asked would say "
            "how many gave these answers; use seat, side or module, or ask everybody"
        )
        yield Problem(place, message)
    elif named in {q.key for q in all_questions(document) if q.kind != ABOUT}:
        message = (
            f"names {named!r}, whose answers are published as counts: who was asked this would "
            "say what was answered there; name another question about oneself"
        )
        yield Problem((*place, "question"), message)
    elif named not in about:
        message = f"names {named!r}, which is no question about oneself; use one of "
        yield Problem((*place, "question"), message + ", ".join(about))
    else:
        yield from _faults_of_order(document, path, named)
        keys = {option.key for option in about[named].options}
        for option in condition.answer.options:
            if option not in keys:
                message = f"names {option!r}, which is no option of {named}; use one of "
                yield Problem((*place, "options"), message + ", ".join(sorted(keys)))


def _faults_of_order(document: Document, path: Path, named: str) -> Iterator[Problem]:
    """A question may follow from an earlier one alone, so that none follows from itself."""
    questions = document.about_questions
    here = int(path[2])
    place = (*path, "answer", "question")
    if circle := _circle(document, questions[here].key):
        message = f"leads in a circle, {' < '.join(circle)}; take one of these conditions out"
        yield Problem(place, message)
    elif named not in {question.key for question in questions[:here]}:
        message = f"names {named!r}, which comes after this question; put it before"
        yield Problem(place, message)


def _circle(document: Document, key: str) -> list[str]:
    """Return the keys from a question back to itself; [] if its conditions do not lead there."""
    after = {
        question.key: question.show_if.answer.question
        for question in document.about_questions
        if question.show_if and question.show_if.answer
    }
    way = [key]
    while (following := after.get(way[-1])) is not None and following not in way:
        way.append(following)
    return [*way, key] if following == key else []


def _unreachable(document: Document) -> Iterator[Problem]:
    """Yield the conditions that nobody can meet; of a section none of its questions besides."""
    possible = possible_questions(document)
    lenses, keys = {lens for lens, _ in possible}, {key for _, key in possible}
    required, closed = required_keys(document), set()
    for path, lens in _conditional_sections(document):
        if lens not in lenses:
            closed.add(lens)
            yield Problem((*path, "show_if"), "can be met by nobody; widen it, or leave it out")
    batteries = {
        battery_part(document.question(key).item).battery
        for _, key in possible
        if document.question(key).kind == BATTERY
    }
    for place, battery in enumerate(document.batteries):
        if battery.show_if and battery.key not in batteries:
            message = "can be met by nobody; widen it, or leave it out"
            yield Problem(("batteries", place, "show_if"), message)
    for path, lens, key in _conditional_questions(document):
        if key not in keys and lens not in closed:
            also = ", though the question is required" if key in required else ""
            message = f"can be met by nobody{also}; widen it, or leave the question out"
            yield Problem((*path, "show_if"), message)


def possible_questions(document: Document) -> set[tuple[str, str]]:
    """Return the lens and the key of every question that somebody is shown in some round."""
    return {
        (page.lens, question.key)
        for modules in _rounds(document)
        for seat, side in product(LENS_OF_SEAT, document.sides)
        for page in page_specs(document, seat, side, modules)
        for section in page.sections
        for question in _possible_on(document, page.lens, section)
    }


def _rounds(document: Document) -> list[set[str]]:
    """Return the largest sets of modules that a round may have."""
    return [set(available_modules(document)) - {without} for without in NOT_TOGETHER]


def _possible_on(document: Document, lens: str, section: SectionSpec) -> Iterator[QuestionSpec]:
    """Yield the questions of a section but those that follow from one which is not on it."""
    after = {q.key: q.show_if for q in document.about_questions} if lens == ABOUT else {}
    in_section = {question.key for question in section.questions}
    for question in section.questions:
        key, condition = question.key, after.get(question.key)
        while key in in_section and condition is not None and condition.answer is not None:
            key = condition.answer.question
            condition = after.get(key)
        if key in in_section:
            yield question


def _conditional_sections(document: Document) -> Iterator[tuple[Path, str]]:
    """Yield the path of each section with a condition, and a lens of it."""
    paths: dict[str, Path] = {
        **{name: ("lenses", name) for name in document.lenses},
        "first": ("impression",),
        "anchored": ("vignettes",),
        "recalled": ("trend",),
        "reflected": ("reflection",),
        ABOUT: (ABOUT,),
    }
    conditions = section_conditions(document)
    return ((path, lens) for lens, path in paths.items() if conditions[lens] is not None)


def _conditional_questions(document: Document) -> Iterator[tuple[Path, str, str]]:
    """Yield path, lens and key of each question with a condition of its own."""
    for place, threat in enumerate(document.threats):
        if threat.show_if:
            key = question_key(threat.perceiver, threat.target, threat.key)
            yield ("threats", place), "", key
    for place, question in enumerate(document.about_questions):
        if question.show_if:
            yield (ABOUT, "questions", place), ABOUT, question.key
