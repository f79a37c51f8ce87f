"""How well published records hide the people in them: k-anonymity and diversity. Pure.

A *class* is all records of a group that say the same about the person. Whoever knows that much of
somebody must find nine others beside them, and no answer that all of the class gave, nor all but
one: the one who did not would know the answer of all others.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from analytics.disclosure.audit import PromiseBrokenError
from analytics.release.rows import RecordRow
from surveys.group_sizes import LARGE_GROUP
from surveys.instruments.about_questions import AboutQuestion
from surveys.instruments.document import NO_LEVEL

SMALLEST_CLASS = 10
# Of every class, at every question, so many people gave another answer than the most common one.
FEWEST_OTHERS = 2


# What the records of a class say about the person, in the order of the questions' keys.
Said = tuple[str | None, ...]


class _Class:
    """How many records say the same about the person, and how many have each answer and mark."""

    def __init__(self) -> None:
        self.people = 0
        self.answers: Counter[tuple[str, int]] = Counter()

    def add(self, record: RecordRow) -> None:
        self.people += 1
        self.answers.update(record.answers.items())

    def tallies(self) -> dict[str, Counter[int]]:
        """How many gave each mark, by question."""
        tallies: dict[str, Counter[int]] = {}
        for (name, mark), number in self.answers.items():
            tallies.setdefault(name, Counter())[mark] = number
        return tallies


@dataclass(frozen=True)
class Hidden:
    """How well the records of one group hide its people.

    ``k`` people are in the smallest class; ``l`` is the smallest number of distinct answers that a
    class gave to a question (None without questions), ``unanimous`` at how many questions that is
    1 in some class, ``others`` the fewest who gave another answer than the most common one.
    ``withheld`` records say nothing about the person although others do; ``levels`` holds for each
    question about oneself how coarsely it is published: 0 as answered, None not at all.
    """

    group: str
    records: int
    classes: int
    k: int
    l: int | None  # noqa: E741  as the literature has it
    others: int | None
    unanimous: int
    withheld: int
    levels: Mapping[str, int | None]

    @property
    def keeps_promises(self) -> bool:
        diverse = self.others is None or self.others >= FEWEST_OTHERS
        return self.records >= LARGE_GROUP and self.k >= SMALLEST_CLASS and diverse


def hidden(
    records: Iterable[RecordRow], questions: Sequence[AboutQuestion] = ()
) -> tuple[Hidden, ...]:
    """How well the records of each group hide its people, by group. They are read once."""
    groups: dict[str, dict[Said, _Class]] = {}
    keys: dict[str, list[str]] = {}
    for record in records:
        of_group = keys.setdefault(record.group, sorted(record.about))
        said = tuple(record.about[key] for key in of_group)
        classes = groups.setdefault(record.group, {})
        if said not in classes:
            classes[said] = _Class()
        classes[said].add(record)
    return tuple(_hidden(group, keys[group], groups[group], questions) for group in sorted(groups))


def require_hidden(
    records: Iterable[RecordRow], questions: Sequence[AboutQuestion] = ()
) -> tuple[Hidden, ...]:
    """The same of records about to be published. Raises PromiseBrokenError."""
    groups = hidden(records, questions)
    broken = [one.group for one in groups if not one.keeps_promises]
    if broken:
        raise PromiseBrokenError(f"these records give somebody away: {', '.join(broken)}")
    return groups


def summary(groups: Iterable[Hidden]) -> dict[str, Any]:
    """As it is told in the release."""
    return {
        "smallest_group": LARGE_GROUP,
        "smallest_class": SMALLEST_CLASS,
        "fewest_others": FEWEST_OTHERS,
        "groups": [asdict(one) for one in groups],
    }


def _hidden(
    group: str,
    keys: Sequence[str],
    classes: Mapping[Said, _Class],
    questions: Sequence[AboutQuestion],
) -> Hidden:
    tallies = [one.tallies() for one in classes.values()]
    counts = [tally for one in tallies for tally in one.values()]
    nothing = [one.people for said, one in classes.items() if said and not any(said)]
    return Hidden(
        group=group,
        records=sum(one.people for one in classes.values()),
        classes=len(classes),
        k=min(one.people for one in classes.values()),
        l=min(map(len, counts), default=None),
        others=min((tally.total() - max(tally.values()) for tally in counts), default=None),
        unanimous=len({name for one in tallies for name, tally in one.items() if len(tally) == 1}),
        withheld=sum(nothing) if len(classes) > 1 else 0,
        levels={
            q.key: _level(q, {said[keys.index(q.key)] for said in classes})
            for q in questions
            if q.key in keys
        },
    )


def _level(question: AboutQuestion, values: set[str | None]) -> int | None:
    """At which level the answers are told; None when they are told of nobody."""
    if values == {None}:
        return None
    answers = values - {None, *NO_LEVEL}
    for number, level in enumerate(question.levels, start=1):
        if answers & {group.key for group in level}:
            return number
    return 0
