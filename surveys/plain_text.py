"""Makes what people typed plain: one line, without characters that cannot be seen."""

import unicodedata

# Control, format (which includes those of direction), surrogate, private and unassigned characters.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


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
    return one_line("".join(c for c in line if unicodedata.category(c) not in UNSEEN))
