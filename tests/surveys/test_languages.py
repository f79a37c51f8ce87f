from datetime import date

import pytest
from django.conf import settings
from django.utils import translation

from surveys.languages import TAGS, activate_one_of, current_tag, day_in_words, text_in


@pytest.fixture(autouse=True)
def _speak_as_before():
    with translation.override("en"):
        yield


def test_every_language_of_the_settings_has_its_tag():
    assert set(TAGS) == {code for code, _name in settings.LANGUAGES}


@pytest.mark.parametrize(("code", "tag"), TAGS.items())
def test_the_current_language_as_a_tag(code, tag):
    translation.activate(code)
    assert current_tag() == tag


def test_no_language_is_english():
    translation.deactivate_all()
    assert current_tag() == "en"


@pytest.mark.parametrize(
    ("current", "offered", "spoken"),
    [
        ("ja", ["en", "ja"], "ja"),
        ("ko", ["ja", "en"], "en"),
        ("ko", ["ja", "zh-Hans"], "zh-Hans"),
        ("zh-hans", ["zh-Hans"], "zh-Hans"),
        ("ko", [], "ko"),
        ("ko", ["xx"], "ko"),
    ],
)
def test_a_round_is_spoken_in_its_own_languages(current, offered, spoken):
    translation.activate(current)
    activate_one_of(offered)
    assert current_tag() == spoken


def test_a_text_in_this_language_else_in_english_else_in_any():
    texts = {"ja": "恐れ", "en": "fear"}
    assert (text_in(texts, "ja"), text_in(texts, "ko"), text_in(texts)) == ("恐れ", "fear", "fear")
    assert text_in({"ja": "恐れ"}, "ko") == "恐れ"
    assert text_in({}) == ""


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("en", "Nov. 20, 2026 (UTC)"),
        ("zh-hans", "2026年11月20日 (UTC)"),
        ("ja", "2026年11月20日 (UTC)"),
        ("ko", "2026년 11월 20일 (UTC)"),
    ],
)
def test_a_day_is_written_with_its_time_zone(code, written):
    translation.activate(code)
    assert day_in_words(date(2026, 11, 20)) == written
    assert day_in_words(None) == ""
