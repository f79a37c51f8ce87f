"""Sheets are set, and read back: their texts, their fonts, their pixels."""

import io
from contextlib import closing

import pypdfium2
import pytest
import typst
from PIL import Image

from surveys import fonts
from surveys.fonts import FontMissingError
from surveys.typesetting import png_of_svg, typeset_pdf, typeset_png, typeset_svg
from tests.printed import fonts_in, needs_font

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40">'
    '<text x="0" y="30" font-size="30" style="font-family: serif">直</text></svg>'
)
SHEET = """#import "languages.typ": data, in-language
#set document(title: data.title, date: none)
#for text in data.texts [#par(in-language(text.language, text.text))]
"""


@pytest.fixture
def sheet(tmp_path, settings):
    """A sheet of texts in several languages, in a folder of its own."""
    folder = tmp_path / "templates" / "typst"
    folder.mkdir(parents=True)
    ours = settings.BASE_DIR / "templates" / "typst"
    for file in ours.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "texts.typ").write_text(SHEET)
    settings.BASE_DIR = tmp_path
    return "texts.typ"


@pytest.fixture
def without_fonts(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "USUAL_PLACES", (str(tmp_path / "none.ttc"),))


def texts(**by_language: str):
    listed = [{"language": tag.replace("_", "-"), "text": t} for tag, t in by_language.items()]
    return {"title": "Texts", "texts": listed}


@needs_font
def test_each_language_is_set_in_its_own_glyphs(sheet):
    data = texts(zh_Hans="直骨", ja="直今", ko="直안")
    pdf = typeset_pdf(sheet, data, ["zh-Hans", "ja", "ko"])
    assert fonts_in(pdf) == {
        "NotoSansCJKsc-Regular": {"直", "骨"},
        "NotoSansCJKjp-Regular": {"直", "今"},
        "NotoSansCJKkr-Regular": {"直", "안"},
    }


@needs_font
def test_a_pdf_is_tagged_and_says_its_languages(sheet):
    pdf = typeset_pdf(sheet, texts(en="Concern", ja="懸念"), ["en", "ja"])
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        assert document.is_tagged()
        assert document.get_metadata_value("Title") == "Texts"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_nothing_in_a_text_is_markup(sheet):
    hostile = '#panic("x") *bold* $x$ \\ #import "/etc/passwd" <label> @see "quoted" _a_ `raw`'
    pdf = typeset_pdf(sheet, texts(en=hostile), ["en"])
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        read = document[0].get_textpage().get_text_range().replace("\r\n", " ")
    for part in ('#panic("x")', "*bold*", "$x$", "<label>", "@see", "_a_", "`raw`"):
        assert part.replace('"', "") in read.replace('"', "").replace("“", "").replace("”", "")


@needs_font
def test_pages_are_drawn_as_pixels_and_as_paths(sheet):
    data = texts(en="A")
    (png,) = typeset_png(sheet, data, ["en"], resolution=72)
    assert Image.open(io.BytesIO(png)).size == (595, 842)
    (svg,) = typeset_svg(sheet, data, ["en"])
    assert svg.startswith("<svg")
    assert "<path" in svg


@needs_font
def test_an_svg_is_drawn_in_the_glyphs_of_the_language_whatever_font_it_names():
    drawn = {tag: png_of_svg(SVG, tag) for tag in ("zh-Hans", "ja", "ko")}
    images = {tag: Image.open(io.BytesIO(png)) for tag, png in drawn.items()}
    assert {image.size for image in images.values()} == {(120, 80)}
    assert all(image.getchannel("A").getextrema() == (0, 255) for image in images.values())
    # Chinese and Japanese write it differently.
    assert images["zh-Hans"].tobytes() != images["ja"].tobytes()
    assert Image.open(io.BytesIO(png_of_svg(SVG, "ja", scale=1))).size == (60, 40)


@pytest.mark.parametrize("svg", ["", "<p>no</p>", '<svg xmlns="http://www.w3.org/2000/svg"/>'])
def test_what_is_no_svg_is_refused(svg):
    with pytest.raises(ValueError, match="no SVG"):
        png_of_svg(svg, "en")


def test_english_needs_no_font_and_other_languages_say_which(sheet, without_fonts):
    assert set(fonts_in(typeset_pdf(sheet, texts(en="Concern"), ["en"]))) == {
        "LibertinusSerif-Regular"
    }
    with pytest.raises(FontMissingError, match=r"fonts-noto-cjk.*CS2_CJK_FONT"):
        typeset_pdf(sheet, texts(en="Concern", ko="우려"), ["en", "ko"])
    with pytest.raises(FontMissingError, match="直"):
        typeset_pdf(sheet, texts(en="直"), ["en"])


@needs_font
def test_a_letter_that_no_font_has_is_named(sheet):
    with pytest.raises(FontMissingError, match="has no letter '🙂'"):
        typeset_pdf(sheet, texts(ja="🙂"), ["ja"])


@needs_font
def test_fonts_are_looked_for_once(sheet, monkeypatch):
    typeset_pdf(sheet, texts(en="A"), ["en"])
    monkeypatch.setattr(typst, "Fonts", None)
    assert typeset_pdf(sheet, texts(en="B"), ["en"]).startswith(b"%PDF")
