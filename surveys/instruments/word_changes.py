"""What has changed between two texts, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

KEPT, REMOVED, ADDED = "kept", "removed", "added"
# Words where a language parts them by spaces, Korean among them, with placeholders whole; single
# characters in Chinese and Japanese.
TOKEN = re.compile(r"\{\w+\}|[A-Za-z0-9À-ɏ’'-]+|[가-힣]+|\s+|.", re.DOTALL)


class Piece(NamedTuple):
    """Words that stand in both texts (kept), in the first only (removed) or the second (added)."""

    kind: str
    words: str


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces of both texts in order, what was removed before what stands there now.

    >>> word_changes("possible use of force", "use of force")
    (Piece(kind='removed', words='possible '), Piece(kind='kept', words='use of force'))
    """
    pieces = _pieces(TOKEN.findall(before), TOKEN.findall(after))
    return tuple(piece for piece in pieces if piece.words)


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    steps = matcher.get_opcodes()
    removed = added = ""
    for step in steps:
        act, first, last, new_first, new_last = step
        old, new = "".join(before[first:last]), "".join(after[new_first:new_last])
        # A space between two changes does not make them two.
        if act != "equal" or ((removed or added) and not old.strip() and step is not steps[-1]):
            removed, added = removed + old, added + new
            continue
        yield from (Piece(REMOVED, removed), Piece(ADDED, added), Piece(KEPT, old))
        removed = added = ""
    yield from (Piece(REMOVED, removed), Piece(ADDED, added))
