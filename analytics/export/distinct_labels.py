"""Labels of one column, or of the columns of one table, of which no two are alike. Pure.

Where a format has no room for a text, what tells it apart from the others is kept: its beginning,
which names the sides, and as much of its end or its middle as need be. What becomes of a text
follows from the whole set, in whatever order it comes.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from itertools import count
from typing import TypeVar

from wcwidth import iter_graphemes

# Stands for what was left out.
ELLIPSIS = "…"
# How far back a word may begin that is kept whole.
LONGEST_WORD = 16
Key = TypeVar("Key", bound=Hashable)
# How long a text is in the units of a format; of two texts together it is the sum.
Size = Callable[[str], int]
# A text as the characters that its reader sees, none of which may be divided.
Characters = Sequence[str]


def in_bytes(text: str) -> int:
    """How many bytes of UTF-8 the text takes."""
    return len(text.encode())


def distinct(texts: Mapping[Key, str], taken: Collection[str] = ()) -> dict[Key, str]:
    """The texts, but each that another one is equal to, or one of ``taken``, with its key.

    >>> distinct({"a": "trade", "b": "trade", "c": "the sea"})
    {'a': 'trade (a)', 'b': 'trade (b)', 'c': 'the sea'}
    """
    result = dict(texts)
    while alike := _alike(result, taken):
        result |= {key: f"{result[key]} ({key})" for key in alike}
    return result


def shortened(texts: Mapping[Key, str], length: int, size: Size = len) -> dict[Key, str]:
    """The texts, each of at most ``length`` by ``size``; those that fit are left as they are.

    No two are alike but those that were so and fit. ValueError where ``length`` is too little for
    that.

    >>> shortened({1: "the strait, seen by sea", 2: "the strait, seen by air", 3: "trade"}, 12)
    {1: 'the str… sea', 2: 'the str… air', 3: 'trade'}
    """
    room = _Room(length, size)
    long = {key for key, text in texts.items() if size(text) > length}
    split = {text: tuple(iter_graphemes(text)) for text in texts.values()} if long else {}
    result = dict(texts)
    for key in long:
        text = split[texts[key]]
        others = [each for each in split.values() if each != text]
        result[key] = _cut(text, others, room) or _with_key(key, text, room)
    for key in sorted(long & {*_alike(result)}, key=lambda key: (texts[key], str(key))):
        result[key] = _numbered(split[texts[key]], result.values(), room)
    return result


def _alike(texts: Mapping[Key, str], taken: Collection[str] = ()) -> list[Key]:
    times = Counter([*texts.values(), *taken])
    return [key for key, text in texts.items() if times[text] > 1]


# --- What fits -----------------------------------------------------------------------------------


class _Room:
    """How much a format takes."""

    def __init__(self, length: int, size: Size) -> None:
        self.length, self.size = length, size

    def first_of(self, characters: Iterable[str], taken: str) -> str:
        """As much of a text as fits beside what is ``taken``, without a space at its end."""
        left, fitting = self.length - self.size(taken), []
        for each in characters:
            left -= self.size(each)
            if left < 0:
                break
            fitting.append(each)
        return "".join(fitting).rstrip()


def _cut(text: Characters, others: Sequence[Characters], room: _Room) -> str | None:
    """The text cut so that it can be no other; None where its end and middle are too long."""
    bracket = _bracket(text, room)
    beginning = room.first_of(text, ELLIPSIS + bracket)
    wholes = [(other, _joined(other)) for other in others]
    if not any(words.startswith(beginning) and words.endswith(bracket) for _, words in wholes):
        return beginning + ELLIPSIS + bracket
    # At least half of the room is the beginning's, so rivals are those that have all of that half.
    least = room.first_of(text, " " * (room.length // 2) + ELLIPSIS)
    rivals = [other for other, words in wholes if words.startswith(least)]
    part = _end(text, rivals, room) or _middle(text, rivals, room)
    return room.first_of(text, part + ELLIPSIS) + ELLIPSIS + part if part else None


def _bracket(text: Characters, room: _Room) -> str:
    """What stands in brackets at the end of the text, such as a lens; "" without any."""
    words = _joined(text)
    bracket = words[words.rfind(" (") :] if words.endswith(")") and " (" in words else ""
    return bracket if room.size(bracket) <= room.length // 2 else ""


def _end(text: Characters, rivals: Iterable[Characters], room: _Room) -> str:
    """The shortest end that no rival has, from the beginning of a word if that fits."""
    common = max(_common(reversed(text), reversed(rival)) for rival in rivals)
    start = len(text) - common - 1
    if start < 0:
        return ""
    ends = (_joined(text[place:]) for place in (_word(text, start), start))
    return next((end for end in ends if room.size(end) <= room.length // 2), "")


def _middle(text: Characters, rivals: Sequence[Characters], room: _Room) -> str:
    """What stands where the text begins to differ from the last of its rivals."""
    start = max(_common(text, rival) for rival in rivals)
    if start == len(text):
        return ""
    half = " " * (room.length - room.length // 2)
    part = room.first_of(text[_word(text, start) :], half + ELLIPSIS)
    return "" if any(part in _joined(rival) for rival in rivals) else part + ELLIPSIS


def _joined(characters: Characters) -> str:
    return "".join(characters)


def _common(left: Iterable[str], right: Iterable[str]) -> int:
    """How many characters both begin with."""
    length = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        length += 1
    return length


def _word(text: Characters, start: int) -> int:
    """Where the word begins that stands there, with the space or bracket before it."""
    for place in range(start, max(start - LONGEST_WORD, 0), -1):
        if unicodedata.category(text[place][0])[0] in "ZP":
            return place
    return start


# --- What tells nothing apart --------------------------------------------------------------------


def _with_key(key: Hashable, text: Characters, room: _Room) -> str:
    """The beginning, and the key if there is room for it."""
    mark = f"{ELLIPSIS} ({key})"
    mark = mark if room.size(mark) <= room.length // 2 else ELLIPSIS
    return room.first_of(text, mark) + mark


def _numbered(text: Characters, taken: Collection[str], room: _Room) -> str:
    """The beginning, and the first number that makes it none of those."""
    for mark in (f"{ELLIPSIS} {number}" for number in count(1)):
        label = room.first_of(text, mark) + mark
        if label not in taken:
            break
    if room.size(label) > room.length:
        raise ValueError(f"{room.length} is too little to tell labels apart")
    return label
