"""What the blocks of two levels of a side give away, found by listing every pair of tallies.

The attacker is a member of one level who knows their own answer and everything that is published.
"""

from functools import cache
from itertools import combinations_with_replacement, product

import numpy as np
import pytest

from analytics.disclosure.audit import PromiseBrokenError, require_promises
from analytics.measures.blocks import attack, members, protect
from analytics.measures.candidates import panel_sum
from tests.analytics.made import SERIOUS, block_row

ANSWERS = 4


@cache
def tallies(n):
    """Every tally of n people."""
    places = combinations_with_replacement(range(ANSWERS), n)
    return [tuple(np.bincount(each, minlength=ANSWERS).tolist()) for each in places]


def listed(first, second, published):
    """By what is published, every pair of tallies of the two levels that it may stand for."""
    pairs: dict[object, list[tuple[tuple[int, ...], tuple[int, ...]]]] = {}
    for pair in product(tallies(first), tallies(second)):
        pairs.setdefault(published(*pair), []).append(pair)
    return pairs


def learnt(pairs, held):
    """The fewest and the most of the attacker's own level who may hold each answer beside them."""
    own = np.bincount([held], minlength=ANSWERS)
    possible = [np.array(one) - own for one, _other in pairs if one[held] > 0]
    if not possible:
        return None
    return tuple(np.min(possible, axis=0)), tuple(np.max(possible, axis=0))


def breaks_a_promise(fewest, most):
    certain = sum(high > 0 for high in most) < 2
    return certain or any(1 <= low <= high <= 2 for low, high in zip(fewest, most, strict=True))


@pytest.mark.parametrize(("first", "second"), [(5, 5), (5, 6), (6, 5)])
def test_beside_the_block_of_another_level_a_block_tells_what_it_tells_alone(first, second):
    def by_level(one, other):
        return protect(one), protect(other)

    for (block, _other), pairs in listed(first, second, by_level).items():
        for alone in attack(block).colluders:
            (held,) = alone.held
            assert learnt(pairs, held) == (alone.fewest, alone.most)
            assert not breaks_a_promise(alone.fewest, alone.most)


@pytest.mark.parametrize(("first", "second"), [(5, 5), (5, 6)])
def test_a_total_beside_the_levels_would_break_a_promise(first, second):
    """So the side is never published beside its levels, and its figures come from their blocks."""

    def with_total(one, other):
        return protect(one), protect(other), protect(np.add(one, other))

    found = [
        learnt(pairs, held)
        for pairs in listed(first, second, with_total).values()
        for held in range(ANSWERS)
    ]
    assert any(breaks_a_promise(*each) for each in found if each)


def test_records_of_a_whole_side_beside_its_levels_would_break_a_promise():
    """Whole sets of answers of everybody give the exact total; of one level they do not."""

    def with_exact_total(one, other):
        return protect(one), protect(other), tuple(np.add(one, other))

    found = (
        learnt(pairs, held)
        for pairs in listed(5, 5, with_exact_total).values()
        for held in range(ANSWERS)
    )
    assert any(breaks_a_promise(*each) for each in found if each)


def test_the_sum_of_a_side_is_made_of_its_levels_blocks():
    """Whatever the tallies behind two blocks are, the side's figures are the same."""
    one, other = (protect([0, 0, 0, 1, 2, 3, 2]), protect([0, 0, 0, 4, 2, 0, 0]))
    alike = [protect(tally) for tally in members(one)]
    assert set(alike) == {one}
    assert (
        panel_sum([one, other]).weights.tolist() == panel_sum([other, alike[-1]]).weights.tolist()
    )


# --- The audit of a release ----------------------------------------------------------------------


def rows(*groups, lens="perceived"):
    return [block_row(SERIOUS, lens=lens, group=group) for group in groups]


def test_levels_of_a_side_may_stand_beside_each_other():
    assert require_promises(rows("PRC/government", "PRC/public")).keeps_promises


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        (("PRC/government", "PRC"), "PRC beside its parts"),
        (("PRC", "PRC/government"), "PRC beside its parts"),
        (("PRC/government", "PRC/government"), "published twice"),
        (("PRC/press",), "a total, or nobody's group"),
        (("CHN/public",), "a total, or nobody's group"),
    ],
)
def test_a_side_beside_its_levels_is_refused(groups, words):
    with pytest.raises(PromiseBrokenError, match=words):
        require_promises(rows(*groups))


def test_a_whole_side_may_be_published_through_another_lens():
    blocks = [*rows("PRC/government", "PRC/public"), *rows("PRC", lens="predicted")]
    assert require_promises(blocks).keeps_promises
