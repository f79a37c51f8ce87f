import pytest
from django.urls import reverse
from django.utils import translation

from tests.analytics.made import make_release
from tests.html import parse


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def release(study):
    return make_release(study)


@pytest.fixture
def predicted(study):
    return make_release(study, lenses=("perceived", "assessed", "predicted"))


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def page(staff):
    def get(release, query=""):
        response = staff.get(reverse("heatmap", args=[release.pk]) + query)
        assert response.status_code == 200
        return parse(response)

    return get
