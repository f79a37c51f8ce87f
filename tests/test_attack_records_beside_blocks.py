"""The attack that lays records beside blocks finds what is there, and nothing where it promises."""

from itertools import product

import numpy as np
import pytest

from analytics.measures.blocks import protect
from attacks import records_beside_blocks as attack


def test_promises_hold_once_two_others_may_have_changed():
    one, limit, two = attack.run(long=False)
    assert one.holds, one.reached
    assert two.holds, two.reached
    assert one.reached.startswith("0 of ")
    assert limit.promise == "4, its limits"
    assert not limit.reached.startswith("0 of ")


def test_every_case_is_found_a_slow_second_way():
    """With everybody's answer written out, for one tally and one who left."""
    others, held = np.array([96, 1, 2, 0]), np.eye(4, dtype=int)[0]
    found = attack.found_in(others, 1, 1, 0, held)
    shown: dict[object, list[tuple[int, list[int]]]] = {}
    for gone in range(4):
        after = others - np.eye(4, dtype=int)[gone]
        if after.min() >= 0:
            block = protect(after + held).intervals
            shown.setdefault(block, []).append((gone, after.tolist()))
    few = sum(len(those) for those in shown.values() if len({gone for gone, _ in those}) < 2)
    numbers = sum(
        len(those)
        for those in shown.values()
        if any(min(x) >= 1 and max(x) <= 2 for x in zip(*(after for _, after in those)))  # noqa: B905
    )
    assert found == (3, few, 0, numbers)
    assert numbers


def test_a_finer_cut_would_break_what_is_promised(monkeypatch):
    monkeypatch.setattr(attack, "cuts", lambda n, withstands: np.arange(n + 2))
    tallies = list(attack.skewed(range(2)))
    assert attack.total(tallies, 1, 0).few > 0
    assert not attack.judged(attack.Found(5, 0, 0, 1), 1, attack.ENOUGH).holds


@pytest.mark.parametrize(("tally", "has"), [([98, 2, 0, 0], True), ([99, 1, 0, 0], False)])
def test_who_is_of_one_mind_has_no_records(tally, has):
    assert attack.has_records(np.array(tally)) is has


def test_nobody_leaves_who_was_not_there():
    gone, moved = attack._ways(np.array([2, 0, 1, 97]), 2, 1)
    for left, move in zip(gone.tolist(), moved.tolist(), strict=True):
        assert left[1] == 0
        assert left[2] <= 1
        assert sum(move) == 0
    assert len({tuple(row) for row in gone.tolist()}) == len(
        [row for row in product(range(3), [0], range(2), range(3)) if sum(row) == 2]
    )
