"""Instrument + seat + side + modules -> what the respondent is asked, page by page, without words.

An answer is known by its *name*, which is unique among all that one respondent is asked: the
question's key alone through the seat's own lens, ``lens/key`` through any other.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from surveys.instruments.document import (
    ABOUT,
    LENSES,
    Document,
    QuestionSpec,
    all_questions,
    directed_dyads,
)

# What may be asked besides, and is counted. Besides these there is `ABOUT`, which is not.
MODULES = ("impression", "predicted", "avowed", "vignettes")
DEFAULT_MODULES = ("impression", "predicted", "vignettes")
ALL_LENSES = (*LENSES, "first", "revised", "anchored")
LENS_OF_SEAT = {"participant": "perceived", "assessor": "assessed"}
# Seat -> (module, lens) in the order of the way; "" for what everybody is asked.
WAYS = {
    "participant": (
        ("impression", "first"),
        ("", "perceived"),
        ("impression", "revised"),
        ("predicted", "predicted"),
        ("avowed", "avowed"),
        ("vignettes", "anchored"),
        (ABOUT, ABOUT),
    ),
    "assessor": (("", "assessed"), ("vignettes", "anchored")),
}

Place = tuple[str, str]


@dataclass(frozen=True)
class Step:
    """The questions of one page and the lens through which they are asked.

    An impression has no ``target``, vignettes and questions about oneself neither party: they are
    "" there.
    """

    lens: str
    perceiver: str
    target: str
    questions: tuple[QuestionSpec, ...]


def modules_of(document: Document) -> tuple[str, ...]:
    """Return the modules for which the instrument has the words, in the order of `MODULES`."""
    there = {
        "impression": document.impression is not None,
        "predicted": "predicted" in document.lenses,
        "avowed": "avowed" in document.lenses,
        "vignettes": document.vignettes is not None,
    }
    return tuple(module for module in MODULES if there[module])


def steps(
    document: Document,
    seat: str,
    side: str,
    modules: Collection[str] = (),
    side_order: Sequence[str] | None = None,
) -> tuple[Step, ...]:
    """Return a respondent's whole way.

    A participant's: the impression, each other party *perceived*, the impression again, each other
    side *predicted* and then *avowed*, both about the participant's own; the vignettes; and the
    questions about oneself. An assessor's: all directed dyads and the vignettes. Modules that are
    not wanted are left out. ``side_order`` orders perceivers and targets; parties it leaves out
    follow in the instrument's order. ValueError for a seat, side or module that does not fit.
    """
    _check(document, seat, side, modules)
    rank = _rank(document, side_order)
    by_place = _by_place(document)
    return tuple(
        Step(
            lens, *place, tuple(q for q in by_place[place] if (q.kind == ABOUT) == (lens == ABOUT))
        )
        for module, lens in WAYS[seat]
        if not module or module in modules
        for place in sorted(_places(document, lens, side), key=rank)
    )


def answer_names(
    document: Document, seat: str, side: str, modules: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the names of all answers a respondent is asked for, in the order of their way.

    ValueError for a seat, side or module that does not fit.
    """
    way = steps(document, seat, side, modules)
    return tuple(name_of(step.lens, spec.key) for step in way for spec in step.questions)


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
    if lens == LENS_OF_SEAT[seat] or lens not in {lens for _, lens in WAYS[seat]}:
        raise ValueError(f"no other lens of the seat {seat!r} in {name!r}")
    return lens, key


def parties_in_order(document: Document, side_order: Sequence[str] | None) -> tuple[str, ...]:
    """Return every party once: as ordered, then the rest in the instrument's order."""
    codes = [party.code for party in document.parties]
    return tuple(dict.fromkeys([*(c for c in side_order or () if c in codes), *codes]))


def _check(document: Document, seat: str, side: str, modules: Collection[str]) -> None:
    if seat not in LENS_OF_SEAT:
        raise ValueError(f"no such seat: {seat!r}")
    if side not in document.sides:
        raise ValueError(f"no side with participants: {side!r}")
    if isinstance(modules, str):
        raise ValueError(f"no collection of modules: {modules!r}")
    known = {*modules_of(document), *([ABOUT] if document.about else ())}
    if strange := sorted(set(modules) - known):
        raise ValueError(f"no words in this instrument for the module {strange[0]!r}")


def _places(document: Document, lens: str, side: str) -> list[Place]:
    if lens in ("first", "revised"):
        return [(side, "")]
    if lens in ("anchored", ABOUT):
        return [("", "")]
    wanted: Callable[[str, str], bool] = {
        "perceived": lambda perceiver, target: perceiver == side,
        "assessed": lambda perceiver, target: True,
        "predicted": lambda perceiver, target: target == side,
        "avowed": lambda perceiver, target: target == side,
    }[lens]
    return [dyad for dyad in directed_dyads(document) if wanted(*dyad)]


def _rank(document: Document, side_order: Sequence[str] | None) -> Callable[[Place], list[int]]:
    order = ["", *parties_in_order(document, side_order)]
    return lambda place: [order.index(code) for code in place]


def _by_place(document: Document) -> dict[Place, list[QuestionSpec]]:
    grouped: dict[Place, list[QuestionSpec]] = {}
    for spec in all_questions(document):
        grouped.setdefault((spec.perceiver, spec.target), []).append(spec)
    return grouped
