"""What came of a fault: one row of the table that `make chaos` prints."""

from typing import NamedTuple


class Outcome(NamedTuple):
    """One kind of fault on one kind of installation."""

    fault: str
    """What was done, to what."""
    place: str
    """On which installation: its databases and its broker."""
    times: str
    """How often, and what it hit."""
    recovery: float | None
    """Seconds from the last recovery until all was done, the longest; None where nothing waited."""
    problems: tuple[str, ...]
    """What was lost, came twice or was not done within the time; none where all is well."""
    skipped: str = ""
    """Why it was not tried here, if it was not."""
