"""What is wrong with a list of people, in words for whoever wrote it."""

from collections.abc import Sequence


class ListRefusedError(ValueError):
    """Something in the list is wrong, and nobody was invited.

    `problems` says what and where, `accepted` which words are understood in its place.
    """

    def __init__(self, problems: Sequence[str], accepted: Sequence[str] = ()) -> None:
        super().__init__("\n".join(problems))
        self.problems, self.accepted = list(problems), list(accepted)
