"""In which encoding a table was saved: named by its writer, or recognised by what it then says."""

import codecs
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

import charset_normalizer
from django.utils.translation import gettext as _

from surveys.uploads.errors import UnreadableFileError

# Codec, and the name by which programs save in it.
ENCODINGS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "gb18030": "GB18030",
    "cp932": "Shift_JIS",
    "cp949": "EUC-KR",
    "cp1252": "Windows-1252",
}
# Each can be mistaken for another: nothing in a file says which it is.
OF_COUNTRIES = ("gb18030", "cp932", "cp949", "cp1252")
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
HAN, KANA, HANGUL = "[\u4e00-\u9fff]", "[\u3040-\u30ff]", "[\uac00-\ud7a3]"
# What a line has, and what it has not, whose person is written to in the language.
SCRIPTS = {
    "zh-hans": (HAN, f"{KANA}|{HANGUL}"),
    "ja": (f"{HAN}|{KANA}", HANGUL),
    "ko": (HANGUL, KANA),
}
# Of the letters that are not ASCII, how many must be usual ones.
MOSTLY = 0.8


class Decoded(NamedTuple):
    """The text of a table, with the codec it was read in."""

    text: str
    encoding: str


def decoded(
    content: bytes,
    encoding: str = "",
    words: Collection[str] = (),
    among: Collection[str] = OF_COUNTRIES,
) -> Decoded:
    """Return the text of a table, in the encoding named or else the one it is recognised to have.

    ``words`` are those that it is likely to hold, such as the names of the sides, ``among`` the
    encodings of countries that it may have. Raises UnreadableFileError, naming the encodings in
    which the file can be read.
    """
    marked = next((codec for mark, codec in MARKS.items() if content.startswith(mark)), "")
    codec = marked or encoding or _without_a_mark(content) or _of_a_country(content, words, among)
    try:
        return Decoded(_plain(content, codec), codec)
    except (UnicodeError, LookupError):
        raise UnreadableFileError([_not_in(content, encoding)]) from None


def _plain(content: bytes, codec: str) -> str:
    if codec == "utf-16" and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codec = "utf-16-le" if _zeros(content, 1) >= _zeros(content, 0) else "utf-16-be"
    return content.decode("utf-8-sig" if codec == "utf-8" else codec)


def _without_a_mark(content: bytes) -> str:
    """Return the encoding of a file that cannot be mistaken; "" if it can."""
    if content.count(0):
        # Commas and line breaks have a byte of zero in UTF-16, and in no other.
        return "utf-16"
    return "utf-8" if _reads(content, "utf-8") else ""


def _zeros(content: bytes, start: int) -> int:
    return content[start::2].count(0)


def _reads(content: bytes, codec: str) -> bool:
    try:
        _plain(content, codec)
    except UnicodeError:
        return False
    return True


# --- Encodings of a country ----------------------------------------------------------------------


def _of_a_country(content: bytes, words: Collection[str], among: Collection[str]) -> str:
    """Return the only encoding that fits best; "ascii", which does not fit, where several do."""
    fitting = [codec for codec in among if _reads(content, codec)]
    if len(fitting) < 2:
        return next(iter(fitting), "ascii")
    guess = charset_normalizer.from_bytes(content, cp_isolation=[*fitting]).best()
    guessed = guess.encoding if guess else ""

    def likelihood(codec: str) -> tuple[int, int, bool, bool]:
        text = _plain(content, codec)
        return (
            sum(word in text for word in words if not word.isascii()),
            _lines_in_their_language(text),
            _is_usual(text, codec),
            codec == guessed,
        )

    ranked = sorted(fitting, key=likelihood, reverse=True)
    return "ascii" if likelihood(ranked[0]) == likelihood(ranked[1]) else ranked[0]


def _lines_in_their_language(text: str) -> int:
    """Return how many lines have letters of the language in which their person is written to."""
    fitting = 0
    for line in text.splitlines():
        fields = {field.strip().lower() for field in re.split(r"[,;\t]", line)}
        for tag in SCRIPTS.keys() & fields:
            has, has_not = SCRIPTS[tag]
            fitting += bool(re.search(has, line)) and not re.search(has_not, line)
    return fitting


def _is_usual(text: str, codec: str) -> bool:
    """Return whether most letters are among those that a language of the encoding uses daily."""
    letters = [letter for letter in text if not letter.isascii()]
    usual = sum(USUAL[codec](letter) for letter in letters)
    return usual >= MOSTLY * len(letters)


def _leads(letter: str, codec: str, first: int, last: int) -> bool:
    """Return whether the standard has the letter in these rows."""
    try:
        return first <= letter.encode(codec)[0] <= last
    except UnicodeError:
        return False


# The first level of the characters of each standard, those in daily use, with its own letters.
USUAL: Mapping[str, Callable[[str], bool]] = {
    "gb18030": lambda letter: _leads(letter, "gb2312", 0xA1, 0xD7) and not re.match(KANA, letter),
    "cp932": lambda letter: _leads(letter, "shift_jis", 0x81, 0x97),
    "cp949": lambda letter: _leads(letter, "euc_kr", 0xA1, 0xC8) and not re.match(KANA, letter),
    "cp1252": lambda letter: letter.isalpha() and not re.match(f"{KANA}|{HANGUL}", letter),
}


# --- What is said of it --------------------------------------------------------------------------


def _not_in(content: bytes, encoding: str) -> str:
    fitting = ", ".join(_names_of_fitting(content))
    if encoding:
        problem = _(
            "The file is not in %(encoding)s. Save it as CSV UTF-8, or name its encoding; it can "
            "be read as: %(fitting)s."
        )
        return problem % {"encoding": ENCODINGS.get(encoding, encoding.upper()), "fitting": fitting}
    return _(
        "The encoding of the file cannot be told. Save it as CSV UTF-8, or name its encoding; it "
        "can be read as: %(fitting)s."
    ) % {"fitting": fitting}


def _names_of_fitting(content: bytes) -> Iterator[str]:
    return (ENCODINGS[codec] for codec in OF_COUNTRIES if _reads(content, codec))
