"""What is wrong with a form that comes from another program, and where."""

from collections.abc import Sequence

from surveys.instruments.errors import InstrumentError, printable


class Faults:
    """Gathers faults with their places; `raise_any` names them all at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.named: list[str] = []

    def add(self, place: str, message: str) -> None:
        """Add what is wrong at a place, such as ``survey!C4`` or ``line 12``."""
        named = printable(
            f"{self.file}: {place}: {message}" if place else f"{self.file}: {message}"
        )
        if named not in self.named:
            self.named.append(named)

    def raise_any(self, limit: int = 200) -> None:
        """Raise InstrumentError with all faults, the first ones of very many."""
        if self.named:
            more = [f"{self.file}: {len(self.named) - limit} more faults; mend these first"]
            raise InstrumentError([*self.named[:limit], *(more if self.named[limit:] else [])])


def one_fault(file: str, messages: Sequence[str]) -> InstrumentError:
    """Return the error of a file that cannot be read at all."""
    return InstrumentError([f"{file}: {message}" for message in messages])
