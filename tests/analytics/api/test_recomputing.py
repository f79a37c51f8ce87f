"""Every figure can be had again from what the API says of the blocks."""

import json
import math

import pytest

from analytics.measures.blocks import Block
from analytics.measures.candidates import panel_sum
from analytics.measures.claim_levels import joint_level
from analytics.measures.marks import ANSWERS
from analytics.measures.published_change import published_change
from analytics.measures.published_contrast import published_contrast
from analytics.measures.published_empathy import published_empathy
from analytics.measures.verdicts import Thresholds
from tests.analytics.api.whole import whole_release
from tests.analytics.measures import slow_published as slow

pytestmark = pytest.mark.slow

LENSES = {
    "threat": ("perceived", "assessed"),
    "image": ("perceived", "avowed"),
    "empathy": ("predicted", "perceived"),
}
# A difference of two rounded figures is off by twice half a digit.
TEN_DECIMALS = 1.2e-10


@pytest.fixture
def tell(ask):
    def get(release, path):
        rows = ask(f"releases/{release.pk}/{path}").json()
        return [with_cumulative(row) for row in rows] if path == "blocks/" else rows

    return get


def with_cumulative(block):
    """The row with its intervals as `Block.from_dict` takes them."""
    ends = [(block[f"cum_{a}_low"], block[f"cum_{a}_high"]) for a in ANSWERS[:-1]]
    return block | {"cumulative": None if None in ends[0] else ends}


def place(row):
    return (row["perceiver"], row["target"], row["item"])


def by_question(blocks, lens):
    found = {}
    for block in blocks:
        if block["lens"] == lens:
            found.setdefault(place(block), []).append(block)
    return found


def group(blocks):
    """One group of `analytics.measures`: a block, or the sum of the panel's."""
    if any(block["cumulative"] is None for block in blocks):
        return None
    found = [Block.from_dict(block) for block in blocks]
    return found[0] if len(found) == 1 else panel_sum(found)


def without(blocks, side):
    return [block for block in blocks if not side or block["group"] != f"panel/{side}"]


def apart(found, sides):
    """The figures without the words and numbers that a row tells by itself."""
    told = {"kind", "subtype", "direction", *(f"n_{side}" for side in sides)}
    return {name: value for name, value in found.flat().items() if name not in told}


# --- By the package ------------------------------------------------------------------------------


@pytest.mark.parametrize("panels", [("panel",), ("panel/JPN", "panel/PRC", "panel/USA")])
def test_all_figures_of_all_cells_by_the_package(tell, study, panels):
    release = whole_release(study, panels)
    blocks, cells = tell(release, "blocks/"), tell(release, "cells/")
    rules = Thresholds(**tell(release, "")["metadata"]["method"]["thresholds"]["gaps"])
    families = {(cell["gap"], cell["panel_without"]) for cell in cells}
    sides = [panel.removeprefix("panel/") for panel in panels if "/" in panel]
    assert families == {(gap, "") for gap in LENSES} | {("threat", side) for side in sides}
    for gap, side in families:
        family = [c for c in cells if (c["gap"], c["panel_without"]) == (gap, side)]
        assert len(family) == 36
        recomputed(family, gap, side, blocks, rules)


def recomputed(family, gap, side, blocks, rules):
    one, other = (by_question(blocks, lens) for lens in LENSES[gap])
    left = [one[place(cell)] for cell in family]
    right = [without(other[place(cell)], side) for cell in family]
    figures = published_empathy if gap == "empathy" else published_contrast
    found = figures([group(b) for b in left], [group(b) for b in right], rules)
    for cell, mine, theirs, again in zip(family, left, right, found, strict=True):
        assert cell["n_left"] == sum(block["n"] for block in mine)
        assert cell["n_right"] == sum(block["n"] for block in theirs)
        assert cell["kind"] == again.kind
        if gap != "empathy":
            assert (cell["subtype"], cell["direction"]) == (again.subtype, again.direction)
        names = LENSES["empathy"] if gap == "empathy" else ("left", "right")
        from_records = {n for n in cell if n.startswith("c_delta_") and cell[n] is not None}
        assert not from_records or (gap, cell["domain"]) == ("image", "military")
        figures = apart(again, names)
        assert {name: cell[name] for name in figures} == figures


def test_all_changes_by_the_package(tell, study):
    earlier, later = whole_release(study), whole_release(study, turn=1)
    before, after = tell(earlier, "blocks/"), tell(later, "blocks/")
    changes = tell(later, "changes/")
    assert {change["round_before"] for change in changes} == {1}
    assert len(changes) == len(after)
    told = {(place(b), b["lens"], b["group"]): b for b in before}
    now = {(place(b), b["lens"], b["group"]): b for b in after}
    keys = [(place(change), change["lens"], change["group"]) for change in changes]
    found = published_change([group([told[k]]) for k in keys], [group([now[k]]) for k in keys])
    for change, key, again in zip(changes, keys, found, strict=True):
        assert (change["n_before"], change["n_after"]) == (told[key]["n"], now[key]["n"])
        assert change["movement"] == again.movement
        assert {name: change[name] for name in again.flat()} == again.flat()
    assert {change["movement"] for change in changes} >= {"rose", "fell", "too few to say"}


# --- By hand -------------------------------------------------------------------------------------


def certain(block):
    """Whether it is certain that somebody gave a level: read off the cumulative counts."""
    return block["cumulative"] is not None and block["cumulative"][2][1] < block["n"]


def both(left, right, statistic):
    return slow.mean_over_pairs(left, right, statistic)


def alone(side, block):
    """The means of one group; `block` as the API tells it."""
    undecided = [(weight, tally[2]) for tally, weight in slow.weighed(block)]
    assert math.isclose(sum(weight for weight, _ in undecided), 1)
    number = sum(weight * sum(tally[3:]) for tally, weight in slow.weighed(block))
    return {
        f"expected_rated_{side}": number,
        f"undetermined_{side}": slow.undecided_share(block),
        f"median_{side}": slow.mean(block, slow.median),
        f"grouped_median_{side}": slow.mean(block, slow.grouped_median),
    }


def contrast_by_hand(left, right):
    delta = both(left, right, slow.delta)
    return {
        **alone("left", left),
        **alone("right", right),
        "delta": delta,
        "superiority": (1 + delta) / 2,
        "level_shift": both(left, right, slow.level_shift),
        "wasserstein": both(left, right, slow.wasserstein),
        "crossing_index": both(left, right, slow.crossing_index),
        "median_difference": slow.mean(left, slow.median) - slow.mean(right, slow.median),
        "share_above": both(left, right, lambda x, y: slow.share(x, y, lambda a, m: a > m)),
        "share_equal": both(left, right, lambda x, y: slow.share(x, y, lambda a, m: a == m)),
        "share_below": both(left, right, lambda x, y: slow.share(x, y, lambda a, m: a < m)),
        "delta_bound_low": slow.bound(left, right, 0, 3),
        "delta_bound_high": slow.bound(left, right, 3, 0),
    }


def empathy_by_hand(predicted, perceived):
    def near(reach):
        return both(predicted, perceived, lambda x, y: slow.near(x, y, reach))

    return {
        **alone("predicted", predicted),
        **alone("perceived", perceived),
        "empathy_gap": both(predicted, perceived, slow.error),
        "mean_absolute_error": both(predicted, perceived, slow.distance_from_median),
        "share_exact": near(0.5),
        "share_within_one": near(1),
    }


@pytest.fixture
def asked(tell, study):
    """Every cell of the whole questionnaire with its two blocks, the panel being one group."""
    release = whole_release(study, short=False)
    blocks = tell(release, "blocks/")
    lenses = {lens: by_question(blocks, lens) for pair in LENSES.values() for lens in pair}
    return [
        (cell, *(lenses[lens][place(cell)][0] for lens in LENSES[cell["gap"]]))
        for cell in tell(release, "cells/")
    ]


def pair_of(left, right):
    return json.dumps([[block["n"], block["cumulative"]] for block in (left, right)])


@pytest.mark.parametrize("gap", LENSES)
def test_points_of_cells_by_hand(asked, gap):
    seen = set()
    for cell, left, right in asked:
        known = certain(left) and certain(right) and left["n"] + right["n"] <= 21
        if cell["gap"] == gap and known and pair_of(left, right) not in seen:
            seen.add(pair_of(left, right))
            by_hand = empathy_by_hand if gap == "empathy" else contrast_by_hand
            expected = by_hand(left, right)
            told = {name: cell[name] for name in expected}
            assert told == pytest.approx(expected, abs=TEN_DECIMALS)
    assert len(seen) > 5


def test_delta_and_level_shift_of_every_cell_by_mean_shares(asked):
    """Both are linear in either side, so that the mean shares of the levels suffice."""
    known = 0
    for cell, left, right in asked:
        if cell["gap"] != "empathy" and certain(left) and certain(right):
            known += 1
            p, q = shares(left), shares(right)
            delta = sum(p[i] * q[j] * ((i > j) - (i < j)) for i in range(4) for j in range(4))
            shift = sum(i * (p[i] - q[i]) for i in range(4))
            told = (cell["delta"], cell["level_shift"])
            assert told == pytest.approx((delta, shift), abs=TEN_DECIMALS)
    assert known > 50


def shares(block):
    return [slow.mean(block, lambda tally, k=k: tally[k] / sum(tally)) for k in range(4)]


def test_what_is_not_certain_is_null(asked):
    """Too few people, or perhaps nobody with a level: null, never zero."""
    seen = set()
    for cell, left, right in asked:
        told = cell["empathy_gap" if cell["gap"] == "empathy" else "delta"]
        assert (told is not None) == (certain(left) and certain(right))
        seen.add((left["cumulative"] is None, right["cumulative"] is None, told is None))
    assert seen >= {(True, False, True), (False, True, True), (False, False, True)}
    assert (False, False, False) in seen


# --- Over the common battery ---------------------------------------------------------------------


def shown(cells, *kinds):
    return sum(cell["kind"] in kinds for cell in cells)


def jointly(cells, mean):
    """How many hold with one level for all; the panel is counted by side, and has no level."""
    if mean["gap"] != "image" or not (mean["perceiver"] and mean["target"]):
        return [None, None]
    of = cells_of(cells, mean)
    if not all(joint_level(cell["n_left"], cell["n_right"]) > 0 for cell in of):
        return [None, None]
    held = [c for c in of if (c["p_delta"] or 0.0) <= float(joint_level(c["n_left"], c["n_right"]))]
    return [shown(held, "overestimation"), shown(held, "underestimation")]


def test_means_from_the_cells(tell, study):
    release = whole_release(study, ("panel/JPN", "panel/PRC"), short=False)
    means, cells = tell(release, "means/"), tell(release, "cells/")
    assert len(means) == 5 * (12 + 4 + 4)
    by_place = {(m["gap"], m["panel_without"], m["perceiver"], m["target"]): m for m in means}
    for mean in means:
        of = [value for value in map(statistic, cells_of(cells, mean)) if value is not None]
        assert (mean["n_cells"], mean["n_concerns"]) == (len(of), len(cells_of(cells, mean)))
        assert mean["n_above"] == shown(cells_of(cells, mean), "overestimation", "overpredicted")
        assert mean["n_below"] == shown(cells_of(cells, mean), "underestimation", "underpredicted")
        assert [mean["n_above_jointly"], mean["n_below_jointly"]] == jointly(cells, mean)
        assert mean["mean"] == pytest.approx(sum(of) / len(of), abs=2e-10)
        assert mean["mean_low"] <= mean["mean"] <= mean["mean_high"]
        other = by_place.get(
            (mean["gap"], mean["panel_without"], mean["target"], mean["perceiver"])
        )
        if mean["perceiver"] and mean["target"]:
            assert mean["asymmetry"] == pytest.approx(mean["mean"] - other["mean"], abs=2e-10)
        else:
            assert (mean["asymmetry"], mean["tracking"]) == (None, None)
    assert {m["gap"] for m in means if m["tracking"] is not None} == {"empathy"}


def statistic(cell):
    return cell["empathy_gap" if cell["gap"] == "empathy" else "delta"]


def cells_of(cells, mean):
    return [
        cell
        for cell in cells
        if cell["item_kind"] == "concern"
        and (cell["gap"], cell["panel_without"]) == (mean["gap"], mean["panel_without"])
        and mean["perceiver"] in ("", cell["perceiver"])
        and mean["target"] in ("", cell["target"])
    ]
