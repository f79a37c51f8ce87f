import pytest

from surveys.instruments.loader import load_instrument
from surveys.instruments.parser import parse, read_text, shipped
from surveys.instruments.translating import NewText
from surveys.instruments.versions import content_of, file_text_of, next_file_text
from surveys.models.instrument import Instrument
from tests import factories


@pytest.fixture
def text():
    (path,) = shipped()
    return read_text(path)


@pytest.fixture
def loaded(db, text):
    return load_instrument(parse(text, "welch2013.yaml"), by="ada", file_text=text)


def test_the_file_is_kept_to_the_letter(loaded, text):
    assert file_text_of(Instrument.objects.get()) == text
    assert content_of(loaded) == factories.welch().content


def test_one_that_came_without_a_file_has_one_written(instrument):
    assert instrument.file_text == ""
    assert parse(file_text_of(instrument), "x").content == factories.welch().content
    assert list(content_of(instrument))[:3] == ["schema", "slug", "version"]


def test_the_next_file_has_the_next_free_number_and_the_comments(loaded, text):
    load_instrument(parse(text.replace("version: 4", "version: 7"), "x"), by="ada")
    new = next_file_text(loaded, [NewText(("preface",), "ko", "reviewed", "새 머리말")])
    assert parse(new, "x").version == 8
    assert parse(new, "x").preface.read("ko") == "새 머리말"
    assert new.startswith(text[:500])
