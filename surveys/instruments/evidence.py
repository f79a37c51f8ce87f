"""The work that an instrument is drawn from, and documents that assessors judge by: frozen data."""

from dataclasses import dataclass

from surveys.instruments.text import Text


@dataclass(frozen=True)
class Citation:
    """The work from which the instrument is drawn, and a caution about it."""

    text: str
    note: Text


@dataclass(frozen=True)
class Evidence:
    """A document: at the address ``url``, or on paper where it is "".

    It is about the dyad of the two ``parties``, in both directions, or about all where there are
    none.
    """

    title: Text
    url: str = ""
    parties: tuple[str, ...] = ()


@dataclass(frozen=True)
class EvidenceLink:
    """A document in words; without an address ``url`` is ""."""

    title: str
    url: str
