import pytest

from surveys.delivering.accepted_words import (
    column_words,
    language_words,
    meant,
    seat_words,
    side_words,
)


@pytest.mark.parametrize("word", ["JPN", "jpn", "Japan", "日本", "일본", " ＪＰＮ "])
def test_a_side_is_written_by_its_code_or_its_name_in_any_language(open_round, word):
    assert meant(word, side_words(open_round)) == "JPN"


def test_a_word_for_no_side_means_none(open_round):
    words = side_words(open_round)
    assert meant("France", words) == meant("", words) == ""
    assert [known[0] for known in words.values()] == list(words)


def test_languages_are_written_by_tag_or_name():
    words = language_words(["ja", "zh-Hans"])
    assert [meant(word, words) for word in ("ja", "日本語", "Japanese", "ZH-hans")] == [
        "ja",
        "ja",
        "ja",
        "zh-Hans",
    ]
    assert meant("ko", words) == ""


def test_no_word_stands_for_two_columns_or_seats():
    for words in (column_words(), seat_words()):
        known = [word for of in words.values() for word in of]
        assert len(known) == len(set(known))
        assert all(meant(word, words) == value for value, of in words.items() for word in of)
    assert "이름" in column_words()["name"]
