"""Blocks of the battery of measures, from chosen tallies or from simulated people."""

from collections import Counter
from collections.abc import Callable, Sequence

from analytics.release.rows import BlockRow
from simulation.respondents import SimulatedRespondents
from surveys.instruments import reassurance
from surveys.instruments.batteries import BATTERY, PREDICTED, STATED, battery_part
from surveys.instruments.document import Document, QuestionSpec, all_questions, answers_of
from surveys.instruments.sequence import answer_names
from surveys.models.response import Mark
from tests.analytics.made import Tally, block_row

# People per answer: skipped, prefer not to say, cannot determine, and the four levels.
NOT, SOME, MUCH = (0, 0, 0, 5, 3, 0, 0), (0, 0, 0, 2, 2, 2, 2), (0, 0, 0, 0, 1, 3, 4)
FEW = (0, 0, 0, 1, 1, 1, 1)

TallyOf = Callable[[QuestionSpec, str, str], Tally]


def measure_questions(document: Document) -> list[QuestionSpec]:
    return [
        spec
        for spec in all_questions(document)
        if spec.kind == BATTERY and battery_part(spec.item).battery == reassurance.KEY
    ]


def measure_blocks(
    document: Document, tally_of: TallyOf, lenses: Sequence[str] = (STATED, PREDICTED)
) -> list[BlockRow]:
    """The blocks of every question about measures, of everybody who is asked it."""
    battery = document.battery(reassurance.KEY)
    groups = {
        STATED: lambda spec: [spec.perceiver],
        PREDICTED: lambda spec: battery.predicted_by(spec.perceiver, spec.target, document.sides),
    }
    return [
        block_row(
            tally_of(spec, lens, group),
            lens=lens,
            item=spec.item,
            perceiver=spec.perceiver,
            target=spec.target,
            item_kind=BATTERY,
            domain="",
            position=spec.position,
            group=group,
        )
        for spec in measure_questions(document)
        for lens in lenses
        for group in groups[lens](spec)
    ]


def simulated_blocks(document: Document, people: int, seed: int) -> list[BlockRow]:
    """The blocks of so many simulated participants a side, by way of no database."""
    respondents = SimulatedRespondents(document, seed=seed)
    counts: dict[tuple[str, str], Counter[int]] = {}
    for side in document.sides:
        names = answer_names(document, "participant", side, modules=[reassurance.KEY])
        for _ in range(people):
            for name, mark in respondents.marks("participant", side, names).items():
                counts.setdefault((side, name), Counter())[mark] += 1
    without = (Mark.SKIPPED, Mark.PREFER_NOT_TO_SAY, Mark.CANNOT_DETERMINE)

    def tally_of(spec: QuestionSpec, lens: str, group: str) -> Tally:
        levels = range(len(answers_of(document, BATTERY, item=spec.item)) - len(without))
        given = counts[group, f"{lens}/{spec.key}"]
        return [given[mark] for mark in (*without, *levels)]

    return measure_blocks(document, tally_of)
