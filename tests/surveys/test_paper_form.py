"""Forms on paper, rendered and read back."""

import re
from collections import Counter
from contextlib import closing

import pypdfium2
import pytest
from django.utils.translation import override

from surveys.instruments.builder import from_content
from surveys.instruments.document import Document
from surveys.instruments.sequence import MODULES, available_modules
from surveys.own_words import own_words
from surveys.paper_form import PaperForm, paper_form_pdf, sheet_of
from surveys.questionnaire import pages
from tests.factories import short, welch
from tests.printed import fonts_in, needs_font, pages_of, unspaced

ALL = (*MODULES, "own_concerns", "about")
# The last sentences of the warning, without spaces.
DESTROYED = "destroyedoncetheyaretypedin."


def form(document: Document | None = None, *languages: str, **fields) -> PaperForm:
    given = {"seat": "participant", "side": "JPN"} | fields
    return PaperForm(document or short(), languages=languages or ("en",), **given)


@pytest.mark.parametrize("seat", ["participant", "assessor"])
def test_the_questions_stand_in_the_order_and_words_of_the_questionnaire(seat):
    modules = ALL if seat == "participant" else ()
    text = "".join(pages_of(paper_form_pdf(form(welch(), seat=seat, modules=modules))))
    place = 0
    for page in pages(welch(), seat, "JPN", "en", modules=modules):
        for words in [
            page.guidance or "",
            page.stem,
            *(section.title for section in page.sections),
        ]:
            assert unspaced(words) in text
        for question in page.questions:
            # A header row may repeat between two questions, but never another question.
            place = text.index(unspaced(question.item[:1].upper() + question.item[1:]), place) + 1
            assert unspaced(question.referent_line) in text[place:]


def test_every_question_has_its_number_and_a_box_for_each_answer():
    sheet = sheet_of(form(welch(), modules=ALL))
    asked = pages(welch(), "participant", "JPN", "en", modules=ALL)
    rows = [
        (part, row)
        for part in sheet["parts"]
        if part["kind"] == "questions"
        for section in part["sections"]
        for row in section["rows"]
    ]
    assert [row["number"] for _part, row in rows] == list(range(1, len(rows) + 1))
    answers = [[c.label for c in p.choices(q)] for p in asked for q in p.questions]
    assert [[c["label"][0] for c in row["choices"]] for _part, row in rows] == answers
    graded = [part["marks"] for part, _row in rows if part["graded"]]
    assert {tuple(mark["steps"] for mark in marks) for marks in graded} == {
        (3, 2, 1, 0, None, None)
    }


def test_a_line_of_text_stands_beside_the_question_it_is_for_in_each_language():
    chosen = form(welch(), "en", "ja", modules=(*ALL, "own_answers"))
    lines = [
        row["line"]
        for part in sheet_of(chosen)["parts"]
        if part["kind"] == "questions"
        for section in part["sections"]
        for row in section["rows"]
        if any(row["line"])
    ]
    assert len(lines) == 1
    english, japanese = lines[0]
    assert english == "If “Something else”: please say what, in a few words"
    assert japanese not in ("", english)
    assert unspaced(english) in "".join(pages_of(paper_form_pdf(chosen)))


def test_own_words_come_where_they_are_asked_for_on_screen():
    sheet = sheet_of(form(welch(), modules=ALL))
    assert [part["kind"] for part in sheet["parts"]][:3] == ["questions", "own_words", "questions"]
    page = own_words(welch(), "participant", "JPN", "en", modules=ALL)
    part = sheet["parts"][1]
    assert [q["question"] for q in part["questions"]] == [[p.question] for p in page.parts]
    assert {question["lines"] for question in part["questions"]} == {3}
    assert part["style"] == [
        "Write plainly and briefly. Leave out the name of your institution, and whatever only you "
        "could know or have seen. On paper your handwriting may give you away too: use block "
        "letters, or type it in."
    ]
    assert "own_words" not in {p["kind"] for p in sheet_of(form(welch()))["parts"]}


@needs_font
@pytest.mark.parametrize("languages", [("en", "ja"), ("ko", "zh-Hans")], ids="+".join)
def test_two_languages_stand_together_each_in_its_own_glyphs(languages):
    pdf = paper_form_pdf(form(short(), *languages))
    text = "".join(pages_of(pdf))
    for tag in languages:
        for page in pages(short(), "participant", "JPN", tag):
            assert all(unspaced(question.item[1:]) in text for question in page.questions)
    first, second = (
        {q.item[1:] for page in pages(short(), "participant", "JPN", tag) for q in page.questions}
        for tag in languages
    )
    faces = {"en": "kr", "ko": "kr", "ja": "jp", "zh-Hans": "sc"}
    letters = fonts_in(pdf)
    for tag, items in zip(languages, (first, second), strict=True):
        of_language = letters[f"NotoSansCJK{faces[tag]}-Regular"]
        assert set(unspaced("".join(items))) <= of_language
    assert {name.split("-")[0] for name in letters} == {
        f"NotoSansCJK{faces[tag]}" for tag in languages
    }


def test_every_sheet_says_that_paper_is_not_sealed_and_which_of_how_many_it_is():
    text = pages_of(paper_form_pdf(form(welch(), modules=ALL)))
    assert len(text) > 2
    for number, page in enumerate(text, 1):
        assert "Paperisnotsealed" in page
        assert f"{number}/{len(text)}" in page
        assert "ForparticipantsfromJapan" in page
    assert DESTROYED in text[0]
    assert all(DESTROYED not in page for page in text[1:])


def test_no_question_is_split_and_every_page_with_a_table_has_its_head():
    long = " ".join(f"word{number}" for number in range(60))
    content = short().content
    changed = [c | {"item": c["item"] | {"en": {"reviewed": long}}} for c in content["concerns"]]
    pdf = paper_form_pdf(form(from_content({**content, "concerns": changed})))
    whole = unspaced(long.capitalize())
    sheets = pages_of(pdf)
    assert len(sheets) > 1
    counts = Counter(words for page in sheets for words in re.findall(whole, page))
    # Two concerns toward each of three others.
    assert counts == {whole: 6}
    assert sum(page.count("Word0word1") for page in sheets) == 6
    for page in sheets:
        assert ("Word0word1" not in page) or "Moderate" in page


def test_it_is_an_a4_pdf_tagged_for_reading_aloud():
    pdf = paper_form_pdf(form(heading="The forum, *round* #1"))
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        assert document.is_tagged()
        assert {tuple(map(round, page.get_size())) for page in document} == {(595, 842)}
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert "Theforum,*round*#1" in pages_of(pdf)[0]


def test_a_language_of_machine_drafts_says_so():
    drafts = sheet_of(form(welch(), "en", "ja"))["draft"]
    with override("ja"):
        assert drafts[0] == ""
        assert drafts[1]


def test_a_question_that_follows_another_says_after_which_answer():
    content = welch().content
    first, second, *_others = content["about"]["questions"]
    options = [first["options"][0]["key"], first["options"][1]["key"]]
    shown = second | {"show_if": {"answer": {"question": first["key"], "options": options}}}
    questions = [first, shown]
    document = from_content({**content, "about": content["about"] | {"questions": questions}})
    sheet = sheet_of(form(document, modules=("about",)))
    (part,) = (part for part in sheet["parts"] if part["listed"])
    one, other = part["sections"][0]["rows"]
    labels = " / ".join(
        next(iter(option["text"]["en"].values())) for option in first["options"][:2]
    )
    assert one["only_if"] == [""]
    assert other["only_if"] == [f"Only if your answer to question {one['number']} is: {labels}"]


@pytest.mark.parametrize("languages", [("en", "ja", "ko"), ("en", "en"), ("de",)])
def test_other_languages_are_refused(languages):
    with pytest.raises(ValueError, match=r"one language|no texts in 'de'"):
        form(short(), *languages)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="no side with participants"):
        paper_form_pdf(form(side="PRK"))
    bare = from_content({k: v for k, v in welch().content.items() if k != "vignettes"})
    assert "vignettes" not in available_modules(bare)
    with pytest.raises(ValueError, match="vignettes"):
        paper_form_pdf(form(bare, modules=("vignettes",)))
