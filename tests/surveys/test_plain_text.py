import pytest

from surveys.plain_text import Kind, fault_of, one_line, without_unseen


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


DIRECTION = [*map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C))]
JOINERS = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f"]
BLANK = ["\u115f", "\u1160", "\u3164", "\uffa0", "\u2800", "\u180e"]
CONTROL = ["\x00", "\n", "\t", "\r", "\x1b", "\x7f", "\x85", "\u2028", "\u2029"]
OTHERS = ["\ue000", "\U000f0000", "\ud800", "\ufdd0", "\U0002fffe", "\U000e0041", "\ufff9"]
SELECTORS = ["\ufe0f", "\U000e0101"]
UNSEEN = [*DIRECTION, *JOINERS, *BLANK, *CONTROL, *OTHERS, *SELECTORS]

SEEN = [
    "Ünïcode 中文，かな、한글 (100 %) “quoted” 𠮷 ∀",
    "GDP < 1 %, R&D > 2 %; AT&T; <3 people>, a<b and c>d",
    "葛\U000e0101飾",  # the form of an ideograph that a Japanese name is written with
    "\U0002ebf0",  # an ideograph of Unicode 15.1, which Python 3.11 does not name
    "Viê\u0323t",
    "〈〉《》「」→ ① 100\u00a0%",
    "=1+1, +x, -x, @x and {item}",
]


@pytest.mark.parametrize("unseen", UNSEEN, ids=lambda character: f"U+{ord(character):04X}")
def test_what_cannot_be_seen_is_a_fault_with_its_place_and_is_taken_out(unseen):
    fault = fault_of(f"to{unseen}wards")
    assert (fault.kind, fault.at, fault.code) == (Kind.UNSEEN, 3, f"U+{ord(unseen):04X}")
    taken_out = "to wards" if unseen.isspace() else "towards"
    assert without_unseen(one_line(f"to{unseen}wards {unseen} it")) == f"{taken_out} it"


@pytest.mark.parametrize("seen", SEEN)
def test_what_can_be_seen_stays(seen):
    assert fault_of(seen) is None
    assert without_unseen(seen) == one_line(seen)


def test_a_heap_of_marks_is_a_fault_and_taken_down():
    heap = "o" + "\u0336" * 3 + "k"
    fault = fault_of(heap)
    assert (fault.kind, fault.at, fault.code) == (Kind.MARKS, 4, "U+0336")
    assert without_unseen(heap) == "o\u0336\u0336k"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("our <b>side</b>", "<b>"),
        ("side</b>", "</b>"),
        ("a<br/>b", "<br/>"),
        ('<a href="https://example.org">', '<a href="https://example.org">'),
        ("<x:y z = 1>", "<x:y z = 1>"),
        ("<!-- note", "<!--"),
        ("<!DOCTYPE x", "<!DOCTYPE"),
        ("R&amp;D", "&amp;"),
        ("&#x202e;", "&#x202e;"),
        ("&#8238;", "&#8238;"),
    ],
)
def test_what_can_only_be_markup_is_a_fault_but_left_where_participants_write(text, found):
    fault = fault_of(text)
    assert (fault.kind, fault.found) == (Kind.MARKUP, found)
    assert text[fault.at - 1 :].startswith(found)
    assert without_unseen(text) == text


def test_the_first_fault_is_the_one_that_is_named():
    assert fault_of("a<b>\u202e").kind is Kind.MARKUP
    assert fault_of("\u202ea<b>").kind is Kind.UNSEEN
