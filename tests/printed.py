"""PDFs read back: their texts, and the fonts in which letters are set."""

import ctypes
import re
from collections import defaultdict
from contextlib import closing

import pypdfium2
import pytest

from surveys import fonts

needs_font = pytest.mark.skipif(
    not any(map(fonts.Path.is_file, map(fonts.Path, fonts.USUAL_PLACES))),
    reason="Noto Sans CJK is not installed",
)


def fonts_in(pdf: bytes) -> dict[str, set[str]]:
    """Return the letters that are set in each font, without the name of its subset."""
    found = defaultdict(set)
    name = ctypes.create_string_buffer(200)
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for page in document:
            text = page.get_textpage()
            for place in range(text.count_chars()):
                pypdfium2.raw.FPDFText_GetFontInfo(text.raw, place, name, 200, ctypes.c_int())
                letter = chr(pypdfium2.raw.FPDFText_GetUnicode(text.raw, place))
                if not letter.isspace():
                    found[name.value.decode().rpartition("+")[2]].add(letter)
    return found


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page without any space, which lines are broken at."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [unspaced(page.get_textpage().get_text_range()) for page in document]


def unspaced(text: str) -> str:
    return re.sub(r"[\s\u0002\ufffe]", "", text)
