"""What simulated answers rest on has a structure, which the published counts show again."""

import pytest

from analytics.measures.contrast import delta
from analytics.release.grounds import BATTERY, OTHERS, ground_gaps, grounds_of
from simulation.grounds import ground_weights
from simulation.respondents import SimulatedRespondents
from surveys.instruments.batteries import STATED
from surveys.instruments.sequence import answer_names
from tests.analytics.grounds_made import ITEM, KEYS, blocks_of_grounds, counted, mean_gap
from tests.factories import welch

PEOPLE = 12


def test_weights_are_shares_and_grow_with_fear():
    low, even, high = (ground_weights(KEYS, fear) for fear in (-0.5, 0.5, 1.5))
    for weights in (low, even, high):
        assert sum(weights) == pytest.approx(1)
    assert [sum(each[5:]) for each in (low, even, high)] == pytest.approx([0, 0.5, 1], abs=0.01)
    assert high[KEYS.index("event")] > high[KEYS.index("pattern")] > high[KEYS.index("home")]


@pytest.mark.parametrize("convergence", [0.0, 0.6])
def test_published_counts_say_that_other_grounds_go_with_wide_gaps(convergence):
    """As in both rounds of the demonstration: where fear outruns the panel, by its own marks."""
    document = welch()
    people = SimulatedRespondents(document, seed=2013, convergence=convergence)
    marks = {
        seat: {
            side: [
                people.marks(seat, side, answer_names(document, seat, side, ["grounds"]))
                for _ in range(PEOPLE if seat == "participant" else 3)
            ]
            for side in document.sides
        }
        for seat in ("participant", "assessor")
    }
    panel = [each for of_side in marks["assessor"].values() for each in of_side]

    def tally_of(perceiver, target, lens):
        key = f"{perceiver}>{target}:{ITEM}"
        if lens == STATED:
            return counted(m[f"stated/{key}"] for m in marks["participant"][perceiver])
        return counted(m[key] for m in panel)

    def gap(perceiver, target):
        deltas = []
        for concern in document.concerns:
            key = f"{perceiver}>{target}:{concern.key}"
            both = [
                [sum(m[key] == level for m in group) for level in range(4)]
                for group in (marks["participant"][perceiver], panel)
            ]
            deltas.append(delta(*both))
        return float(sum(deltas) / len(deltas))

    blocks = blocks_of_grounds(tally_of, [STATED, "assessed"])
    asked = document.battery(BATTERY).dyads(document.sides)
    means = [mean_gap(*dyad, gap(*dyad)) for dyad in asked]
    found = ground_gaps(document, blocks, means)[-1]
    assert found.ground == OTHERS
    assert found.order.together > 3 * found.order.against
    assert found.order.direction == 1
    of_panel = [row for row in grounds_of(document, blocks) if row.lens == "assessed"]
    assert sum(row.observed[0] > row.others[1] for row in of_panel) >= 10
