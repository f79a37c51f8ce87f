import pytest

from surveys.instruments import reading
from surveys.instruments.document import Document


@pytest.fixture(scope="module")
def welch() -> Document:
    return reading.read(reading.HERE / "welch2013.yaml")
