"""Why a file that was sent is not read."""

from collections.abc import Sequence


class UnreadableFileError(ValueError):
    """A file that cannot be read as a table; ``problems`` say why, and what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)
