"""What the benchmark of other rules works with; what it finds is for `make bench`."""

from itertools import chain, combinations, permutations

import numpy as np
import pytest

from analytics.measures.blocks import attack, members, protect
from analytics.measures.candidates import candidates
from analytics.measures.contrast import delta
from analytics.measures.exact_permutation import pair_p
from analytics.measures.weighting import plausible
from benchmarks import publication_rules as rules
from benchmarks import worded_rules
from benchmarks.null_listing import chances_of_tallies, compositions
from benchmarks.partition_search import Demands, neighbours, searched
from benchmarks.partitions import (
    chance_of_learning,
    learnt,
    partition,
    published,
    revealed,
    sureness,
)
from tests.analytics.disclosure import attacker

pytestmark = pytest.mark.slow


def tallies_by_block(tallies, blocks):
    return [
        [tuple(t) for t in tallies[blocks == number].tolist()] for number in range(blocks.max() + 1)
    ]


def broken_slowly(heap, colluders):
    """The promises broken to some members, in the plain Python of the tests' own attacker."""
    answers = range(len(heap[0]))
    holdings = {
        tuple(sum(one == a for one in held) for a in answers)
        for held in np.ndindex(*[len(answers)] * colluders)
    }
    left = (attacker.others(heap, held) for held in holdings)
    return set().union(*(attacker.learnt(rest) for rest in left if rest))


# --- Partitions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "answers"), [(5, 4), (8, 4), (12, 4), (6, 6), (6, 7)])
def test_the_published_rule_is_the_programs_and_keeps_both_promises(n, answers):
    tallies = compositions(n, answers)
    blocks = published(tallies)
    protected = [protect(tally) for tally in tallies]
    assert len(set(zip(protected, blocks.tolist(), strict=True))) == len(set(protected))
    assert blocks.max() + 1 == len(set(protected))
    assert not revealed(tallies, blocks).anything
    assert all(attack(block).keeps_promises for block in set(protected))


def test_what_is_learnt_of_blocks_is_what_the_program_says_of_them():
    tallies = compositions(7, 4)
    blocks = published(tallies)
    # Of a member who holds an answer that is not possible in the block nothing is learnt.
    for held, one in enumerate(np.eye(4, dtype=int)):
        certain, few = learnt(tallies, blocks, one)
        for tally, block in zip(tallies, blocks, strict=True):
            for known in attack(protect(tally)).colluders:
                if known.held == held:
                    assert certain[block] == known.someone_is_certain
                    assert few[block] == bool(known.few_are_certain)


@pytest.mark.parametrize("colluders", [1, 2])
@pytest.mark.parametrize("number", [3, 8, 20])
def test_promises_of_any_partition(number, colluders):
    tallies = compositions(5, 4)
    blocks = partition(np.random.default_rng(number).integers(0, number, (len(tallies), 1)))
    certain, few = revealed(tallies, blocks, colluders)
    for place, heap in enumerate(tallies_by_block(tallies, blocks)):
        broken = broken_slowly(heap, colluders)
        assert certain[place] == (attacker.CERTAIN in broken)
        assert few[place] == (attacker.FEW in broken)


def test_true_counts_and_steps_of_two_break_both_promises():
    tallies = compositions(8, 4)
    for name in ("true counts", "steps of two"):
        certain, few = revealed(tallies, worded_rules.BREAKING[name](tallies))
        assert certain.any()
        assert few.any()


def test_how_often_two_members_learn_something():
    tallies = compositions(8, 4)
    blocks = published(tallies)
    certain, few = chance_of_learning(tallies, blocks, colluders=2)
    # Six or more gave the last answer: two others who hold one answer both know the six.
    (row,) = np.flatnonzero((tallies == [0, 2, 0, 6]).all(axis=1))
    assert certain[row] == pytest.approx(1 / 28)
    assert few.max() == 0
    for row in range(0, len(tallies), 20):
        people = np.repeat(np.arange(4), tallies[row])
        pairs = [np.bincount(pair, minlength=4) for pair in combinations(people, 2)]
        sure = [learnt(tallies, blocks, held).certain[blocks[row]] for held in pairs]
        assert certain[row] == pytest.approx(np.mean(sure))


def test_how_sure_a_member_may_be():
    tallies = compositions(5, 3)
    weights = np.arange(1.0, len(tallies) + 1)
    blocks = partition(tallies[:, :1] > 2)
    surest, mean = sureness(tallies, blocks, weights)
    expected = np.zeros((2, 3))
    for block, held in np.ndindex(2, 3):
        rows = np.flatnonzero((blocks == block) & (tallies[:, held] > 0))
        others = tallies[rows] - np.eye(3, dtype=int)[held]
        chance = weights[rows] * tallies[rows, held]
        few = (others == 1) | (others == 2)
        expected[block, held] = max(chance @ few / chance.sum())
    assert surest == pytest.approx(expected.max(axis=1))
    assert mean == pytest.approx((tallies / 5 * expected[blocks]).sum(axis=1))


def test_rules_that_are_said_to_break_a_promise_do():
    for name, rule in worded_rules.BREAKING.items():
        broken = [revealed(ts, rule(ts)).anything for ts in (compositions(n, 7) for n in (5, 8, 9))]
        assert any(broken), name


# --- Rules ---------------------------------------------------------------------------------------


def test_edges():
    assert worded_rules.threes_and_twos(12).tolist() == [0, 3, 5, 8, 10, 13]
    assert worded_rules.threes_and_twos(8).tolist() == [0, 3, 6, 9]
    assert worded_rules.threes_and_twos(6).tolist() == [0, 3, 7]
    assert worded_rules.threes_and_twos(20).tolist() == [0, 3, 5, 8, 11, 13, 16, 18, 21]
    assert worded_rules.fours_at_the_ends(7) is None
    assert worded_rules.fours_at_the_ends(8).tolist() == [0, 4, 5, 9]
    assert worded_rules.fours_at_the_ends(11).tolist() == [0, 4, 8, 12]
    assert worded_rules.fours_at_the_ends(12).tolist() == [0, 4, 7, 9, 13]
    assert worded_rules.thirds(12).tolist() == [0, 4, 9, 13]
    assert worded_rules.thirds(7) is None


@pytest.mark.parametrize(
    ("n", "answers"),
    [*((n, 4) for n in range(5, 19)), (7, 6), (10, 6), (12, 6), (7, 7), (10, 7), (12, 7)],
)
def test_twos_between_threes_keep_both_promises_and_two_side_by_side_do_not(n, answers):
    tallies = compositions(n, answers)
    edges = worded_rules.threes_and_twos(n)
    assert edges[-1] == n + 1
    assert not revealed(tallies, worded_rules.by_edges(tallies, edges)).anything
    if n == 9:
        assert revealed(
            tallies, worded_rules.by_edges(tallies, np.array([0, 3, 5, 7, 10]))
        ).anything


@pytest.mark.parametrize(
    ("n", "answers"), [*((n, 4) for n in range(5, 11)), (5, 6), (6, 6), (7, 6), (5, 7), (6, 7)]
)
def test_which_cuts_keep_both_promises(n, answers):
    """Those with three or more at either end, and five or more in every two neighbours."""
    tallies = compositions(n, answers)
    for inner in chain.from_iterable(combinations(range(1, n + 1), k) for k in range(n + 1)):
        edges = np.array([0, *inner, n + 1])
        widths = np.diff(edges)
        keeps = min(widths[[0, -1]]) >= 3 and (widths[1:] + widths[:-1] >= 5).all()
        assert keeps != revealed(tallies, worded_rules.by_edges(tallies, edges)).anything, edges


@pytest.mark.parametrize("n", range(8, 15))
def test_fours_at_the_ends_keep_two_members_from_being_certain(n):
    tallies = compositions(n)
    blocks = worded_rules.by_edges(tallies, worded_rules.fours_at_the_ends(n))
    assert not revealed(tallies, blocks).anything
    assert not revealed(tallies, blocks, colluders=2).certain.any()
    assert revealed(tallies, published(tallies), colluders=2).certain.any()


@pytest.mark.parametrize("name", [*worded_rules.RULES])
def test_rules_that_keep_both_promises_with_every_answer(name):
    for n in (5, 8, 9):
        tallies = compositions(n, 7)
        blocks = worded_rules.RULES[name](tallies)
        assert blocks is None or not revealed(tallies, blocks).anything


def test_rows_of_tallies():
    tallies = compositions(5, 7)
    some = tallies[[3, 0, 461, 77]]
    assert rules.rows_of(some, tallies).tolist() == [3, 0, 461, 77]


def test_the_error_of_the_published_rule_is_that_of_its_figures():
    pairs = rules.pairs_of.__wrapped__(6, pairs=60)
    groups = [[candidates(protect(pairs.tallies[row])) for row in rows] for rows in pairs.rows]
    kept = [x.certain and y.certain for x, y in zip(*groups, strict=True)]
    assert pairs.kept.tolist() == kept
    errors = []
    for x, y, *rows in zip(*groups, *pairs.rows, strict=True):
        if x.certain and y.certain:
            above = sum(p * y.shares[:k].sum() for k, p in enumerate(x.shares))
            below = sum(p * y.shares[k + 1 :].sum() for k, p in enumerate(x.shares))
            errors.append(above - below - delta(*pairs.tallies[rows][:, 3:]))
    row = rules.measured(pairs, published(pairs.tallies))
    assert row["rounding, rms"] == pytest.approx(np.sqrt(np.mean(np.square(errors))))
    assert row["mean"] == pytest.approx(np.mean(np.abs(errors)))
    assert row["figures"] == pytest.approx(np.mean(kept))
    assert row["broken"] == 0


def test_true_counts_have_the_error_of_sampling_alone():
    pairs = rules.pairs_of.__wrapped__(6, pairs=60)
    row = rules.measured(pairs, np.arange(len(pairs.tallies)))
    assert row["rounding, rms"] == pytest.approx(0, abs=1e-12)
    expected = (pairs.true - pairs.population)[pairs.kept]
    assert row["in all, rms"] == pytest.approx(np.sqrt(np.nanmean(expected**2)))
    assert row["broken"] > 0


# --- Search --------------------------------------------------------------------------------------


def test_neighbours_differ_in_the_answer_of_one_person():
    tallies = compositions(3, 3)
    for tally, near in zip(tallies, neighbours(tallies), strict=True):
        moved = [
            tally - np.eye(3, dtype=int)[a] + np.eye(3, dtype=int)[b]
            for a, b in permutations(range(3), 2)
            if tally[a]
        ]
        assert sorted(tallies[near].tolist()) == sorted(row.tolist() for row in moved)


@pytest.mark.parametrize("demands", [Demands(1), Demands(2), Demands(1, 0.8)])
def test_what_is_searched_for_keeps_what_is_demanded(demands):
    tallies = compositions(8)
    weights = plausible(tallies, alpha=(0.25,) * 4)
    blocks = rules.found(tallies, weights, 6000, demands)
    assert not revealed(tallies, blocks, demands.colluders).anything
    assert sureness(tallies, blocks, weights)[0].max() <= demands.sure + 1e-9
    assert blocks.tolist() == rules.found(tallies, weights, 6000, demands).tolist()
    assert len(np.unique(blocks)) == blocks.max() + 1


def test_a_partition_that_joins_answers_keeps_its_demands_with_all_of_them(monkeypatch):
    monkeypatch.setattr(rules, "SEARCHED", {6: 3000})
    few_pairs = rules.pairs_of.__wrapped__(6, pairs=100)
    monkeypatch.setattr(rules, "pairs_of", lambda n: few_pairs)
    rows = rules.of_search(6)
    assert [(row["colluders"], row["allowed"] < 1) for row in rows] == [
        (1, False),
        (2, False),
        (1, True),
        (2, True),
    ]
    assert [row["broken"] for row in rows] == [0, 0, 0, 0]
    assert [row["two are certain"] + row["two see few"] for row in rows[1::2]] == [0, 0]


def test_the_search_says_more_than_the_published_rule():
    row = rules.of_levels(8)
    assert row["steps of three: blocks"] == 10
    assert row["against 1: error"] < row["against 2: error"] < row["steps of three: error"]
    # As said in docs/confidentiality.md.
    assert row["steps of three: newcomers"] == "56 of 660"


def test_how_often_a_small_p_is_published():
    rows = {row["truth"]: row for row in rules.of_tests(7)}
    tallies = compositions(7)
    blocks = sorted({protect(tally) for tally in tallies}, key=str)
    truths = rules.TRUTHS["far apart"]
    chances = [chances_of_tallies(7, np.array([shares]))[0] for shares in truths]
    expected = 0.0
    for left, right in np.ndindex(len(blocks), len(blocks)):
        xs, ys = members(blocks[left]), members(blocks[right])
        weights = np.outer(*(plausible(one, alpha=(0.25,) * 4) for one in (xs, ys)))
        p = pair_p(np.repeat(xs, len(ys), axis=0), np.tile(ys, (len(xs), 1))).delta
        if weights.ravel() @ p <= 0.05:
            sides = zip(chances, (xs, ys), strict=True)
            expected += np.prod(
                [chance[rules.rows_of(one, tallies)].sum() for chance, one in sides]
            )
    assert rows["far apart"]["steps of three"] == pytest.approx(expected)
    assert 0 < expected < rows["far apart"]["counts"]
    assert rows["alike, at worst"]["counts"] >= rows["alike"]["counts"]


def test_newcomers_whose_answer_shows():
    counts = [np.arange(len(compositions(n))) for n in (5, 6)]
    assert rules.known_newcomers(*counts).all()
    nothing = [np.zeros_like(blocks) for blocks in counts]
    assert not rules.known_newcomers(*nothing).any()
    # Only who gave the first answer shows.
    first = [partition(compositions(n)[:, :1]) for n in (5, 6)]
    assert rules.known_newcomers(*first).all(axis=0).tolist() == [True, False, False, False]


def test_what_two_members_learn_under_the_published_rule():
    row = rules.of_two(7)
    assert (row["blocks of 4 answers"], row["blocks of 7 answers"]) == (10, 28)
    assert (row["certain in, of 4"], row["few in, of 4"]) == (2, 6)
    assert 0 < row["certain, of pairs"] < row["few, of pairs"] < 0.2


@pytest.mark.parametrize("colluders", [1, 2])
def test_a_start_that_breaks_promises_is_mended(colluders):
    tallies = compositions(6)
    weights = np.ones(len(tallies))
    points = tallies[:, :3].cumsum(axis=1) / 6
    start = np.arange(len(tallies))
    blocks = searched(tallies, start, weights, points, moves=1, demands=Demands(colluders))
    assert not revealed(tallies, blocks, colluders).anything
    assert 1 < blocks.max() + 1 < len(tallies)
