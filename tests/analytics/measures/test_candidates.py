import numpy as np
import pytest

from analytics.measures.blocks import members, protect
from analytics.measures.candidates import candidates, panel_sum
from tests.analytics.measures import slow_published as slow

TALLIES = [
    (0, 0, 0, 0, 0, 3, 5),
    (1, 0, 2, 1, 1, 3, 0),
    (0, 0, 8, 0, 0, 0, 0),
    (5, 0, 0, 0, 0, 0, 0),
    (2, 3, 9, 20, 0, 30, 1),
]


@pytest.mark.parametrize("tally", TALLIES)
def test_the_tallies_of_the_levels_and_their_weights(tally):
    result, expected = candidates(protect(tally)), slow.levels(slow.published(protect(tally)))
    listed = dict(zip(map(tuple, result.levels.tolist()), result.weights.tolist(), strict=True))
    assert listed == pytest.approx(expected)
    means = [sum(k * count for k, count in enumerate(t)) / sum(t) for t in listed]
    assert means == pytest.approx(sorted(means))


@pytest.mark.parametrize("tally", TALLIES)
def test_expected_numbers_and_what_is_certain(tally):
    result, weighed = candidates(protect(tally)), slow.weighed(slow.published(protect(tally)))
    assert result.n == sum(tally)
    assert result.number == pytest.approx(sum(w * sum(t[3:]) for t, w in weighed))
    assert result.undetermined == pytest.approx(sum(w * t[2] for t, w in weighed))
    assert result.certain == all(any(t[3:]) for t, _ in weighed)
    undecided = {}
    for t, w in weighed:
        undecided[t[2], sum(t[2:])] = undecided.get((t[2], sum(t[2:])), 0) + w
    pairs = zip(result.undecided.people.tolist(), result.undecided.of.tolist(), strict=True)
    listed = dict(zip(pairs, result.undecided.weights.tolist(), strict=True))
    assert listed == pytest.approx(undecided)


def test_mean_shares():
    block = slow.published(protect(TALLIES[1]))
    result = candidates(protect(TALLIES[1]))
    for k in range(4):
        assert result.shares[k] == pytest.approx(slow.mean(block, lambda t, k=k: t[k] / sum(t)))


def test_at_most_108_tallies_however_large_the_group():
    rng = np.random.default_rng(4)
    sizes = [
        len(candidates(protect(rng.multinomial(n, rng.dirichlet([1] * 7)))).weights)
        for n in (5, 8, 12, 13, 40, 3000)
        for _ in range(20)
    ]
    assert max(sizes) <= 108


# --- The sum of a panel's sides -------------------------------------------------------------------


def test_a_panel_of_one_side_is_that_side():
    block = protect(TALLIES[0])
    assert panel_sum([block]) is candidates(block)
    assert panel_sum([block]).sides == ()


def test_the_sum_has_the_means_of_its_parts():
    sides = [protect(tally) for tally in TALLIES[:3]]
    whole, parts = panel_sum(sides), [candidates(block) for block in sides]
    assert whole.n == 8 + 8 + 8
    assert len(whole.weights) <= 256
    assert whole.weights.sum() == pytest.approx(1)
    assert whole.number == pytest.approx(sum(part.number for part in parts), abs=0.05)
    assert whole.undetermined == pytest.approx(sum(p.undetermined for p in parts), abs=0.1)


def test_the_sum_is_near_that_of_all_pairs_of_tallies():
    blocks = [protect(TALLIES[0]), protect(TALLIES[1])]
    shares = np.zeros(4)
    for x, p in slow.weighed(slow.published(blocks[0])):
        for y, q in slow.weighed(slow.published(blocks[1])):
            total = np.add(x, y)[3:]
            shares += p * q * total / total.sum()
    assert panel_sum(blocks).shares == pytest.approx(shares, abs=0.005)


def test_every_tally_of_the_sum_is_possible():
    blocks = [protect((0, 0, 0, 5, 0, 0, 0)), protect((0, 0, 0, 0, 0, 0, 5))]
    possible = {tuple((x + y)[3:].tolist()) for x in members(blocks[0]) for y in members(blocks[1])}
    assert {tuple(t) for t in panel_sum(blocks).levels.tolist()} <= possible


def test_the_order_of_the_sides_does_not_matter():
    a, b = protect(TALLIES[0]), protect(TALLIES[1])
    here, there = panel_sum([a, b]), panel_sum([b, a])
    assert (here.levels == there.levels).all()
    assert (here.weights == there.weights).all()


def test_a_sum_is_certain_when_one_side_is():
    nobody, somebody = protect(TALLIES[2]), protect(TALLIES[0])
    assert panel_sum([nobody, somebody]).certain
    assert not panel_sum([nobody, nobody]).certain
    assert not panel_sum([protect(TALLIES[2])] * 9).certain


def test_what_cannot_be_summed():
    block = protect(TALLIES[0])
    for sides in ([], [block] * 11):
        with pytest.raises(ValueError, match=f"sides: must be 1 to 10 blocks; got {len(sides)}"):
            panel_sum(sides)
    with pytest.raises(ValueError, match="block: must be of 7 answers; got 3"):
        panel_sum([block, protect((3, 1, 1))])
