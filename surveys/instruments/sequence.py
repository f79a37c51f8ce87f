"""The pages of questions put to a respondent of a seat and a side, in order and without words.

Every answer has a *name*, unique among the answers of one respondent: the question's key alone for
the seat's own lens, ``lens/key`` for any other.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from surveys.instruments.batteries import BATTERY, LENSES_OF_BATTERY, STATED, Dyad, battery_part
from surveys.instruments.document import (
    ABOUT,
    LENSES,
    Document,
    QuestionSpec,
    all_questions,
    directed_dyads,
)
from surveys.instruments.logic import IsAsked, asked_of
from surveys.instruments.optional_parties import TARGET_ONLY, optional_parties
from surveys.instruments.optional_parts import REPORTED_CHANGES
from surveys.instruments.own_answers import OWN_ANSWERS, offers_lines
from surveys.instruments.own_concerns import OWN_CONCERNS

# Optional parts of a round whose answers are counted; `ABOUT`, `OWN_CONCERNS` and `OWN_ANSWERS` are
# more, whose answers never are. Not all go together: see `surveys.module_rules`.
MODULES = ("impression", "predicted", "avowed", "vignettes", *REPORTED_CHANGES)
DEFAULT_MODULES = ("impression", "predicted", "vignettes")
# What the counts of the one show, the other asks of each person: see `surveys.module_rules`.
NOT_TOGETHER = ("impression", "reflection")
# The lenses through which one kind of question is asked; through `LENSES` concerns and threats are.
KIND_OF_LENS = {
    "first": "impression",
    "revised": "impression",
    "anchored": "vignette",
    "recalled": "trend",
    "reflected": "reflection",
    STATED: BATTERY,
    ABOUT: ABOUT,
}
ALL_LENSES = (*LENSES, *(lens for lens in KIND_OF_LENS if lens != ABOUT))
LENS_OF_SEAT = {"participant": "perceived", "assessor": "assessed"}
# The (module, lens) of each seat, "" is what every round has. In this order answers are named and
# released, so that it never changes; pages follow it but for `LAST_LENSES`. Batteries come after.
SEQUENCES = {
    "participant": (
        ("impression", "first"),
        ("", "perceived"),
        ("impression", "revised"),
        ("reflection", "reflected"),
        ("trend", "recalled"),
        ("predicted", "predicted"),
        ("avowed", "avowed"),
        ("vignettes", "anchored"),
        (ABOUT, ABOUT),
    ),
    "assessor": (("", "assessed"), ("vignettes", "anchored")),
}

# What looks back on the other pages comes after all of them, in this order.
LAST_LENSES = ("revised", "reflected", ABOUT)


class Step(NamedTuple):
    """What is put through one lens; of a battery, one of its questions, else both are ""."""

    lens: str
    battery: str = ""
    question: str = ""


@dataclass(frozen=True)
class SectionSpec:
    """The questions of one dyad on a page, without words.

    A section about all the other parties has no ``target``, one of vignettes or questions about
    oneself neither party: they are "" there.
    """

    perceiver: str
    target: str
    questions: tuple[QuestionSpec, ...]


@dataclass(frozen=True)
class PageSpec:
    """The sections of one page, all of the same step, without words."""

    step: Step
    sections: tuple[SectionSpec, ...]

    @property
    def lens(self) -> str:
        return self.step.lens


def modules_of(document: Document) -> tuple[str, ...]:
    """Return the modules that are counted and for which the instrument has the words.

    Those of `MODULES` in their order, then the batteries and what asks about optional parties.
    """
    words = {
        "impression": document.impression,
        "vignettes": document.vignettes,
        **document.lenses,
        **document.reported_changes,
    }
    return (
        *(module for module in MODULES if words.get(module) is not None),
        *(battery.key for battery in document.batteries),
        *([TARGET_ONLY] if optional_parties(document) else []),
    )


def available_modules(document: Document) -> tuple[str, ...]:
    """Return every module that a round of the instrument may have, those not counted last."""
    uncounted = {
        OWN_CONCERNS: document.own_concerns,
        OWN_ANSWERS: offers_lines(document),
        ABOUT: document.about,
    }
    return (*modules_of(document), *(key for key, words in uncounted.items() if words))


def page_specs(
    document: Document,
    seat: str,
    side: str,
    modules: Collection[str] = (),
    party_order: Sequence[str] | None = None,
) -> tuple[PageSpec, ...]:
    """Return the pages of one respondent in order.

    A participant *perceives* each other party and *predicts* and *avows* for each other side about
    the participant's own, each on one page with a section for every other party; an assessor rates
    all directed dyads, on a page for each perceiver. Each question of a battery has a page of its
    own through each of its lenses. Only the given ``modules`` are included, and
    of these the questions whose conditions hold. ``party_order`` orders perceivers and targets,
    from page to page, from section to section and within one; parties it leaves out follow in the
    instrument's order. ValueError for a seat, side or module that does not fit.
    """
    _check(document, seat, side, modules)
    is_asked = asked_of(document, seat, side, modules)
    steps = sorted(_steps(document, seat, modules), key=_place_among_last)
    return tuple(
        PageSpec(step, sections)
        for step in steps
        for sections in _pages_of(step, _sections(document, step, side, is_asked, party_order))
    )


def answer_names(
    document: Document, seat: str, side: str, modules: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the names of all answers of one respondent, in the order of `SEQUENCES`, then of the
    batteries.

    ValueError for a seat, side or module that does not fit.
    """
    _check(document, seat, side, modules)
    is_asked = asked_of(document, seat, side, modules)
    return tuple(
        name_of(step.lens, question.key)
        for step in _steps(document, seat, modules)
        for section in _sections(document, step, side, is_asked)
        for question in section.questions
    )


def name_of(lens: str, key: str) -> str:
    """Return the name of the answer to a question through a lens.

    >>> name_of("perceived", "JPN>PRC:military"), name_of("predicted", "JPN>PRC:military")
    ('JPN>PRC:military', 'predicted/JPN>PRC:military')
    """
    return key if lens in LENS_OF_SEAT.values() else f"{lens}/{key}"


def split_name(name: str, seat: str) -> tuple[str, str]:
    """Return the lens and the question's key. ValueError for no such seat or lens.

    >>> split_name("predicted/JPN>PRC:military", "participant")
    ('predicted', 'JPN>PRC:military')
    """
    if seat not in LENS_OF_SEAT:
        raise ValueError(f"no such seat: {seat!r}")
    lens, slash, key = name.rpartition("/")
    if not slash:
        return LENS_OF_SEAT[seat], key
    others = {*(lens for _, lens in SEQUENCES[seat]), *LENSES_OF_BATTERY[seat]}
    if lens not in others - {LENS_OF_SEAT[seat]}:
        raise ValueError(f"no other lens of the seat {seat!r} in {name!r}")
    return lens, key


def parties_in_order(document: Document, party_order: Sequence[str] | None) -> tuple[str, ...]:
    """Return every party once: as ordered, then the rest in the instrument's order."""
    codes = [party.code for party in document.parties]
    return tuple(dict.fromkeys([*(c for c in party_order or () if c in codes), *codes]))


def _steps(document: Document, seat: str, modules: Collection[str]) -> list[Step]:
    common = [Step(lens) for module, lens in SEQUENCES[seat] if not module or module in modules]
    of_batteries = [
        Step(lens, battery.key, question.key)
        for battery in document.batteries
        if battery.key in modules
        for question in battery.questions
        for lens in LENSES_OF_BATTERY[seat]
        if lens in question.lenses
    ]
    return common + of_batteries


def _place_among_last(step: Step) -> int:
    return LAST_LENSES.index(step.lens) + 1 if step.lens in LAST_LENSES else 0


def _pages_of(step: Step, sections: list[SectionSpec]) -> list[tuple[SectionSpec, ...]]:
    """Return the sections of each page of a step; there may be none."""
    if step != Step("assessed"):
        return [tuple(sections)] if sections else []
    by_perceiver = groupby(sections, key=lambda section: section.perceiver)
    return [tuple(of_one) for _, of_one in by_perceiver]


def _sections(
    document: Document,
    step: Step,
    side: str,
    is_asked: IsAsked,
    party_order: Sequence[str] | None = None,
) -> list[SectionSpec]:
    """Return the sections of a step that have a question whose conditions hold."""
    questions = [q for q in all_questions(document) if _is_of(q, step) and is_asked(step.lens, q)]
    order = ["", *parties_in_order(document, party_order)]

    def of_section(dyad: Dyad) -> tuple[QuestionSpec, ...]:
        listed = [question for question in questions if _is_in_section(question, step, dyad)]
        return tuple(sorted(listed, key=lambda question: order.index(question.target)))

    dyads = sorted(_dyads(document, step, side), key=lambda dyad: [order.index(c) for c in dyad])
    return [SectionSpec(*dyad, listed) for dyad in dyads if (listed := of_section(dyad))]


def _check(document: Document, seat: str, side: str, modules: Collection[str]) -> None:
    if seat not in LENS_OF_SEAT:
        raise ValueError(f"no such seat: {seat!r}")
    if side not in document.sides:
        raise ValueError(f"no side with participants: {side!r}")
    if isinstance(modules, str):
        raise ValueError(f"no collection of modules: {modules!r}")
    if missing := sorted(set(modules) - set(available_modules(document))):
        raise ValueError(f"no words in this instrument for the module {missing[0]!r}")


def _dyads(document: Document, step: Step, side: str) -> list[Dyad]:
    """Return the dyads of the sections that a side answers in a step."""
    lens = step.lens
    if step.battery:
        return list(document.battery(step.battery).dyads_of(lens, side, document.sides))
    if lens in ("anchored", ABOUT):
        return [("", "")]
    if lens in KIND_OF_LENS:
        return [(side, "")]
    dyads = directed_dyads(document)
    if lens == "perceived":
        return [(perceiver, target) for perceiver, target in dyads if perceiver == side]
    if lens in ("predicted", "avowed"):
        return [(perceiver, target) for perceiver, target in dyads if target == side]
    return list(dyads)


def _is_of(question: QuestionSpec, step: Step) -> bool:
    """Return whether a question is of the kind that is put in a step, and of its battery."""
    if step.battery:
        part = battery_part(question.item) if question.kind == BATTERY else None
        return part is not None and (part.battery, part.question) == (step.battery, step.question)
    kind = KIND_OF_LENS.get(step.lens)
    return question.kind == kind if kind else question.kind in ("concern", "threat")


def _is_in_section(question: QuestionSpec, step: Step, dyad: Dyad) -> bool:
    """Return whether a question of a step is of the dyad, or of its perceiver about all others."""
    if step.lens in KIND_OF_LENS and not step.battery:
        return question.perceiver == dyad[0]
    return (question.perceiver, question.target) == dyad
