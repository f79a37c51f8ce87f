import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.instruments.word_changes import ADDED, KEPT, REMOVED, word_changes


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("the same", "the same", [(KEPT, "the same")]),
        (
            "how serious a concern",
            "how grave a concern",
            [(KEPT, "how "), (REMOVED, "serious"), (ADDED, "grave"), (KEPT, " a concern")],
        ),
        (
            "軍事力を用いること",
            "軍事力を用いる可能性",
            [(KEPT, "軍事力を用いる"), (REMOVED, "こと"), (ADDED, "可能性")],
        ),
        # A Korean word is told as a whole, with what is attached to it.
        (
            "{target}의 행동",
            "{target}의 활동",
            [(KEPT, "{target}의 "), (REMOVED, "행동"), (ADDED, "활동")],
        ),
        (
            "{target} acts",
            "{perceiver} acts",
            [
                (REMOVED, "{target}"),
                (ADDED, "{perceiver}"),
                (KEPT, " acts"),
            ],
        ),
        (
            "not ready now",
            "nearly so now",
            [
                (REMOVED, "not ready"),
                (ADDED, "nearly so"),
                (KEPT, " now"),
            ],
        ),
        ("", "new", [(ADDED, "new")]),
        ("", "", []),
    ],
)
def test_what_changed_is_told_by_words_or_by_characters_where_words_are_not_parted(
    before, after, pieces
):
    assert [tuple(piece) for piece in word_changes(before, after)] == pieces


@given(st.text(max_size=30), st.text(max_size=30))
def test_the_pieces_are_all_of_both_texts(before, after):
    pieces = word_changes(before, after)
    assert "".join(p.words for p in pieces if p.kind != ADDED) == before
    assert "".join(p.words for p in pieces if p.kind != REMOVED) == after
