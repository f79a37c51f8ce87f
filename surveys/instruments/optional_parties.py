"""Parties without participants that rounds ask about only where they choose to. Pure."""

from collections.abc import Collection

from surveys.instruments.document import Document

# The module of rounds that ask about them, in the words of the common battery.
TARGET_ONLY = "target_only"


def optional_parties(document: Document) -> tuple[str, ...]:
    """Return the codes of the parties that only rounds with `TARGET_ONLY` ask about."""
    return tuple(party.code for party in document.parties if party.optional)


def is_asked_about(document: Document, party: str, modules: Collection[str]) -> bool:
    """Return whether a round with these modules asks about a party, or about none ("")."""
    return TARGET_ONLY in modules or party not in optional_parties(document)
