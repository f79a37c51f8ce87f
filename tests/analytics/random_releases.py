"""Releases of blocks drawn at random: groups of all sizes, of one mind, split or undecided."""

import random
from collections import Counter

from analytics.computing.changes import changes
from analytics.release.audience import widen
from analytics.release.publish import publish_round
from analytics.release.rows import PANEL, BlockRow, Content
from surveys.models.round import Round
from tests import factories
from tests.analytics.made import block_row, blocks_for, content, group_of

SIDES = ("PRC", "JPN", "ROK", "USA")
DYADS = {("PRC", "JPN"), ("JPN", "PRC"), ("ROK", "JPN")}
LENSES = ("perceived", "assessed", "predicted", "avowed")
EVENLY = [1.0] * 7
SEEDS = range(8)


def drawn_tally(draw: random.Random, weights, people: int) -> tuple[int, ...]:
    """So many people, each giving one of the answers that have these weights."""
    counts = Counter(draw.choices(range(len(weights)), weights, k=people))
    return tuple(counts[answer] for answer in range(len(weights)))


def leaning(draw: random.Random) -> list[float]:
    """How likely each answer is: toward one level, strongly or not at all, or undecided."""
    weights = [0.2, 0.2, draw.choice([0.2, 0.2, 6]), 1, 1, 1, 1]
    weights[draw.choice([3, 4, 5, 6])] += draw.choice([0, 3, 30])
    return weights


def drawn_blocks(draw: random.Random, round: Round) -> list[BlockRow]:
    """Groups of very different sizes: some below five, some so large that closeness shows."""
    scale = draw.choice([1, 1, 8])
    sizes = {group: draw.choice([4, 6, 9, 12, 15]) * scale for group in (*SIDES, PANEL)}
    leanings = {(dyad, lens): leaning(draw) for dyad in sorted(DYADS) for lens in LENSES}
    for dyad in sorted(DYADS):
        if draw.random() < 0.4:
            leanings[dyad, "predicted"] = leanings[dyad, "perceived"]

    def answered(question, lens):
        weights = leanings.get(((question.perceiver, question.target), lens), EVENLY)
        return drawn_tally(draw, weights, sizes[group_of(question, lens)])

    def shared(item, kind, lens, group, **fields):
        """A block of a question that is not about a dyad."""
        fields |= {"item": item, "item_kind": kind, "lens": lens, "group": group, "target": ""}
        # An impression has one answer more than a mark.
        weights = leaning(draw) + [1.0] * (kind == "impression")
        return block_row(drawn_tally(draw, weights, sizes[group]), **fields)

    return [
        *(b for b in blocks_for(round, answered, LENSES) if (b.perceiver, b.target) in DYADS),
        *(
            shared("impression", "impression", lens, side, perceiver=side, position=2)
            for side in SIDES
            for lens in ("first", "revised")
        ),
        *(
            shared(item, "vignette", "anchored", group, perceiver="", position=position)
            for position, item in enumerate(("low", "middle", "high"), start=95)
            for group in (*SIDES, PANEL)
        ),
    ]


def publish(draw: random.Random, study):
    round = factories.make_round(study, state="draft", widest_audience=Round.Widest.PUBLIC)
    Round.objects.filter(pk=round.pk).update(state=Round.State.CLOSED, closed_on="2026-11-20")
    round.refresh_from_db()
    blocks = drawn_blocks(draw, round)
    figures = content(blocks)
    moved = changes(round, blocks) if round.number > 1 else []
    return publish_round(round=round, content=Content(blocks, figures.cells, figures.means, moved))


def released_at_random(study, seed: int):
    """The second of two rounds, with what changed since the first."""
    draw = random.Random(seed)
    widen(release=publish(draw, study), to="room", by="test")
    return widen(release=publish(draw, study), to="room", by="test")
