import pytest

from surveys.plain_text import one_line, without_unseen


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("", ""),
        (" \n\t\u3000 ", ""),
        ("two\r\nlines\u2028or  three", "two lines or three"),
        ("e\u0301cole", "\u00e9cole"),
        ("韓国の　発言", "韓国の 発言"),
    ],
)
def test_a_text_is_one_line(typed, line):
    assert one_line(typed) == line


@pytest.mark.parametrize(
    "unseen",
    [
        "\u202e",
        "\u2066",
        "\u200f",
        "\u061c",
        "\u200b",
        "\ufeff",
        "\x00",
        "\x1b",
        "\ue000",
        "\ud800",
    ],
)
def test_what_cannot_be_seen_is_taken_out(unseen):
    assert without_unseen(f"to{unseen}wards {unseen} it") == "towards it"


def test_what_can_be_seen_stays():
    seen = "Ünïcode 中文，かな、한글 (100 %) “quoted” 𠮷 ∀"
    assert without_unseen(seen) == seen
