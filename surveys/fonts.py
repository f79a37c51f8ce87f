"""The fonts of what is printed: each language has its own face, embedded in the file."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

# A character has another shape in each of these languages. English is set in the face whose
# quotation marks and dots are as wide as Latin ones.
FACES = {"zh-Hans": "SC", "ja": "JP", "ko": "KR", "en": "KR"}
# Where systems install Noto Sans CJK.
USUAL_PLACES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
)


class FontMissingError(Exception):
    """Raised when a text cannot be set with the fonts at hand; says which are needed."""


class Face(NamedTuple):
    """One face of a collection of fonts, and the family that its name says it is of."""

    path: Path
    number: int
    family: str


def needs_no_font(text: str) -> bool:
    """Return whether the fonts that every reader of PDF has can set it."""
    return all(letter in WESTERN for letter in text)


# What Windows-1252 has, in which these fonts are addressed.
WESTERN = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100))))


def face_for(tag: str, text: str) -> Face:
    """Return the face for a text in a language. Raises FontMissingError."""
    path = _collection()
    face = _faces(path).get(FACES[tag])
    if face is None:
        raise FontMissingError(f"{path} has no face whose name ends in “CJK {FACES[tag]}”")
    missing = sorted(set(text) - _letters(face) - {"\n"})
    if missing:
        raise FontMissingError(f"{path} has no letter {missing[0]!r}: leave it out of the text")
    return face


def _collection() -> Path:
    places = [settings.CJK_FONT] if settings.CJK_FONT else USUAL_PLACES
    for place in places:
        if Path(place).is_file():
            return Path(place)
    raise FontMissingError(
        "Chinese, Japanese and Korean sheets need a font that is not installed: install Noto Sans "
        f"CJK (the package fonts-noto-cjk), or name its file in CS2_CJK_FONT. Looked for: "
        f"{', '.join(places)}"
    )


@cache
def _faces(path: Path) -> dict[str, Face]:
    """Return each face of a collection by the end of its name, such as "SC"."""
    from fontTools.ttLib import TTCollection, TTLibError

    try:
        with path.open("rb") as file, TTCollection(file, lazy=True) as collection:
            names = [font["name"].getDebugName(1) or "" for font in collection.fonts]
    except (TTLibError, OSError) as problem:
        raise FontMissingError(f"{path} is not a collection of fonts: {problem}") from None
    proportional = ((n, name) for n, name in enumerate(names) if "Mono" not in name)
    return {
        name.rpartition(" CJK ")[2]: Face(path, n, name)
        for n, name in proportional
        if " CJK " in name
    }


@cache
def _letters(face: Face) -> frozenset[str]:
    from fontTools.ttLib import TTCollection

    with face.path.open("rb") as file, TTCollection(file, lazy=True) as collection:
        return frozenset(map(chr, collection.fonts[face.number].getBestCmap()))
