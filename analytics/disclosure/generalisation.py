"""What people say about themselves, generalised until ten people share every combination.

Global recoding, then local suppression (Sweeney 2002; Samarati 2001): every way to choose one
level for each question is tried, the same for the whole group. Classes that are too small or too
much of one mind are withheld, which is to say that nothing is published about their members;
together these must be a class that is neither. Of the ways that remain the one that loses least is
taken, and of equals the one whose levels come first.

The loss of an answer is the share of the other options that it can no longer be distinguished from;
what is withheld loses 1 (Xu and others 2006, normalised certainty penalty). Nothing is lost of a
*prefer not to say*, which is a value of its own and is never joined with another.

Imported by the worker alone, since pandas is slow to load.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.disclosure.k_anonymity import FEWEST_OTHERS, SMALLEST_CLASS
from surveys.instruments.about_questions import AboutQuestion
from surveys.instruments.document import NO_LEVEL

WITHHELD = None
Levels = tuple[int, ...]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Hierarchy:
    """For each level, the finest first, what every answer to a question is told as and loses."""

    key: str
    generalised: tuple[Mapping[str, str | None], ...]
    losses: tuple[Mapping[str, float], ...]


def hierarchy(question: AboutQuestion) -> Hierarchy:
    """Return the levels of a question: as asked, those of the instrument, and withheld."""
    options = [option.key for option in question.options]
    without = {answer: answer for answer in NO_LEVEL}
    generalised: list[Mapping[str, str | None]] = [{key: key for key in options} | without]
    sizes = [dict.fromkeys(options, 1)]
    for level in question.levels:
        generalised.append({key: group.key for group in level for key in group.holds} | without)
        sizes.append({key: len(group.holds) for group in level for key in group.holds})
    losses: list[Mapping[str, float]] = [
        {key: (size[key] - 1) / (len(options) - 1) for key in options} | dict.fromkeys(NO_LEVEL, 0)
        for size in sizes
    ]
    everything = [*options, *NO_LEVEL]
    return Hierarchy(
        question.key,
        (*generalised, dict.fromkeys(everything, WITHHELD)),
        (*losses, dict.fromkeys(everything, 1.0)),
    )


def recode(
    about: pd.DataFrame, answers: pd.DataFrame, hierarchies: Sequence[Hierarchy]
) -> pd.DataFrame | None:
    """Return what is published of each person, with None for what is withheld.

    `about` is what each says, not yet generalised: a row a person, a column a hierarchy. `answers`
    are the marks of the same people, which must differ within every class. None instead of a frame
    when the whole group is of one mind, all but at most one, about some question: then no record of
    it may be published at all.
    """
    people = _people(about, answers.to_numpy(), hierarchies)
    candidates = [
        (round(loss, 9), levels, kept)
        for levels in product(*(range(len(h.generalised)) for h in hierarchies))
        if (kept := _kept(people, _generalised(people, hierarchies, levels))) is not None
        for loss in [_loss(people, hierarchies, levels, kept)]
    ]
    if not candidates:
        return None
    _, levels, kept = min(candidates, key=lambda candidate: candidate[:2])
    told = _generalised(people, hierarchies, levels)
    columns = {
        h.key: np.array(
            [one[place] if keep else WITHHELD for one, keep in zip(told, kept, strict=True)],
            dtype=object,
        )[people.combination]
        for place, h in enumerate(hierarchies)
    }
    return pd.DataFrame(columns, index=about.index, dtype=object)


@dataclass(frozen=True)
class _People:
    """A group by what its people say of themselves: there are far fewer combinations than people.

    ``said`` is each combination, ``sizes`` (combinations,) how many people say it, ``counts``
    (combinations, questions, marks) how many of them gave each mark to each question, and
    ``combination`` (people,) the place of each person's.
    """

    said: Sequence[tuple[str, ...]]
    sizes: Counts
    counts: Counts
    combination: npt.NDArray[np.intp]


def _people(about: pd.DataFrame, marks: Counts, hierarchies: Sequence[Hierarchy]) -> _People:
    codes = np.zeros(len(about), dtype=np.intp)
    for h in hierarchies:
        of_question, options = pd.factorize(about[h.key])
        codes = codes * len(options) + of_question
    _codes, firsts, combination = np.unique(codes, return_index=True, return_inverse=True)
    said = [tuple(about[h.key].iloc[place] for h in hierarchies) for place in firsts]
    number = len(said)
    lowest, highest = (int(marks.min()), int(marks.max())) if marks.size else (0, 0)
    different = highest - lowest + 1
    counts = np.zeros((number, marks.shape[1], different), dtype=np.int64)
    for question in range(marks.shape[1]):
        places = combination * different + (marks[:, question].astype(np.intp) - lowest)
        counted = np.bincount(places, minlength=number * different)
        counts[:, question] = counted.reshape(number, different)
    return _People(said, np.bincount(combination, minlength=number), counts, combination)


def _generalised(
    people: _People, hierarchies: Sequence[Hierarchy], levels: Levels
) -> list[tuple[str | None, ...]]:
    """What is told of the people of each combination."""
    tables = [h.generalised[level] for h, level in zip(hierarchies, levels, strict=True)]
    return [
        tuple(table[answer] for table, answer in zip(tables, one, strict=True))
        for one in people.said
    ]


def _kept(people: _People, told: Sequence[tuple[str | None, ...]]) -> npt.NDArray[np.bool_] | None:
    """Which combinations are not withheld; None when those that would be make no good class."""
    classes: dict[tuple[str | None, ...], list[int]] = {}
    for place, one in enumerate(told):
        classes.setdefault(one, []).append(place)
    kept = np.zeros(len(told), dtype=bool)
    for members in classes.values():
        kept[members] = _is_good(people, members)
    withheld = np.flatnonzero(~kept)
    return kept if kept.all() or (kept.any() and _is_good(people, withheld)) else None


def _is_good(people: _People, members: Sequence[int] | npt.NDArray[np.intp]) -> bool:
    """Whether a class of these combinations is large enough and of several minds."""
    size = people.sizes[members].sum()
    if size < SMALLEST_CLASS:
        return False
    most = people.counts[members].sum(axis=0).max(axis=-1)
    return bool((size - most >= FEWEST_OTHERS).all())


def _loss(
    people: _People, hierarchies: Sequence[Hierarchy], levels: Levels, kept: npt.NDArray[np.bool_]
) -> float:
    lost = float(people.sizes[~kept].sum() * len(hierarchies))
    for place, (h, level) in enumerate(zip(hierarchies, levels, strict=True)):
        losses = np.array([h.losses[level][one[place]] for one in people.said])
        lost += float((losses * people.sizes)[kept].sum())
    return lost
