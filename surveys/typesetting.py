"""Typesets sheets for printing with typst: each language in its own glyphs, tagged for reading.

A sheet is a file of `templates/typst/`. What it says travels beside it as JSON and is never read as
markup, whoever wrote it. See `languages.typ` there for how a sheet finds its data and its letters.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from surveys.fonts import FontMissingError, face_for

if TYPE_CHECKING:
    import typst

# How typst names a language, and the country whose letters it has.
TYPST_LANGUAGES = {
    "en": {"lang": "en", "region": "us"},
    "zh-Hans": {"lang": "zh", "region": "cn"},
    "ja": {"lang": "ja", "region": "jp"},
    "ko": {"lang": "ko", "region": "kr"},
}
# The package of typst brings it, so that English is set without any font installed.
FONT_OF_TYPST = "Libertinus Serif"
NOT_DISPLAYED = re.compile(r"the text `(.+?)` could not be displayed")
# An element's beginning: a ">" in the value of an attribute does not end it.
ROOT = re.compile(r"""<svg\b(?:[^>"']|"[^"]*"|'[^']*')*(?<!/)>""")
DEFAULT_RESOLUTION = 144.0


def typeset_pdf(sheet: str, data: Mapping[str, Any], languages: Collection[str]) -> bytes:
    """Return a sheet as a PDF that conforms to PDF/UA-1, so it has to have a title.

    `sheet` is the name of a file in `templates/typst/`, `data` what json can hold. `languages` are
    the tags of those that the sheet may set texts in. Raises FontMissingError when a text cannot be
    set with the fonts at hand.
    """
    import typst

    try:
        (pdf,) = _compiled(sheet, data, languages, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as problem:
        if letters := NOT_DISPLAYED.search(problem.diagnostic):
            raise FontMissingError(
                f"no font at hand has the letters {letters[1]}: leave them out of the text, or "
                "install Noto Sans CJK (the package fonts-noto-cjk)"
            ) from None
        raise
    return pdf


def typeset_svg(sheet: str, data: Mapping[str, Any], languages: Collection[str]) -> list[str]:
    """Return each page of a sheet as SVG, with its letters drawn; otherwise as `typeset_pdf`."""
    return [page.decode() for page in _compiled(sheet, data, languages, format="svg")]


def typeset_png(
    sheet: str,
    data: Mapping[str, Any],
    languages: Collection[str],
    resolution: float = DEFAULT_RESOLUTION,
) -> list[bytes]:
    """Return each page of a sheet as PNG, in pixels to the inch; otherwise as `typeset_svg`."""
    return _compiled(sheet, data, languages, format="png", ppi=resolution)


def png_of_svg(svg: str, language: str, scale: float = 2) -> bytes:
    """Return an SVG as PNG, all of its texts in the letters of one language.

    `scale` is how many pixels a unit of the SVG has. What the SVG does not paint is transparent.
    ValueError if it is no SVG, or empty; raises FontMissingError as `typeset_pdf`.
    """
    root = ROOT.search(svg)
    if root is None:
        raise ValueError("this is no SVG: it has no <svg> that anything stands in")
    family = _family(language, svg)
    style = f'<style>* {{ font-family: "{family}" !important }}</style>'
    data = {"svg": svg[: root.end()] + style + svg[root.end() :], "alt": "image"}
    (png,) = typeset_png("image.typ", data, [language], 96 * scale)
    return png


def _compiled(
    sheet: str, data: Mapping[str, Any], languages: Collection[str], **options: Any
) -> list[bytes]:
    """Return the pages of a sheet, or the one file that has them all."""
    import typst

    text = "".join(_texts(data))
    named = {tag: {"font": _family(tag, text), **TYPST_LANGUAGES[tag]} for tag in languages}
    folder = settings.BASE_DIR / "templates" / "typst"
    compiler = typst.Compiler(
        input=folder / sheet,
        root=folder,
        font_paths=_fonts(_folder_of_fonts()),
        sys_inputs={"data": json.dumps(data), "languages": json.dumps(named)},
    )
    made = compiler.compile(**options)
    assert made is not None
    return made if isinstance(made, list) else [made]


def _family(tag: str, text: str) -> str:
    """Return the font of a language. Raises FontMissingError, for English only of a letter."""
    try:
        return face_for(tag, "".join(filter(str.isprintable, text))).family
    except FontMissingError:
        if tag == "en" and not _is_installed():
            return FONT_OF_TYPST
        raise


def _is_installed() -> bool:
    try:
        face_for("en", "")
    except FontMissingError:
        return False
    return True


def _folder_of_fonts() -> Path | None:
    """Return where the fonts are, the bold ones beside the regular; None without any."""
    return face_for("en", "").path.parent if _is_installed() else None


@cache
def _fonts(folder: Path | None) -> "typst.Fonts":
    """Return what typst knows of the fonts, which takes longer to find than most sheets to set."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[folder] if folder else [])


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in what json can hold."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
