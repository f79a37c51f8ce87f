"""The sheet is typeset and read back: one page, its own letters, whole texts, right line breaks."""

from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest
from django.utils.translation import override

from analytics.brief.composing import compose
from analytics.brief.forms import LONGEST_QUESTION
from analytics.brief.items import Item
from analytics.brief.sheet import TooLongError, pdf_of
from analytics.brief.sources import Source
from analytics.web.pages.shared import words_of
from surveys import fonts
from surveys.languages import TAGS, django_code
from tests import factories
from tests.analytics.brief.conftest import ALL_LENSES, nothing_publishable
from tests.analytics.brief.reading_back import (
    fonts_of,
    lines_of,
    pages_of,
    sizes_of,
    squeezed,
    text_of,
)
from tests.analytics.made import make_release

pytestmark = pytest.mark.skipif(
    not any(map(fonts.Path.is_file, map(fonts.Path, fonts.USUAL_PLACES))),
    reason="Noto Sans CJK is not installed",
)
# A sheet is as full in whichever order two languages stand.
SHEETS = [*((tag,) for tag in TAGS.values()), *combinations(TAGS.values(), 2)]
FACES = {
    "en": "NotoSansCJKkr",
    "zh-Hans": "NotoSansCJKsc",
    "ja": "NotoSansCJKjp",
    "ko": "NotoSansCJKkr",
}
# What no line of Japanese or Chinese may begin with (JIS X 4051), or end with.
NOT_AT_START = "、。，．・：；？！）」』】〉》”’ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ％"
NOT_AT_END = "（「『【〈《“‘"


@pytest.fixture(scope="module")
def full(module_db):
    return make_release(factories.make_study(slug="forum"), lenses=ALL_LENSES)


@pytest.fixture(scope="module")
def nothing(module_db):
    return make_release(factories.make_study(), nothing_publishable, lenses=ALL_LENSES)


@pytest.fixture(scope="module")
def longest(full):
    """A brief in a language as long as one can be; each is composed once."""
    return cache(lambda tag: longest_brief(full, tag))


def briefs(release, tags, dyad=("PRC", "JPN")):
    source = Source(release).of(*dyad)
    return [compose(source, tag) for tag in tags]


def longest_brief(release, tag):
    """A brief as long as one can be: each matter and each sentence is the longest there is."""
    source = Source(release)
    composed = [compose(source.of(*dyad), tag) for dyad in source.dyads]
    sections = [section for brief in composed for section in brief.sections]
    with override(django_code(tag)):
        words = words_of(release)
        matter = max((words.text(cell) for cell in source.cells), key=len)
    text = max((item.text for section in sections for item in section.items), key=len)
    heading = max((section.heading for section in sections), key=len)
    question = max((q for brief in composed for q in brief.questions), key=len)
    question = (question * LONGEST_QUESTION)[: LONGEST_QUESTION - 1] + "?"
    brief = max(composed, key=lambda brief: len(brief.title))
    return replace(
        brief,
        warning="—".join([brief.sections[1].empty] * 2),
        sections=[
            replace(section, heading=heading, items=[Item(text, matter)] * number)
            for section, number in zip(brief.sections, (3, 3, 2, 2), strict=True)
        ],
        questions=[question] * 3,
    )


def texts_of(brief):
    """Every text of a brief that is on its sheet."""
    yield from (brief.title, brief.round, brief.warning, brief.nothing, brief.questions_heading)
    for section in brief.sections:
        yield section.heading
        yield from (t for item in section.items for t in (item.title, item.text))
        if not section.items:
            yield section.empty
    yield from brief.questions
    yield from (text for note in brief.notes for text in (note.title, note.text))
    yield from (brief.citation_label, brief.citation, brief.method_label, brief.method)


def assert_whole(pdf, composed):
    """One page that has every text of every brief."""
    assert pages_of(pdf) == 1
    read = text_of(pdf)
    for brief in composed:
        for text in texts_of(brief):
            assert squeezed(text) in read, text


@pytest.mark.parametrize("tags", SHEETS, ids="+".join)
def test_one_page_holds_the_longest_brief_in_every_language_and_pair(longest, tags):
    composed = [longest(tag) for tag in tags]
    pdf = pdf_of(composed)
    assert_whole(pdf, composed)
    assert max(sizes_of(pdf)) >= 6


@pytest.mark.parametrize("tag", TAGS.values())
def test_what_there_is_more_of_is_set_smaller(full, longest, tag):
    usual, most = pdf_of(briefs(full, [tag])), pdf_of([longest(tag)])
    assert max(sizes_of(most)) < max(sizes_of(usual))


@pytest.mark.parametrize("tags", [("ja",), ("ko", "en"), ("zh-Hans", "ja")], ids="+".join)
def test_each_language_is_set_in_its_own_letters(full, tags):
    composed = briefs(full, tags)
    pdf = pdf_of(composed)
    assert_whole(pdf, composed)
    found = fonts_of(pdf)
    assert set(found) - {""} == {FACES[tag] for tag in (*tags, "en")}
    for brief in composed:
        letters = squeezed(found[FACES[brief.tag]])
        assert squeezed(brief.sections[0].heading) in letters


def test_a_sheet_is_tagged_has_a_title_and_is_the_same_each_time(full):
    composed = briefs(full, ["ja", "en"])
    pdf = pdf_of(composed)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"ja-JP" in pdf or b"/Lang" in pdf
    assert pdf == pdf_of(composed)


@pytest.mark.parametrize("tag", ["ja", "zh-Hans"])
def test_no_line_begins_or_ends_with_a_sign_that_must_not(full, tag):
    for dyad in Source(full).dyads[:3]:
        lines = [line.strip() for line in lines_of(pdf_of(briefs(full, [tag], dyad)))]
        assert len(lines) > 20
        assert not [line for line in lines if line and line[0] in NOT_AT_START]
        assert not [line for line in lines if line and line[-1] in NOT_AT_END]


def test_korean_is_broken_between_words_alone(full):
    composed = briefs(full, ["ko", "en"])
    words = {word for text in texts_of(composed[0]) for word in text.split()}
    for line in lines_of(pdf_of(composed)):
        for word in line.split():
            korean = any("가" <= letter <= "힣" for letter in word)
            assert not korean or word in words, (word, line)


def test_a_release_with_nothing_publishable_is_a_sheet_with_one_line(nothing):
    composed = briefs(nothing, ["en", "ko"])
    assert_whole(pdf_of(composed), composed)


def test_what_cannot_fit_is_refused_and_never_cut(longest):
    brief = longest("en")
    with pytest.raises(TooLongError):
        pdf_of([replace(brief, questions=["word " * 900] * 3)] * 2)
