from datetime import date

import pytest
from django.conf import settings
from django.utils import translation

from surveys.languages import (
    TAGS,
    activate_one_of,
    current_tag,
    day_in_words,
    text_in,
    would_read_traditional,
)
from tests.html import parse
from tests.surveys.views import walking


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


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", True),
        ("zh-HK", True),
        ("zh-Hant-MO, en;q=0.5", True),
        ("fr, zh-TW;q=0.9, en;q=0.8", True),
        ("en, zh-TW;q=0.9", False),
        ("zh-CN, zh-TW;q=0.9", False),
        ("zh-Hans, zh-Hant;q=0.9", False),
        ("zh", False),
        ("ja", False),
        ("", False),
    ],
)
def test_who_would_read_traditional_chinese(rf, asked, told):
    assert would_read_traditional(rf.get("/", headers={"accept-language": asked})) is told


def test_readers_of_traditional_chinese_are_told_to_choose_until_they_have(client):
    asking = {"accept-language": "zh-TW,zh;q=0.9"}
    page = parse(client.get("/", headers=asking))
    (line,) = page.all("p", lang="zh-Hant")
    assert page.one("html")["lang"] == "zh-Hans"
    assert "繁體中文" in line.text
    assert line in page.one("form", **{"class": "languages"}).children
    client.post("/language/", {"language": "ja", "next": "/"})
    page = parse(client.get("/", headers=asking))
    assert page.one("html")["lang"] == "ja"
    assert page.all("p", lang="zh-Hant") == []


def test_the_line_is_on_the_pages_of_questions_too(client, open_round):
    walking.begin(client, open_round)
    page = parse(client.get("/answer/1/", headers={"accept-language": "zh-HK"}))
    (line,) = page.all("p", lang="zh-Hant")
    assert line in page.one("div", **{"class": "languages"}).children
