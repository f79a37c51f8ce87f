"""A short release with everything: all lenses, impressions, vignettes, panels, changes, records."""

from collections.abc import Iterator, Sequence
from functools import cache

from analytics.computing.changes import changes
from analytics.computing.clustered_means import with_clustered
from analytics.computing.pooled_gaps import cells_and_means
from analytics.computing.vignette_ranks import with_ranks
from analytics.jobs import fix_thresholds
from analytics.measures.blocks import protect, publishable
from analytics.models import Release
from analytics.release.audience import widen
from analytics.release.publish import publish_round
from analytics.release.rows import PANEL, BlockRow, CellRow, Content, MeanRow, RecordRow
from surveys.instruments.batteries import BATTERY, battery_part
from surveys.instruments.document import Document, answers_of
from surveys.instruments.loader import document_of
from surveys.instruments.optional_parties import is_asked_about
from surveys.instruments.optional_parts import REPORTED_CHANGES
from surveys.models.instrument import Question
from surveys.models.round import Round
from surveys.models.study import Study
from tests import factories
from tests.analytics.computing.recorded import made_up_records

SIDES = ("PRC", "JPN", "ROK", "USA")
# People per answer: skipped, prefer not to say, cannot determine, none, low, moderate, serious.
TALLIES = (
    (0, 0, 0, 0, 0, 2, 6),
    (0, 0, 1, 2, 5, 0, 0),
    (0, 0, 0, 0, 0, 3, 10),
    (0, 1, 0, 3, 8, 2, 0),
    (0, 0, 0, 0, 0, 3, 10),
    (0, 0, 0, 6, 0, 0, 6),
    (0, 0, 0, 0, 6, 6, 0),
    (3, 3, 2, 0, 0, 0, 0),
    (0, 0, 6, 0, 1, 1, 0),
    (1, 0, 0, 9, 8, 9, 3),
    (0, 0, 0, 0, 0, 0, 4),
)
# The same, but the last four: three sides and none of them.
IMPRESSIONS = ((0, 0, 1, 6, 1, 0, 0, 0), (1, 0, 0, 2, 2, 2, 0, 1))


def whole_release(
    study: Study,
    panels: Sequence[str] = (PANEL,),
    turn: int = 0,
    audience: str = "researchers",
    people: int = 120,
    short: bool = True,
    **fields: object,
) -> Release:
    """A round closed and opened to an audience; with another turn others give each tally.

    It asks a short questionnaire, or else Welch's. Without `people` there are no
    records: making files of them takes seconds.
    """
    agreed = {"document": _document(short), "widest_audience": "public"}
    round = factories.make_round(study, state="draft", **agreed | fields)
    fix_thresholds(None, round)
    round.save()
    Round.objects.filter(pk=round.pk).update(state=Round.State.CLOSED, closed_on="2026-11-20")
    round.refresh_from_db()
    blocks = tuple(_blocks(round, panels, turn))
    cells, means = _computed(blocks, people, short)
    content = Content(blocks, cells, means, changes(round, blocks), _records(people, short))
    release = publish_round(round=round, content=content)
    return release if audience == "held" else widen(release=release, to=audience, by="test")


def _document(short: bool) -> Document:
    return factories.short() if short else factories.welch()


def _records(people: int, short: bool) -> list[RecordRow]:
    """The same answers every time, by others."""
    return made_up_records(_document(short), people=people) if people else []


@cache
def _computed(
    blocks: tuple[BlockRow, ...], people: int, short: bool
) -> tuple[list[CellRow], list[MeanRow]]:
    """What is computed from the same blocks and answers is the same, and takes a while."""
    records = _records(people, short)
    cells, means = cells_and_means(blocks)
    return (
        with_ranks(cells, records, _document(short)),
        with_clustered(means, records, _document(short)),
    )


def _blocks(round: Round, panels: Sequence[str], turn: int) -> Iterator[BlockRow]:
    questions = Question.objects.filter(instrument=round.instrument).exclude(kind="about")
    document = document_of(round.instrument)
    for question in questions.order_by("position"):
        if not is_asked_about(document, question.target, round.modules):
            continue
        for place, (lens, group) in enumerate(asked(document, question, panels)):
            if question.kind == "impression":
                tally = IMPRESSIONS[place] if question.perceiver != "ROK" else (0,) * 7 + (4,)
            else:
                # A panel that is published by side has five and more of each side.
                known = TALLIES[:-1] if "/" in group else TALLIES
                tally = known[
                    (question.position + question.position // 9 * place + turn) % len(known)
                ]
            if question.kind in REPORTED_CHANGES:
                # Five answers: who gave others of the seven is counted among them.
                tally = (tally[0], tally[1], sum(tally[2:4]), tally[4], sum(tally[5:]))
            if question.kind == BATTERY:
                tally = of_battery(tally, len(answers_of(document, BATTERY, "", question.item)))
            yield row(question, lens, group, tally)


def of_battery(tally: Sequence[int], answers: int) -> tuple[int, ...]:
    """The levels of the tally spread over so many answers, the three without a level included."""
    own = [0] * (answers - 3)
    for level, people in enumerate(tally[3:]):
        own[level * (len(own) - 1) // 3] += people
    return (*tally[:3], *own)


def asked(document: Document, question: Question, panels: Sequence[str]) -> list[tuple[str, str]]:
    if question.kind == BATTERY:
        part = battery_part(question.item)
        battery = document.battery(part.battery)
        ends = question.perceiver, question.target
        groups = {
            "stated": [question.perceiver],
            "predicted": battery.predicted_by(*ends, document.sides),
            "assessed": panels,
        }
        lenses = battery.question(part.question).lenses
        return [(lens, group) for lens in lenses for group in groups[lens]]
    if question.kind == "impression":
        return [("first", question.perceiver), ("revised", question.perceiver)]
    if question.kind in REPORTED_CHANGES:
        lens = {"trend": "recalled", "reflection": "reflected"}[question.kind]
        return [(lens, question.perceiver)]
    if question.kind == "vignette":
        return [("anchored", group) for group in (*SIDES, *panels)]
    return [
        ("perceived", question.perceiver),
        ("predicted", question.target),
        ("avowed", question.target),
        *(("assessed", panel) for panel in panels),
    ]


def row(question: Question, lens: str, group: str, tally: Sequence[int]) -> BlockRow:
    n = sum(tally)
    return BlockRow(
        perceiver=question.perceiver,
        target=question.target,
        item=question.item,
        item_kind=question.kind,
        domain=question.domain,
        position=question.position,
        lens=lens,
        group=group,
        n=n,
        cumulative=protect(tally).intervals if publishable(n) else None,
    )
