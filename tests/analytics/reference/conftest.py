import pytest
from django.utils import translation

from tests import factories


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def asked(study):
    """A study with a round of Welch's questionnaire, about which figures may be loaded."""
    factories.make_round(study, state="draft")
    return study
