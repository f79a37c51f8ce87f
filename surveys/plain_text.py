"""What a plain text may hold: letters that everybody sees, in one line, and no markup.

One rule for whatever somebody writes: texts of questionnaires, names of studies, rounds, sides,
hosts and people, labels and headings. `fault_of` says what is wrong, and each place where texts are
made refuses them by it (YAML, sheets, forms, commands, the fields of models); what participants
write is freed of it by `without_unseen`, so that nothing of theirs is refused.
"""

import html.entities
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

# Control, format (which includes those of direction, tags and joiners), surrogate, private and
# unassigned characters, and the separators of lines and paragraphs.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters and marks by their category, of which nothing is seen either.
BLANK = frozenset(
    chr(code)
    for code in (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2800, 0x3164)
) | {chr(0xFFA0)}
# Planes of ideographs: names have some that were added to Unicode after Python was made.
IDEOGRAPHIC_PLANES = (range(0x20000, 0x2FFFE), range(0x30000, 0x3FFFE))
# Which form of an ideograph is meant, as in some Japanese names: one directly after it.
SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
# Marks upon one letter; no language of ours has more, and a heap of them covers other lines.
MOST_MARKS = 2
# An element's beginning or end, or a comment, as HTML has them; "GDP < 1 %" is none.
TAG = re.compile(
    r"</?[A-Za-z][\w:-]*(?:\s+[^\s=<>]+\s*=[^<>]*)?\s*/?>|<!--|<!\[CDATA\[|<!DOCTYPE\b"
)
REFERENCE = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")


class Kind(Enum):
    """What is wrong with a text that is not plain."""

    UNSEEN = "unseen"
    MARKS = "marks"
    MARKUP = "markup"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a text: `at` is the place of `found` in it, from 1."""

    kind: Kind
    at: int
    found: str

    @property
    def code(self) -> str:
        """The number of its first character as Unicode writes it, such as "U+202E"."""
        return f"U+{ord(self.found[0]):04X}"


def fault_of(text: str) -> Fault | None:
    """Return the first reason for which a text is not plain; None if there is none.

    >>> fault_of("GDP < 1 %, R&D"), fault_of("to" + chr(0x202E) + "wards").code
    (None, 'U+202E')
    >>> fault_of("our <b>side</b>").found
    '<b>'
    """
    faults = (
        *(Fault(Kind.UNSEEN, place + 1, text[place]) for place in _unseen(text)),
        *(Fault(Kind.MARKS, place + 1, text[place]) for place in _heaped(text)),
        *(Fault(Kind.MARKUP, found.start() + 1, found[0]) for found in _markup(text)),
    )
    return min(faults, key=lambda fault: fault.at, default=None)


def one_line(text: str) -> str:
    """Return the text with each run of spaces and line breaks as one space, in composed form.

    >>> one_line("  two\\n\\n lines ")
    'two lines'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def without_unseen(line: str) -> str:
    """Return one line without characters that cannot be seen and spaces they had parted.

    They could turn the direction of the words around them, or mark a text for whoever looks for
    the mark.

    >>> without_unseen("to" + chr(0x202E) + "wards")
    'towards'
    """
    left_out = {*_unseen(line), *_heaped(line)}
    return one_line("".join(c for place, c in enumerate(line) if place not in left_out))


def _unseen(text: str) -> Iterator[int]:
    """Yield the place of each character of which nothing is seen."""
    # Most texts have none, and are long in all.
    if text.isascii() and text.isprintable():
        return
    for place, character in enumerate(text):
        if ord(character) in SELECTORS:
            if place == 0 or not _is_ideograph(text[place - 1]):
                yield place
        elif character in BLANK or (
            unicodedata.category(character) in UNSEEN and not _is_ideograph(character)
        ):
            yield place


def _is_ideograph(character: str) -> bool:
    name = unicodedata.name(character, "")
    if name:
        return name.startswith("CJK ")
    return any(ord(character) in plane for plane in IDEOGRAPHIC_PLANES)


def _heaped(text: str) -> Iterator[int]:
    """Yield the place of each mark that stands upon too many others."""
    heap = 0
    for place, character in enumerate(text):
        is_mark = unicodedata.combining(character) > 0
        heap = heap + 1 if is_mark else 0
        if heap > MOST_MARKS:
            yield place


def _markup(text: str) -> Iterator[re.Match[str]]:
    """Yield what can be nothing but HTML: elements, comments and names of characters."""
    yield from TAG.finditer(text)
    for found in REFERENCE.finditer(text):
        if found[0].startswith("&#") or found[0][1:] in html.entities.html5:
            yield found
