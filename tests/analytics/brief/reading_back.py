"""What is on a sheet: its letters without spaces, in order, and the fonts that they are set in."""

import ctypes
from contextlib import closing

import pypdfium2


def squeezed(text: str) -> str:
    """The text without spaces, and without hyphens, of which those at a line's end are not read."""
    return "".join(letter for letter in text if not letter.isspace() and letter not in "-\ufffe")


def text_of(pdf: bytes) -> str:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return squeezed("".join(pages))


def pages_of(pdf: bytes) -> int:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return len(document)


def lines_of(pdf: bytes) -> list[str]:
    """The lines as they are set, top down within each part."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return document[0].get_textpage().get_text_range().split("\r\n")


def fonts_of(pdf: bytes) -> dict[str, str]:
    """The letters of each font, by the font's name without its weight."""
    found: dict[str, str] = {}
    name = ctypes.create_string_buffer(200)
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        text = document[0].get_textpage()
        for place in range(text.count_chars()):
            pypdfium2.raw.FPDFText_GetFontInfo(text.raw, place, name, 200, ctypes.c_int())
            font = name.value.decode().rpartition("+")[2].partition("-")[0]
            found[font] = found.get(font, "") + chr(
                pypdfium2.raw.FPDFText_GetUnicode(text.raw, place)
            )
    return found


def sizes_of(pdf: bytes) -> set[float]:
    """The sizes of letters, in points."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        text = document[0].get_textpage()
        return {
            round(pypdfium2.raw.FPDFText_GetFontSize(text.raw, place), 2)
            for place in range(text.count_chars())
        } - {0.0, 1.0}
