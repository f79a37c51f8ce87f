"""Of whom a question is asked, and after which answer about oneself, as plain, frozen data."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

PARTICIPANT = "participant"


@dataclass(frozen=True)
class Given:
    """That one of the ``options`` was given to a question about oneself, named by its key."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """All that must hold for a question to be asked; what is empty or None always holds.

    ``seat``: one of these. ``side``: the participants of one of these; assessors are not narrowed
    by it. ``module``: the round has one of these. ``answer``: see `Given`; it is looked at after
    the others, since it alone differs between people who are asked alike.
    """

    seat: tuple[str, ...] = ()
    side: tuple[str, ...] = ()
    module: tuple[str, ...] = ()
    answer: Given | None = None

    def holds(self, seat: str, side: str, modules: Collection[str]) -> bool:
        """Return whether everybody of this seat and side is asked in a round of these modules."""
        return (
            (not self.seat or seat in self.seat)
            and (not self.side or seat != PARTICIPANT or side in self.side)
            and (not self.module or not set(self.module).isdisjoint(modules))
        )


def shown_after(
    conditions: Mapping[str, Condition | None], given: Mapping[str, str]
) -> frozenset[str]:
    """Return the keys of the questions that are shown after these answers.

    ``conditions`` by key, in any order; ``given``: the option chosen, by key, of the questions that
    were answered with one. A question that is not shown has no answer, so that none follows from
    it.

    >>> after_a, after_b = (Condition(answer=Given(key, ("yes",))) for key in "ab")
    >>> conditions = {"c": after_b, "b": after_a, "a": None}
    >>> sorted(shown_after(conditions, {"a": "yes", "b": "no"}))
    ['a', 'b']
    """

    def is_shown(key: str, below: frozenset[str] = frozenset()) -> bool:
        condition = conditions[key]
        answer = condition.answer if condition else None
        if answer is None:
            return True
        if answer.question not in conditions or key in below:
            return False
        return given.get(answer.question) in answer.options and is_shown(
            answer.question, below | {key}
        )

    return frozenset(key for key in conditions if is_shown(key))
