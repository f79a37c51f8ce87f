"""The questions of a questionnaire as rows of a form, each with its conditions."""

from collections.abc import Iterator
from typing import Any

from surveys.instruments.batteries import ASSESSED, EACH_OTHER, EVERY_SIDE, NO_SIDE, PREDICTED
from surveys.instruments.interchange import names
from surveys.instruments.interchange.form import PERCEIVER, SEAT, SIDE, TARGET, Kind, Row, Term
from surveys.instruments.interchange.names import row_name

PARTICIPANT, ASSESSOR = Term(SEAT, ("participant",)), Term(SEAT, ("assessor",))
OWN_CONCERNS = (PARTICIPANT, Term(SIDE, same_as=PERCEIVER))
# Of whom each lens is asked, about a directed dyad.
LENSES = {
    "perceived": OWN_CONCERNS,
    "assessed": (ASSESSOR,),
    "predicted": (PARTICIPANT, Term(SIDE, same_as=TARGET)),
    "avowed": (PARTICIPANT, Term(SIDE, same_as=TARGET)),
}


def question_rows(content: Any) -> Iterator[Row]:
    """Yield the rows of every question, in the order in which participants answer them.

    Labels are left open: they follow from the names.
    """
    yield from _impression(content, "first")
    if "own_concerns" in content:
        yield from _section(content["own_concerns"], "own_concerns", OWN_CONCERNS, kind=Kind.WRITE)
    for lens, who in LENSES.items():
        if lens in content["lenses"]:
            yield from _lens(content, lens, who)
    yield from _vignettes(content)
    yield from _impression(content, "revised")
    for change in ("reflection", "trend"):
        if change in content:
            yield from _section(content[change], change, OWN_CONCERNS, f"{change}.answers")
    for battery in content.get("batteries", ()):
        yield from _battery(battery)
    yield from _about(content)


def _group(entry: Any, where: str, who: tuple[Term, ...], rows: Iterator[Row]) -> Iterator[Row]:
    """Yield a group with its guidance and the question above its items, if it has them."""
    yield Row(Kind.GROUP, row_name(names.PART, where), asked_if=who)
    for above in (names.GUIDANCE, names.STEM):
        if above in entry:
            yield Row(Kind.NOTE, row_name(above, where))
    yield from rows
    yield Row(Kind.END, row_name(names.PART, where))


def _section(
    entry: Any, name: str, who: tuple[Term, ...], choices: str = "", kind: Kind = Kind.CHOOSE
) -> Iterator[Row]:
    required = bool(entry.get("required"))
    row = Row(kind, row_name(names.ASKED, name), choices=choices, required=required)
    yield from _group(entry, name, (*who, *_terms(entry)), iter([row]))


def _impression(content: Any, occasion: str) -> Iterator[Row]:
    entry = content.get("impression")
    if entry is not None:
        required = bool(entry.get("required"))
        row = Row(
            Kind.CHOOSE, row_name(occasion, "impression"), choices="impression", required=required
        )
        who = (*OWN_CONCERNS, *_terms(entry))
        yield from _group(entry[occasion], f"impression.{occasion}", who, iter([row]))


def _lens(content: Any, lens: str, who: tuple[Term, ...]) -> Iterator[Row]:
    entry = content["lenses"][lens]

    def rows() -> Iterator[Row]:
        for concern in content["concerns"]:
            yield _mark(lens, f"concerns.{concern['key']}", concern)
        for threat in content["threats"]:
            pair = (threat["perceiver"], threat["target"])
            where = f"threats.{'-'.join(pair)}-{threat['key']}"
            terms = (Term(pairs=(pair,)), *_terms(threat, assessors=lens == "assessed"))
            yield _mark(lens, where, threat, terms)
        for extra in entry.get("extras", ()):
            yield Row(Kind.CHOOSE, row_name(lens, extra), choices=f"{extra}.choices")

    yield from _group(entry, f"lenses.{lens}", (*who, *_terms(entry)), rows())


def _mark(occasion: str, where: str, entry: Any, terms: tuple[Term, ...] = ()) -> Row:
    return Row(
        Kind.CHOOSE,
        row_name(occasion, where),
        choices="marks",
        asked_if=terms,
        required=bool(entry.get("required")),
    )


def _vignettes(content: Any) -> Iterator[Row]:
    entry = content.get("vignettes")
    if entry is not None:
        rows = (
            _mark(names.ASKED, f"vignettes.situations.{each['key']}", entry)
            for each in entry["situations"]
        )
        yield from _group(entry, "vignettes", _terms(entry, everybody=True), rows)


def _about(content: Any) -> Iterator[Row]:
    entry = content.get("about")
    if entry is not None:
        rows = (
            Row(
                Kind.CHOOSE,
                row_name(names.ASKED, "about.questions", question["key"]),
                choices=f"about.questions.{question['key']}.options",
                asked_if=_terms(question),
                required=bool(question.get("required")),
            )
            for question in entry["questions"]
        )
        yield from _group(entry, "about", (PARTICIPANT, *_terms(entry)), rows)


# --- Batteries -----------------------------------------------------------------------------------


def _battery(battery: Any) -> Iterator[Row]:
    for number, question in enumerate(battery["questions"], start=1):
        for lens, wording in question["lenses"].items():
            where = f"batteries.{battery['key']}.questions.{question['key']}.lenses.{lens}"
            rows = (_item(battery, item, f"q{number}", question, lens) for item in battery["items"])
            who = (
                *_who(battery["about"], lens),
                *_terms(battery, assessors=lens == ASSESSED),
            )
            yield from _group(wording, where, who, rows)


def _item(battery: Any, item: Any, number: str, question: Any, lens: str) -> Row:
    pairs = tuple((a, b) for pair in item.get("dyads", ()) for a, b in (pair, pair[::-1]))
    return Row(
        Kind.CHOOSE,
        row_name(lens, number, "batteries", battery["key"], "items", item["key"]),
        choices=f"batteries.{battery['key']}.questions.{question['key']}.answers",
        asked_if=(Term(pairs=pairs),) if pairs else (),
        required=bool(battery.get("required")),
    )


def _who(about: str, lens: str) -> tuple[Term, ...]:
    """Return of whom a battery is asked: of the perceiver's side, or by another that predicts."""
    if lens == ASSESSED:
        return (ASSESSOR,)
    if lens != PREDICTED:
        return OWN_CONCERNS
    return {
        EACH_OTHER: LENSES[PREDICTED],
        EVERY_SIDE: (
            PARTICIPANT, Term(SIDE, other_than=PERCEIVER), Term(TARGET, same_as=PERCEIVER)
        ),
        NO_SIDE: (PARTICIPANT, Term(SIDE, other_than=PERCEIVER)),
    }[about]  # fmt: skip


# --- Conditions ----------------------------------------------------------------------------------


def _terms(entry: Any, *, assessors: bool = False, everybody: bool = False) -> tuple[Term, ...]:
    """Return the terms of the condition of an entry; a form has all modules, so that none is one.

    ``assessors``: it is asked of them alone, whom no side narrows; ``everybody``: of both.
    """
    condition = entry.get("show_if", {})
    terms = []
    if "seat" in condition:
        terms.append(Term(SEAT, tuple(condition["seat"])))
    if "side" in condition and not assessors:
        terms.append(Term(SIDE, tuple(condition["side"]), of_participants=everybody))
    if "answer" in condition:
        question = row_name(names.ASKED, "about.questions", condition["answer"]["question"])
        terms.append(Term(question, tuple(condition["answer"]["options"])))
    return tuple(terms)
