"""The clustered mean of an image gap comes from records alone, and says so on the page."""

from dataclasses import replace
from itertools import product
from math import sqrt

import numpy as np
import pytest
from scipy.stats import t

from analytics.computing.clustered_means import with_clustered
from analytics.release.queries import means_of, records_of
from analytics.release.rows import MeanRow
from tests import factories
from tests.analytics.api.whole import whole_release
from tests.analytics.computing.recorded import records_of_marks
from tests.html import parse

CONCERNS = [concern.key for concern in factories.welch().concerns]
NAMES = [f"PRC>JPN:{key}" for key in CONCERNS]
IMAGE = MeanRow("PRC", "JPN", "image", "", 0.5, 0.1, 0.9, 6, 0, 6, 6, None, None)


def both(left, right):
    return [
        *records_of_marks("PRC", NAMES, left),
        *records_of_marks("JPN", [f"avowed/{name}" for name in NAMES], right, first=1000),
    ]


def slowly(left, right):
    """Everybody's score in plain loops, and Welch's interval of the scores."""

    def scores(ours, theirs):
        for person in ours:
            stands = []
            for item, mark in enumerate(person):
                others = [other[item] for other in theirs if other[item] >= 0]
                if mark >= 0 and others:
                    sign = sum((mark > other) - (mark < other) for other in others)
                    stands.append(sign / len(others))
            if stands:
                yield sum(stands) / len(stands)

    s, q = (list(scores(*pair)) for pair in ((left, right), (right, left)))
    parts = [np.var(x, ddof=1) / len(x) for x in (s, q)]
    df = sum(parts) ** 2 / sum(v**2 / (len(x) - 1) for v, x in zip(parts, (s, q), strict=True))
    reach = t.ppf(0.975, df) * sqrt(sum(parts))
    return np.mean(s), np.mean(s) - reach, np.mean(s) + reach


def test_the_mean_and_its_limits_are_those_of_the_records():
    dice = np.random.default_rng(5)
    left, right = dice.integers(-3, 4, (30, 6)).tolist(), dice.integers(-2, 3, (25, 6)).tolist()
    left[3] = [-3] * 6
    (result,) = with_clustered([IMAGE], both(left, right), factories.welch())
    told = (result.clustered_mean, result.clustered_mean_low, result.clustered_mean_high)
    assert told == pytest.approx(slowly(left, right), abs=6e-5)
    assert (
        replace(result, clustered_mean=None, clustered_mean_low=None, clustered_mean_high=None)
        == IMAGE
    )


def test_a_person_is_one_cluster():
    """The same marks, but with people who answer everything alike: there is less to learn."""
    alike = [[mark] * 6 for mark in (0, 1, 2, 3) * 6]
    mixed = [
        [(mark + item) % 4 for item in range(6)] for (mark,) in product(range(4), repeat=1)
    ] * 6
    wide, narrow = (
        with_clustered([IMAGE], both(left, [[1] * 6, [2] * 6] * 12), factories.welch())[0]
        for left in (alike, mixed)
    )
    assert wide.clustered_mean == narrow.clustered_mean
    assert (
        wide.clustered_mean_high - wide.clustered_mean_low
        > narrow.clustered_mean_high - narrow.clustered_mean_low
    )


@pytest.mark.parametrize(
    "mean",
    [
        replace(IMAGE, gap="threat"),
        replace(IMAGE, target=""),
        replace(IMAGE, target="USA"),
        replace(IMAGE, panel_without="JPN"),
    ],
)
def test_only_the_image_gap_of_two_groups_with_records_has_one(mean):
    records = both([[3] * 6, [1] * 6], [[0] * 6, [1] * 6])
    assert with_clustered([mean], records, factories.welch()) == [mean]
    assert with_clustered([IMAGE], records[:2], factories.welch()) == [IMAGE]


def test_it_comes_back_from_what_is_released(study):
    release = whole_release(study)
    means = means_of(release)
    bare = [
        replace(mean, clustered_mean=None, clustered_mean_low=None, clustered_mean_high=None)
        for mean in means
    ]
    assert with_clustered(bare, records_of(release), factories.welch()) == means
    assert {(m.perceiver, m.target, m.gap) for m in means if m.clustered_mean is not None} == {
        ("JPN", "PRC", "image"),
        ("PRC", "JPN", "image"),
    }


def test_the_page_of_the_dyad_says_it(client, study, facilitator):
    release = whole_release(study)
    client.force_login(facilitator)
    page = parse(client.get(f"/releases/{release.pk}/PRC-JPN/")).text
    assert page.count("The mean alone, from whole sets of answers") == 2
    assert "taking into account that one person's answers go together" in page
    other = parse(client.get(f"/releases/{release.pk}/ROK-USA/")).text
    assert "The mean alone, from whole sets of answers" not in other
