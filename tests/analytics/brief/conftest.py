"""Releases for briefs: of everything, of nothing that can be published, and at random."""

import pytest

from tests.analytics.made import make_release

ALL_LENSES = ("perceived", "assessed", "predicted", "avowed")


def nothing_publishable(question, lens):
    """Four people in each group."""
    return (0, 0, 0, 0, 0, 2, 2)


@pytest.fixture
def full(study):
    """Every concern is above the panel's view and above the other side's predictions."""
    return make_release(study, lenses=ALL_LENSES)


@pytest.fixture
def nothing(study):
    return make_release(study, nothing_publishable, lenses=ALL_LENSES)
