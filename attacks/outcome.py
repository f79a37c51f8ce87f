"""What an attack came to: one row of the table that `make attack` prints."""

from typing import NamedTuple


class Outcome(NamedTuple):
    """One attack: which promise it is against, what it reached, and what guessing would reach."""

    attack: str
    """What is tried, by whom and with what in hand."""
    promise: str
    """The number of the promise in docs/confidentiality.md, or the threat of docs/security.md."""
    reached: str
    """What the attacker learned, as a figure with its number of tries."""
    by_chance: str
    """What somebody who guesses would reach; "–" where there is nothing to guess."""
    holds: bool
    """Whether the promise held."""
