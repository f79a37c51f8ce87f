"""The script's own way to each figure against the program's, for groups of every sort and size."""

import csv
import random
from pathlib import Path

import numpy as np
import pytest

from analytics.measures import claim_levels, joint_changes
from analytics.measures.blocks import protect
from analytics.measures.candidates import panel_sum
from analytics.measures.change import StopRules
from analytics.measures.published_change import published_change
from analytics.measures.published_contrast import published_contrast
from analytics.measures.published_empathy import published_empathy, published_tracking
from analytics.measures.verdicts import GapKind, GapSubtype, Thresholds

DOCS = Path(__file__).resolve().parent.parent / "docs"
FAMILIES = ("one", "other")
# Of 4,096 points one may lie on either side of an edge, by the order of sums in single precision.
NEAR = 0.001
# On both sides of every size at which something is done otherwise: where p is listed less often,
# where deals are not, where draws come from normal ones.
SIZES = (5, 6, 7, 8, 9, 12, 12, 15, 20, 31, 45, 60, 130, 700, 1200)
LESS, MORE = (0, 0, 0, 830, 120, 50, 0), (0, 0, 0, 450, 400, 150, 0)
CHOSEN = (
    # Nearly all of one mind: few deals, and so an exact p, of 250 people together.
    ((0, 0, 0, 118, 1, 0, 1), (0, 0, 0, 124, 5, 1, 0)),
    # Wrong in both directions at once.
    ((0, 0, 0, 20, 0, 0, 20), (0, 0, 0, 0, 20, 20, 0)),
    # Not seen by the panel; slightly above and slightly below; hardly anybody can tell.
    ((0, 0, 0, 0, 0, 0, 12), (0, 0, 0, 12, 0, 0, 0)),
    (MORE, LESS),
    (LESS, MORE),
    ((0, 0, 8, 1, 1, 1, 1), (0, 0, 0, 0, 0, 4, 8)),
)


@pytest.fixture(scope="module")
def script():
    """The modules of the script by their names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(DOCS)
        from reproduce import gaps, groups, verdicts

        yield type("Script", (), {"gaps": gaps, "groups": groups, "verdicts": verdicts})


def drawn(dice, people):
    """A tally of so many people: often of one mind, sometimes with many undecided."""
    weights = [dice.random() * dice.choice([0, 0, 0.2, 0.6]) for _ in range(3)]
    weights += [dice.random() ** dice.choice([1, 4]) for _ in range(4)]
    if dice.random() < 0.2:
        weights = [0.0] * 7
        weights[dice.randrange(3, 7)] = 1.0
    counts = dice.choices(range(7), weights, k=people)
    return [counts.count(answer) for answer in range(7)]


def pairs():
    """Groups as lists of blocks, several where they are counted by side, with what is withstood."""
    dice = random.Random(20131)
    made = [(1, [protect(one)], [protect(other)]) for one, other in CHOSEN]
    for number in range(40):
        withstands = 2 if number % 5 == 4 else 1
        left, right = ([dice.choice(SIZES)] for _ in range(2))
        if number % 4 == 1:
            right = dice.choice([[5, 5], [5, 5, 5, 5], [8, 6, 5]])
        if number % 11 == 1:
            left = [6, 7]
        sides = ([protect(drawn(dice, n), withstands) for n in sizes] for sizes in (left, right))
        made.append((withstands, *sides))
    return made


@pytest.fixture(scope="module")
def both(script):
    """Each pair of groups as the program has them and as the script does."""
    theirs = [tuple(map(panel_sum, sides)) for _withstands, *sides in pairs()]
    mine = [
        tuple(
            script.groups.group_of([(b.n, b.intervals) for b in side], withstands) for side in sides
        )
        for withstands, *sides in pairs()
    ]
    return theirs, mine


def differing(theirs, mine):
    """The figures that are not the same to the last digit, or near where points are counted."""
    names = [name for name in theirs if not name.startswith("n_")]
    different = {name: (theirs[name], mine[name]) for name in names if theirs[name] != mine[name]}
    if "p_wasserstein" in different and not theirs["p_exact"]:
        assert abs(np.subtract(*different.pop("p_wasserstein"))) < NEAR
    return different


def test_contrasts_are_the_same(script, both):
    theirs, mine = both
    families = [FAMILIES[place % 2] for place in range(len(mine))]
    expected = published_contrast(*zip(*theirs, strict=True), families=families)
    rules, _ = script.verdicts.thresholds({"method": {"thresholds": {}}})
    found = script.gaps.contrasts(mine, families, rules)
    different = [differing(a.flat(), b) for a, b in zip(expected, found, strict=True)]
    assert different == [{}] * len(mine)
    assert {cell.kind for cell in expected} == {str(kind) for kind in GapKind}
    assert {cell.subtype for cell in expected} == {str(subtype) for subtype in GapSubtype}
    exact = [cell.p_exact for cell in expected]
    assert exact[0]
    assert 3 < exact.count(False) < len(exact)


def test_predictions_are_the_same(script, both):
    theirs, mine = both
    expected = published_empathy(*zip(*theirs, strict=True))
    rules, _ = script.verdicts.thresholds({"method": {"thresholds": {}}})
    found = [script.gaps.empathy(pair, rules) for pair in mine]
    assert [differing(a.flat(), b) for a, b in zip(expected, found, strict=True)] == [{}] * len(
        mine
    )
    assert len({cell.kind for cell in expected}) > 3


def test_tracking_is_the_same(script, both):
    theirs, mine = both
    for start in range(0, len(mine) - 6, 6):
        items = slice(start, start + 6)
        expected = published_tracking(*zip(*theirs[items], strict=True))
        assert script.gaps.tracking(mine[items]) == expected
    assert script.gaps.tracking(mine[:1]) is None


def test_changes_are_the_same(script, both):
    theirs, mine = both
    expected = published_change(*zip(*theirs, strict=True))
    _, rules = script.verdicts.thresholds({"method": {"thresholds": {}}})
    found = [script.gaps.change(*pair, rules) for pair in mine]
    flat = [cell.flat() | {"movement": cell.movement} for cell in expected]
    assert [differing(a, b) for a, b in zip(flat, found, strict=True)] == [{}] * len(mine)
    assert len({cell.movement for cell in expected}) > 2


def test_thresholds_of_a_round_that_names_none_are_the_usual_ones(script):
    gaps, changes = (
        {name: round(value, 10) for name, value in vars(rules).items()}
        for rules in (Thresholds(), StopRules())
    )
    found = script.verdicts.thresholds({"method": {"thresholds": {}}})
    assert found[0].items() <= gaps.items()
    assert found[1] == changes
    assert gaps.keys() - found[0].keys() == {"likely", "very_likely", "almost_certain"}


# --- The levels of p that are listed --------------------------------------------------------------


def of_sizes(name, smallest, table):
    """The listed levels of a table with the larger group in rows and the smaller in columns."""
    return {
        (name, smallest + row, smallest + column): float(table[row, column])
        for row in range(len(table))
        for column in range(row + 1)
    }


def test_levels_of_p_are_those_that_the_program_uses():
    with (DOCS / "levels_of_p.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    listed = {
        (row["table"], int(row["larger"]), int(row["smaller"])): float(row["level"]) for row in rows
    }
    assert len(listed) == len(rows)
    fives = claim_levels._OF_FIVES
    expected = {
        **of_sizes("two_groups", claim_levels.SMALLEST, claim_levels._TABLE),
        **of_sizes("withstands_two", claim_levels.SMALLEST_OF_TWO, claim_levels._TABLE_OF_TWO),
        **{
            ("sides_of_five", claim_levels.FEWEST_SIDES + row, claim_levels.LEAST_UNANIMOUS + n): (
                float(fives[row, n])
            )
            for row, n in np.ndindex(fives.shape)
        },
        **of_sizes("six_concerns", claim_levels.LEAST_UNANIMOUS, claim_levels._JOINT),
        **of_sizes("one_concern_moved", joint_changes.SMALLEST, joint_changes._ONE),
        **of_sizes("two_concerns_moved", joint_changes.SMALLEST, joint_changes._TWO),
    }
    assert listed == expected


def test_levels_are_read_as_the_program_reads_them(script):
    people = range(5, 45)
    for withstands in (1, 2):
        for sides in (0, 2, 4, -1):
            for left in people:
                expected = claim_levels.claim_level(left, np.array(people), sides, withstands)
                found = [script.verdicts.level(left, n, sides, withstands) for n in people]
                assert found == expected.tolist()
    for left in people:
        joint = [script.verdicts.joint_level(left, n) for n in people]
        assert np.array_equal(joint, claim_levels.joint_level(left, np.array(people)), True)
        moved = [script.verdicts.moved_levels(left, n) for n in people]
        expected = joint_changes.concern_levels(left, np.array(people))
        assert np.array_equal(moved, np.transpose(expected), True)
