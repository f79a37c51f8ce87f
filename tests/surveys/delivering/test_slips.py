"""Slips as they come out of a printer: drawn, and read again by a camera's program."""

import re
import zlib
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from surveys import fonts
from surveys.delivering.slips import Slip, slips_pdf
from surveys.fonts import FontMissingError, face_for, needs_no_font

ENGLISH = Slip("en", "The forum", "Professor Wang · PRC", "")
OTHERS = {
    "zh-Hans": Slip("zh-Hans", "东北亚安全论坛", "王教授 · 中国", ""),
    "ja": Slip("ja", "北東アジア安全保障フォーラム", "高橋直 · 日本", ""),
    "ko": Slip("ko", "동북아 안보 포럼", "박 교수 · 한국", ""),
}


def link(number: int) -> str:
    return f"https://survey.example.org/i/{number:05}-9BPTW-2N2D5-XEH74/"


def numbered(slip: Slip, number: int) -> list[Slip]:
    return [replace(slip, link=link(n)) for n in range(number)]


@pytest.fixture
def pages():
    """Opens a PDF, and closes it after the test."""
    opened = []

    def open_pages(pdf: bytes):
        document = pypdfium2.PdfDocument(pdf)
        opened.append(document)
        return list(document)

    yield open_pages
    for document in opened:
        document.close()


def text_of(page) -> str:
    return page.get_textpage().get_text_range()


needs_font = pytest.mark.skipif(
    not any(map(fonts.Path.is_file, map(fonts.Path, fonts.USUAL_PLACES))),
    reason="Noto Sans CJK is not installed",
)


def test_every_code_on_a_sheet_is_read_back_as_its_link(pages):
    slips = numbered(ENGLISH, 11)
    first, second = pages(slips_pdf(slips))
    assert (round(first.get_width()), round(first.get_height())) == (595, 842)
    read = [
        {code.text for code in zxingcpp.read_barcodes(page.render(scale=2).to_pil())}
        for page in (first, second)
    ]
    assert read == [{link(n) for n in range(8)}, {link(n) for n in range(8, 11)}]


def test_what_is_typed_stands_below_each_code_in_groups_that_are_not_broken(pages):
    (page,) = pages(slips_pdf(numbered(ENGLISH, 2)))
    lines = text_of(page).split("\r\n")
    assert lines.count("https://survey.example.org/i/") == 2
    for number in range(2):
        assert f"{number:05}-9BPTW-2N2D5-XEH74" in lines
    assert lines.count("The forum") == lines.count("Professor Wang · PRC") == 2


@pytest.mark.parametrize(
    "slip",
    [ENGLISH, *(pytest.param(slip, marks=needs_font) for slip in OTHERS.values())],
    ids=lambda slip: slip.language,
)
def test_long_texts_are_cut_and_stay_on_their_slip(pages, slip):
    endless = replace(slip, title=slip.title * 9, heading=slip.heading * 9, link=link(0))
    (page,) = pages(slips_pdf([endless]))
    text = page.get_textpage()
    assert "..." in text.get_text_range()
    bottoms = [text.get_charbox(n)[1] for n in range(text.count_chars())]
    assert min(bottoms) > 842 * 3 / 4


@needs_font
@pytest.mark.parametrize("language", OTHERS)
def test_each_language_is_set_with_its_own_embedded_letters(pages, language):
    slip = OTHERS[language]
    pdf = slips_pdf(numbered(slip, 2))
    (page,) = pages(pdf)
    assert slip.title in text_of(page)
    assert slip.heading in text_of(page)
    assert b"/FontFile" in pdf
    codes = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    assert {code.text for code in codes} == {link(0), link(1)}


@needs_font
def test_the_same_character_has_the_shape_of_its_language():
    faces = {face_for(tag, "骨直") for tag in ("zh-Hans", "ja", "ko")}
    assert len(faces) == 3


@needs_font
def test_languages_are_on_sheets_of_their_own_and_marked(pages):
    slips = [*numbered(ENGLISH, 1), *numbered(OTHERS["ja"], 2)]
    pdf = slips_pdf(slips)
    assert len(pages(pdf)) == 2
    drawn = b"".join(map(unpacked, re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)))
    assert drawn.count(b"/Span <</Lang (en)>> BDC") == 1
    assert drawn.count(b"/Span <</Lang (ja)>> BDC") == drawn.count(b"EMC") - 1 == 2


def unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


@needs_font
def test_no_letter_of_a_name_is_logged(caplog):
    caplog.set_level("DEBUG")
    slips_pdf(numbered(OTHERS["ja"], 1))
    assert caplog.records == []


def test_a_missing_font_is_said_with_what_to_install(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "USUAL_PLACES", (str(tmp_path / "none.ttc"),))
    with pytest.raises(FontMissingError, match=r"fonts-noto-cjk.*CS2_CJK_FONT.*none\.ttc"):
        slips_pdf(numbered(OTHERS["ja"], 1))
    settings.CJK_FONT = str(tmp_path / "mine.ttc")
    (tmp_path / "mine.ttc").write_bytes(b"not a font")
    with pytest.raises(FontMissingError, match=r"mine\.ttc is not a collection of fonts"):
        slips_pdf(numbered(OTHERS["ja"], 1))


@needs_font
def test_a_letter_that_no_font_has_is_named():
    with pytest.raises(FontMissingError, match="has no letter '🙂'"):
        slips_pdf([replace(OTHERS["ja"], title="🙂", link=link(0))])


@pytest.mark.parametrize(
    ("text", "needs_none"), [("Müller, São", True), ("王", False), ("—", False), ("", True)]
)
def test_western_letters_need_no_font(text, needs_none):
    assert needs_no_font(text) is needs_none
