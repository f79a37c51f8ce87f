"""Releases, and the page of a dyad as staff see it."""

import pytest
from django.urls import reverse

from tests.analytics.made import make_release
from tests.html import parse

ALL_LENSES = ("perceived", "assessed", "predicted", "avowed")


@pytest.fixture
def release(study):
    return make_release(study)


@pytest.fixture
def full(study):
    return make_release(study, lenses=ALL_LENSES)


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def page(staff):
    def get(release, perceiver="PRC", target="JPN"):
        response = staff.get(reverse("dyad", args=[release.pk, perceiver, target]))
        assert response.status_code == 200
        return parse(response)

    return get
