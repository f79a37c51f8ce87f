"""The parts that a brief is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """A matter and what is said of it; without a ``title`` the sentence stands by itself."""

    text: str
    title: str = ""


@dataclass(frozen=True)
class Section:
    """A heading and its items; ``empty`` is what is said where there are none."""

    heading: str
    items: list[Item]
    empty: str
