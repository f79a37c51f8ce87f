"""No two labels are alike, each fits, and no character is divided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from analytics.export.distinct_labels import distinct, in_bytes, shortened

# Characters of one to eighteen bytes and of one to five code points.
CHARACTERS = ("a", " ", "(", ")", "…", "日", "、", "한", "각", "が", "葛󠄀", "é", "👩‍👩‍👧")
characters = st.sampled_from(CHARACTERS)
repeated = st.tuples(characters, st.integers(1, 60)).map(lambda pair: pair[0] * pair[1])
parts = st.lists(characters, max_size=60).map("".join) | repeated
keys = st.text("ab>:. (", max_size=6)


@st.composite
def columns(draw):
    """Texts with beginnings and ends in common, some of them equal."""
    beginnings, ends = (draw(st.lists(parts, min_size=1, max_size=2)) for _ in range(2))
    middles = st.sampled_from(draw(st.lists(parts, min_size=1, max_size=4)))
    text = st.tuples(st.sampled_from(beginnings), middles, st.sampled_from(ends)).map("".join)
    return draw(st.dictionaries(keys, text, max_size=8))


limits = st.tuples(st.integers(24, 130), st.sampled_from([len, in_bytes]))


@given(columns())
def test_equal_texts_are_told_apart_and_others_are_left_alone(texts):
    labels = distinct(texts, taken=["a", "a日"])
    assert len({*labels.values(), "a", "a日"}) == len(labels) + 2
    assert all(labels[key].startswith(text) for key, text in texts.items())
    assert distinct(labels, taken=["a", "a日"]) == labels


@given(columns(), limits)
def test_labels_are_unlike_fit_and_do_not_divide_a_character(texts, limit):
    length, size = limit
    whole = distinct(texts)
    labels = shortened(whole, length, size)
    assert list(labels) == list(whole)
    assert len(set(labels.values())) == len(labels)
    for key, label in labels.items():
        assert size(label) <= length
        assert (label == whole[key]) == (size(whole[key]) <= length)
        if label != whole[key]:
            beginning = label.partition("…")[0]
            assert whole[key].startswith(beginning)
            assert beginning != label
        assert set(iter_graphemes(label)) <= {*iter_graphemes(whole[key]), *"… ()0123456789", *key}


@given(columns(), limits, st.randoms())
def test_labels_are_the_same_in_whatever_order(texts, limit, random):
    mixed = list(texts.items())
    random.shuffle(mixed)
    assert shortened(dict(mixed), *limit) == shortened(texts, *limit)
    assert distinct(dict(mixed)) == distinct(texts)


# --- What is kept ---------------------------------------------------------------------------------

LONG = "it may be used in a crisis that nobody wanted"


def test_the_sides_stand_first_and_a_text_that_begins_unlike_the_others_is_cut_at_its_end():
    texts = {1: f"Japan toward PRC: {LONG}", 2: f"ROK toward PRC: {LONG}", 3: "the sea"}
    assert shortened(texts, 30) == {
        1: "Japan toward PRC: it may be u…",
        2: "ROK toward PRC: it may be use…",
        3: "the sea",
    }


def test_no_space_stands_before_the_ellipsis():
    assert shortened({1: "it may be used in a crisis"}, 11) == {1: "it may be…"}
    assert shortened({1: "it may be used in a crisis"}, 12) == {1: "it may be u…"}


def test_a_bracket_at_the_end_such_as_the_lens_is_kept():
    texts = {1: f"{LONG} (perceived)", 2: f"{LONG} (predicted)", 3: f"ROK: {LONG} (perceived)"}
    assert shortened(texts, 30) == {
        1: "it may be used in… (perceived)",
        2: "it may be used in… (predicted)",
        3: "ROK: it may be us… (perceived)",
    }


def test_of_texts_that_begin_alike_the_end_or_the_middle_is_kept_from_the_beginning_of_a_word():
    ends = {1: f"{LONG} on islands", 2: f"{LONG} on highlands"}
    assert shortened(ends, 30) == {
        1: "it may be used in a c… islands",
        2: "it may be used in a… highlands",
    }
    middles = {1: f"{LONG}: straits {LONG}", 2: f"{LONG}: strand {LONG}"}
    assert shortened(middles, 30) == {
        1: "it may be used… straits it ma…",
        2: "it may be used… strand it may…",
    }


def test_what_neither_end_nor_middle_tells_apart_has_its_key():
    within = "日" * 30
    texts = {"low": within, "high": within + within, "a" * 30: within * 3}
    assert shortened(texts, 20) == {
        "low": "日日日日日日日日日日日日日… (low)",
        "high": "日日日日日日日日日日日日… (high)",
        "a" * 30: "日日日日日日日日日日日日日日日日日日日…",
    }
    assert shortened({"a" * 30: within, "b" * 30: within}, 10) == {
        "a" * 30: "日日日日日日日… 1",
        "b" * 30: "日日日日日日日… 2",
    }


def test_too_little_room_is_refused():
    with pytest.raises(ValueError, match="2 is too little to tell labels apart"):
        shortened({1: "日本語", 2: "日本語国", 3: "日本語国語"}, 2)
