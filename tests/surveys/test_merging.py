"""Three ways: what is stored, what a page was rendered with, and what it posts."""

import pytest

from surveys.merging import digest, merge, merge_texts

# (stored, posted, base) of one name, "" for nothing: what is stored then, and what differs.
CASES = {
    "marked for the first time": (("", "a", ""), "a", False),
    "changed here": (("a", "b", "a"), "b", False),
    "changed elsewhere": (("b", "a", "a"), "b", False),
    "taken back elsewhere": (("", "a", "a"), "", False),
    "marked elsewhere, left open here": (("b", "", ""), "b", False),
    "changed alike": (("b", "b", "a"), "b", False),
    "changed differently": (("c", "b", "a"), "c", True),
    "marked differently": (("c", "b", ""), "c", True),
    "taken back here": (("a", "", "a"), "", False),
    "taken back in both": (("", "", "a"), "", False),
    "taken back here, changed elsewhere": (("b", "", "a"), "b", True),
    "changed here, taken back elsewhere": (("", "b", "a"), "", True),
}


def _named(value: str) -> dict[str, str]:
    return {"q": value} if value else {}


@pytest.mark.parametrize("case", CASES)
def test_one_answer_in_two_windows(case):
    (stored, posted, base), expected, differs = CASES[case]
    merged = merge(_named(stored), {"q": posted or None}, _named(base))
    assert merged.values == _named(expected)
    assert merged.differing == ({"q": stored or None} if differs else {})


def test_what_is_not_posted_is_not_taken_back():
    merged = merge({"q": "a", "r": "b"}, {}, {"q": "a"})
    assert merged.values == {"q": "a", "r": "b"}
    assert merged.base == {"q": "a"}


def test_without_a_base_everything_posted_counts_and_nothing_differs():
    merged = merge({"q": "a", "r": "b", "s": "c"}, {"q": "x", "r": None}, None)
    assert merged.values == merged.base == {"q": "x", "s": "c"}
    assert merged.differing == {}


def test_the_new_base_is_what_the_page_shows_so_that_nothing_old_is_saved_next_time():
    """The page still shows q as it was; only r was changed on it, and s differs."""
    base, posted = {"q": "old", "s": "old"}, {"q": "old", "r": "new", "s": "mine"}
    merged = merge({"q": "theirs", "s": "theirs"}, posted, base)
    assert merged.base == {"q": "old", "r": "new", "s": "theirs"}
    again = merge(merged.values, posted | {"s": "theirs"}, merged.base)
    assert again.values == {"q": "theirs", "r": "new", "s": "theirs"}
    chosen = merge(merged.values, posted, merged.base)
    assert chosen.values["s"] == "mine", "to send it again is to choose"
    assert not again.differing
    assert not chosen.differing


def test_what_differs_does_not_keep_the_rest_from_being_saved():
    merged = merge({"q": "c"}, {"q": "b", "r": "x"}, {"q": "a"})
    assert merged.values == {"q": "c", "r": "x"}
    assert set(merged.differing) == {"q"}


# --- Texts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_one_text_in_two_windows(case):
    (stored, posted, base), expected, differs = CASES[case]
    if case == "marked elsewhere, left open here":
        base = posted  # A text is always posted: what was left empty is "".
    merged = merge_texts(_named(stored), {"q": posted}, {"q": digest(base)})
    assert merged.values == {"q": expected}
    assert merged.differing == ({"q": stored} if differs else {})


def test_without_a_base_the_later_text_stands():
    merged = merge_texts({"q": "a", "r": "b"}, {"q": "c"}, None)
    assert merged.values == {"q": "c", "r": "b"}
    assert merged.base == {"q": digest("c"), "r": digest("b")}
