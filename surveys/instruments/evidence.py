"""Documents that assessors are given to judge by, as plain, frozen data."""

from dataclasses import dataclass

from surveys.instruments.text import Text


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
