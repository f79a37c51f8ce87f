import pytest

from surveys.instruments import parser
from surveys.instruments.document import Document


@pytest.fixture(scope="session")
def welch() -> Document:
    return parser.read(parser.HERE / "welch2013.yaml")
