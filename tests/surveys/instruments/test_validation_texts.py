import pytest

from surveys.instruments.builder import from_content
from surveys.instruments.errors import InstrumentError
from surveys.instruments.loader import load_instrument
from tests.factories import welch
from tests.surveys.instruments.small import assert_named

UNSEEN = "cannot be seen (U+202E, place 2)"

# Each fault alone: what is replaced, by what, the line, the field, and a part of the message.
FAULTS = [
    ('"미사일"', '"미\\u202e사일"', 41, "threats[missiles].item.ko.draft", UNSEEN),
    ('"미사일"', '"미\\n사일"', 41, "threats[missiles].item.ko.draft", "(U+000A, place 2)"),
    ('"미사일"', '"미\\u3164"', 41, "threats[missiles].item.ko.draft", "(U+3164, place 2)"),
    ('"미사일"', '"<b>미사일</b>"', 41, "threats[missiles].item.ko.draft", "the markup <b>"),
    ('"미사일"', '"R&amp;D"', 41, "threats[missiles].item.ko.draft", "the markup &amp;"),
    ("slug: small", 'slug: "small\\n"', 2, "slug", "(U+000A, place 6)"),
]


@pytest.mark.parametrize(("old", "new", "line", "where", "message"), FAULTS)
def test_each_fault_alone_is_named_with_its_line(old, new, line, where, message):
    assert_named(old, new, line, where, message)


def test_a_document_that_came_from_no_file_is_refused_as_well(db):
    content = {**welch().content, "title": {**welch().content["title"], "en": {"source": "a<b>"}}}
    with pytest.raises(InstrumentError, match=r"title.en.source: has the markup <b> \(place 2\)"):
        load_instrument(from_content(content), by="test")
