"""Notes in a Stata file, which the library that writes the file leaves out. Pure.

Stata keeps a note as a characteristic: `note0` of a variable is how many it has, `note1` the first.
Source: StataCorp, "Description of .dta file format 118" (help dta), sections 5.1, 5.9 and 5.10.
"""

import struct
from collections.abc import Mapping

OF_THE_FILE = "_dta"
# Names as Stata has them: filled up with zeros.
NAME = "129s"
PLACE = b"<characteristics>"
# The places at which the sections of the file begin; from this one on they stand after the notes.
MAP, PLACES, FIRST_AFTER = b"<map>", struct.Struct("<14Q"), 9


def with_notes(content: bytes, notes: Mapping[str, str]) -> bytes:
    """A file of version 118, lowest byte first and without notes, with one for each of these names.

    The names are those of variables, or `OF_THE_FILE`.
    """
    added = b"".join(
        _characteristic(name, b"note0", b"1") + _characteristic(name, b"note1", text.encode())
        for name, text in notes.items()
    )
    start = content.index(MAP) + len(MAP)
    places = PLACES.unpack_from(content, start)
    moved = [place + len(added) * (number >= FIRST_AFTER) for number, place in enumerate(places)]
    end = places[FIRST_AFTER - 1] + len(PLACE)
    before = content[:start] + PLACES.pack(*moved) + content[start + PLACES.size : end]
    return before + added + content[end:]


def _characteristic(variable: str, name: bytes, text: bytes) -> bytes:
    held = struct.pack(NAME + NAME, variable.encode(), name) + text + b"\0"
    return b"<ch>" + struct.pack("<I", len(held)) + held + b"</ch>"
