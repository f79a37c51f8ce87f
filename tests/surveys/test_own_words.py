from surveys.instruments.slots import Slot
from surveys.own_words import Part, own_words
from tests.factories import welch

MODULES = ("own_concerns",)


def test_the_page_in_words():
    page = own_words(welch(), "participant", "PRC", "en", ["USA"], MODULES)
    assert page is not None
    assert page.title == "Concerns in your own words"
    assert page.guidance.startswith("Please name what concerns your own side")
    assert [part.slots[0].target for part in page.parts] == ["USA", "JPN", "ROK"]
    assert page.parts[1].question == (
        "What about Japan is a concern for the PRC over the next five years?"
    )


def test_every_side_is_asked_about_every_other_in_every_language():
    for side in welch().sides:
        for language in welch().languages:
            page = own_words(welch(), "participant", side, language, None, MODULES)
            assert page is not None
            assert len({part.question for part in page.parts}) == 3
            assert not any("{" in part.question for part in page.parts)


def test_there_is_none_where_none_is_asked_for():
    assert own_words(welch(), "assessor", "PRC", "en", None, MODULES) is None
    assert own_words(welch(), "participant", "PRC", "en") is None


def test_what_was_written_is_found_by_its_places():
    part = Part("?", (Slot("JPN", 1), Slot("JPN", 2)))
    assert part.written({"JPN/2": "two", "JPN/1": "", "USA/1": "other"}) == ["two"]
