"""Ratings to tallies to blocks: the only code that counts answers.

Imported by the worker alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple, TypeAlias
from uuid import UUID

from django.db.models import Count

from analytics.measures.blocks import ONE, protect, publishable
from analytics.release.rows import PANEL, BlockRow, is_panel, panel_as_one
from surveys.group_sizes import SMALLEST_GROUP
from surveys.instruments.batteries import ASSESSED, PREDICTED, STATED, battery_part
from surveys.instruments.document import Document, answers_of, stored_marks
from surveys.instruments.loader import document_of
from surveys.instruments.optional_parties import is_asked_about
from surveys.models.instrument import Question
from surveys.models.response import Lens, Rating
from surveys.models.round import Round

Kind = Question.Kind
MODULE_OF_LENS = {
    Lens.PREDICTED: "predicted",
    Lens.AVOWED: "avowed",
    Lens.FIRST: "impression",
    Lens.REVISED: "impression",
    Lens.ANCHORED: "vignettes",
    Lens.RECALLED: "trend",
    Lens.REFLECTED: "reflection",
}
IMPRESSIONS = (Lens.FIRST, Lens.REVISED)
# The kinds that are put to the perceiver's participants alone, with their lenses.
OF_PARTICIPANTS = {
    Kind.IMPRESSION: IMPRESSIONS,
    Kind.TREND: (Lens.RECALLED,),
    Kind.REFLECTION: (Lens.REFLECTED,),
}
# How many people gave each mark, by lens, question and group.
People: TypeAlias = Mapping[tuple[str, UUID, str], Counter[int]]


class Tally(NamedTuple):
    """How many people of a group gave each answer to a question, answers in published order."""

    question: Question
    lens: str
    group: str
    counts: tuple[int, ...]


def counted(round: Round) -> People:
    """The one GROUP BY: how many ratings of each lens, question, group and mark there are.

    Assessors are one group, the panel; or a group for each side that nominated them, when each of
    two sides or more nominated at least five. What respondents say about themselves is never
    counted.
    """
    rows = Rating.objects.filter(round=round).exclude(lens=Lens.ABOUT)
    marks = rows.values_list("lens", "question_id", "group", "mark")
    ratings = list(marks.annotate(people=Count("*")))
    by_side = _panel_is_published_by_side(ratings)
    people: People = defaultdict(Counter)
    for lens, question, group, mark, number in ratings:
        people[lens, question, group if by_side else panel_as_one(group)][mark] += number
    return people


def _panel_is_published_by_side(ratings: Iterable[tuple[str, UUID, str, int, int]]) -> bool:
    """Whether two sides or more nominated assessors, and each that did enough to be published."""
    sizes: Counter[tuple[UUID, str]] = Counter()
    for lens, question, group, _mark, number in ratings:
        if lens == Lens.ASSESSED and is_panel(group):
            sizes[question, group] += number
    questions, groups = {question for question, _ in sizes}, {group for _, group in sizes}
    each = product(questions, groups)
    return len(groups) > 1 and all(sizes[place] >= SMALLEST_GROUP for place in each)


def tallies(round: Round) -> list[Tally]:
    """Every tally of the round, those of the impressions last.

    Perceptions are those of the perceiver's participants, predictions and avowals those of the
    target's. A question nobody answered has a tally of zeros.
    """
    people, document = counted(round), document_of(round.instrument)
    panel = sorted({group for _, _, group in people if is_panel(group)}) or [PANEL]
    questions = Question.objects.filter(instrument_id=round.instrument_id).order_by("position")
    of_round = [
        _tally(people, question, lens, group, document)
        for question in sorted(questions, key=lambda question: question.kind == Kind.IMPRESSION)
        for lens, group in _asked_of(question, round, document, panel)
    ]
    in_tallies = sum(sum(tally.counts) for tally in of_round if tally.lens not in IMPRESSIONS)
    ratings = sum(n.total() for (lens, _, _), n in people.items() if lens not in IMPRESSIONS)
    if in_tallies != ratings:
        raise ValueError("there are ratings that belong to no group of this round")
    return of_round


def _tally(people: People, question: Question, lens: Lens, group: str, document: Document) -> Tally:
    marks = people.get((lens, question.pk, group), Counter())
    answers = answers_of(document, question.kind, question.perceiver, question.item)
    counts = tuple(marks[mark] for mark in stored_marks(answers))
    return Tally(question, str(lens), group, counts)


def blocks(tallies: Iterable[Tally], withstands: int = ONE) -> list[BlockRow]:
    """Each tally as it may be published; of a group of fewer than five only its size.

    `withstands` is how many colleagues may share their answers, as the round promises.
    """
    return [
        BlockRow(
            position=question.position,
            perceiver=question.perceiver,
            target=question.target,
            item=question.item,
            item_kind=question.kind,
            domain=question.domain,
            lens=lens,
            group=group,
            n=sum(counts),
            cumulative=(
                protect(counts, withstands).intervals if publishable(sum(counts)) else None
            ),
        )
        for question, lens, group, counts in tallies
    ]


def _asked_of(
    question: Question, round: Round, document: Document, panel: Sequence[str]
) -> Iterator[tuple[Lens, str]]:
    """The lenses through which a question was asked in this round, each with whom it was asked."""
    if question.kind == Kind.THREAT and not round.asks_threats:
        return
    if not is_asked_about(document, question.target, round.modules):
        return
    if question.kind == Kind.BATTERY:
        yield from _asked_of_battery(question, round, document, panel)
        return
    for lens, groups in _everybody(question, document, panel):
        if lens not in MODULE_OF_LENS or MODULE_OF_LENS[lens] in round.modules:
            yield from ((lens, group) for group in groups)


def _asked_of_battery(
    question: Question, round: Round, document: Document, panel: Sequence[str]
) -> Iterator[tuple[Lens, str]]:
    part = battery_part(question.item)
    battery = document.battery(part.battery)
    if part.battery not in round.modules:
        return
    groups = {
        STATED: [question.perceiver],
        PREDICTED: battery.predicted_by(question.perceiver, question.target, document.sides),
        ASSESSED: panel,
    }
    for lens in battery.question(part.question).lenses:
        yield from ((Lens(lens), group) for group in groups[lens])


def _everybody(
    question: Question, document: Document, panel: Sequence[str]
) -> Iterator[tuple[Lens, Sequence[str]]]:
    if question.kind == Kind.VIGNETTE:
        yield Lens.ANCHORED, [*document.sides, *panel]
    elif question.kind in OF_PARTICIPANTS:
        lenses = OF_PARTICIPANTS[Kind(question.kind)]
        yield from ((lens, [question.perceiver]) for lens in lenses)
    elif question.kind in (Kind.CONCERN, Kind.THREAT):
        yield Lens.PERCEIVED, [question.perceiver]
        yield Lens.ASSESSED, panel
        # A party that is only feared has nobody to ask.
        others = [question.target] if question.target in document.sides else []
        yield Lens.PREDICTED, others
        yield Lens.AVOWED, others
