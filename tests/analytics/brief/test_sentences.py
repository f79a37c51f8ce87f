"""A finding in words: its word of likelihood with the percentage, and a size within its limits."""

import pytest

from analytics.brief.findings import findings
from analytics.brief.sentences import band_words, finding_words, size_words
from analytics.measures.verdicts import Thresholds
from tests.analytics.brief.rows import cell

RULES = Thresholds()


def only(row):
    (finding,) = findings([row], RULES)
    return finding


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (cell(above=0.97), "almost certainly above (97\xa0%); size: small to large."),
        (cell(above=0.04, delta=(-0.4, -0.6, 0.1)),
         "almost certainly below (96\xa0%); size: anything up to large."),
        (cell("underestimation", above=0.1, delta=(-0.4, -0.6, 0.1)),
         "very likely below (90\xa0%); size: anything up to large."),
        (cell(gap="empathy", above=0.02, delta=(-1.5, -2.51, -1.08)),
         "almost certainly too low (98\xa0%); by 1.0 to 2.6 levels."),
        (cell("overpredicted", gap="empathy", above=0.9, delta=(0.5, -0.2, 0.8)),
         "very likely too high (90\xa0%); by up to 0.8 levels."),
        (cell("underestimation", alone=(-0.9, -1.0, -0.5)),
         "alone: below the panel's view; size: large."),
        (cell("misjudgment", above=0.5), "differs in both directions at once."),
        (cell("insufficient", direction="above"),
         "The few there are lie above the panel's view."),
        (cell("overestimation", delta_low=None), "alone: above the panel's view."),
    ],
)  # fmt: skip
def test_a_finding_says_how_likely_and_how_large(row, words):
    assert finding_words(only(row), RULES) == words


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ((0.147, 0.329), "size: small"),
        ((0.146, 0.33), "size: negligible to medium"),
        ((0.474, 1.0), "size: large"),
        ((0.0, 0.4), "size: anything up to medium"),
    ],
)
def test_a_size_runs_from_one_limit_to_the_other(limits, words):
    above = only(cell(above=0.99, delta=(0.3, *limits)))
    low, high = limits
    below = only(cell(above=0.01, delta=(-0.3, -high, -low)))
    assert size_words(above) == size_words(below) == words


@pytest.mark.parametrize(
    ("people", "words"),
    [(4, "fewer than 5 people"), (12, "10 to 14 people"), (150, "100 people or more")],
)
def test_people_are_told_in_bands(people, words):
    assert band_words(people) == words
