"""Ratings to tallies to blocks: the only code that counts answers.

Imported by the worker alone.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias
from uuid import UUID

from django.db.models import Count

from analytics.measures.blocks import ONE, protect, publishable
from analytics.release.groups import level_of, whole_group
from analytics.release.rows import PANEL, BlockRow, is_panel
from surveys.group_sizes import SMALLEST_GROUP, is_published_by_level
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
# Lens, question, group and mark, and how many ratings are alike in them.
Counted: TypeAlias = tuple[str, UUID, str, int, int]
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
    two sides or more nominated at least five. So are the participants of a side, but for what they
    are concerned about: that is counted by level, when each of two levels or more of the side has
    enough people. What respondents say about themselves is never counted.
    """
    ratings = _ratings(round)
    by_side = _panel_is_published_by_side(ratings)
    by_level = _sides_by_level(ratings, round.withstands)
    people: People = defaultdict(Counter)
    for lens, question, group, mark, number in ratings:
        whole = whole_group(group)
        in_parts = by_side if whole == PANEL else lens == Lens.PERCEIVED and whole in by_level
        people[lens, question, group if in_parts else whole][mark] += number
    return people


def _panel_is_published_by_side(ratings: Iterable[Counted]) -> bool:
    """Whether two sides or more nominated assessors, and each that did enough to be published."""
    sizes = list(_sizes(r for r in ratings if r[0] == Lens.ASSESSED and is_panel(r[2])))
    return all(len(of) > 1 and min(of.values()) >= SMALLEST_GROUP for of in sizes) and bool(sizes)


def levels_published(round: Round) -> dict[str, set[str]]:
    """The groups of levels by which the concerns of a side are published, by side; else none."""
    ratings = _ratings(round) if round.levels else []
    sides = _sides_by_level(ratings, round.withstands)
    groups = {group for _lens, _question, group, *_count in ratings}
    return {side: {group for group in groups if whole_group(group) == side} for side in sides}


def _ratings(round: Round) -> list[Counted]:
    rows = Rating.objects.filter(round=round).exclude(lens=Lens.ABOUT)
    marks = rows.values_list("lens", "question_id", "group", "mark")
    return list(marks.annotate(people=Count("*")))


def _sides_by_level(ratings: Iterable[Counted], withstands: int) -> set[str]:
    """The sides whose concerns are published by level: decided by the sizes of the levels alone."""
    of_side: dict[str, list[Counted]] = defaultdict(list)
    for rating in ratings:
        lens, _question, group, *_count = rating
        if lens == Lens.PERCEIVED:
            of_side[whole_group(group)].append(rating)
    return {
        side
        for side, given in of_side.items()
        if all(level_of(group) for _lens, _question, group, *_count in given)
        and all(is_published_by_level(of.values(), withstands) for of in _sizes(given))
    }


def _sizes(ratings: Iterable[Counted]) -> Iterator[Counter[str]]:
    """How many people of each group were asked, question by question, 0 of those not asked it."""
    sizes: dict[UUID, Counter[str]] = defaultdict(Counter)
    for _lens, question, group, _mark, number in ratings:
        sizes[question][group] += number
    groups = {group for of in sizes.values() for group in of}
    for of in sizes.values():
        of.update(dict.fromkeys(groups, 0))
        yield of


def tallies(round: Round) -> list[Tally]:
    """Every tally of the round, those of the impressions last.

    Perceptions are those of the perceiver's participants, or of their levels; predictions and
    avowals those of the target's. A question nobody answered has a tally of zeros.
    """
    people, document = counted(round), document_of(round.instrument)
    parts: dict[str, set[str]] = defaultdict(set)
    for lens, _question, group in people:
        if is_panel(group) or lens == Lens.PERCEIVED:
            parts[whole_group(group)].add(group)
    questions = Question.objects.filter(instrument_id=round.instrument_id).order_by("position")
    of_round = [
        _tally(people, question, lens, group, document)
        for question in sorted(questions, key=lambda question: question.kind == Kind.IMPRESSION)
        for lens, group in _lenses_and_groups(question, round, document, parts)
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


def _lenses_and_groups(
    question: Question, round: Round, document: Document, parts: Mapping[str, Collection[str]]
) -> Iterator[tuple[Lens, str]]:
    """The lenses through which a question was asked in this round, each with whom it was asked."""
    if question.kind == Kind.THREAT and not round.asks_threats:
        return
    if not is_asked_about(document, question.target, round.modules):
        return
    if question.kind == Kind.BATTERY:
        yield from _lenses_of_battery(question, round, document, parts)
        return
    for lens, groups in _everybody(question, document, parts):
        if lens not in MODULE_OF_LENS or MODULE_OF_LENS[lens] in round.modules:
            yield from ((lens, group) for group in groups)


def _lenses_of_battery(
    question: Question, round: Round, document: Document, parts: Mapping[str, Collection[str]]
) -> Iterator[tuple[Lens, str]]:
    part = battery_part(question.item)
    battery = document.battery(part.battery)
    if part.battery not in round.modules:
        return
    groups = {
        STATED: [question.perceiver],
        PREDICTED: battery.predicted_by(question.perceiver, question.target, document.sides),
        ASSESSED: _panel(parts),
    }
    for lens in battery.question(part.question).lenses:
        yield from ((Lens(lens), group) for group in groups[lens])


def _panel(parts: Mapping[str, Collection[str]]) -> list[str]:
    return sorted(parts.get(PANEL) or [PANEL])


def _everybody(
    question: Question, document: Document, parts: Mapping[str, Collection[str]]
) -> Iterator[tuple[Lens, Sequence[str]]]:
    panel = _panel(parts)
    if question.kind == Kind.VIGNETTE:
        yield Lens.ANCHORED, [*document.sides, *panel]
    elif question.kind in OF_PARTICIPANTS:
        lenses = OF_PARTICIPANTS[Kind(question.kind)]
        yield from ((lens, [question.perceiver]) for lens in lenses)
    elif question.kind in (Kind.CONCERN, Kind.THREAT):
        yield Lens.PERCEIVED, sorted(parts.get(question.perceiver) or [question.perceiver])
        yield Lens.ASSESSED, panel
        # A party that is only feared has nobody to ask.
        others = [question.target] if question.target in document.sides else []
        yield Lens.PREDICTED, others
        yield Lens.AVOWED, others
