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

from collections.abc import Iterator, Mapping, Sequence
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
    marks = answers.to_numpy()
    candidates = [
        (round(loss, 9), levels, kept)
        for levels in product(*(range(len(h.generalised)) for h in hierarchies))
        if (kept := _kept(_classes(about, hierarchies, levels), marks)) is not None
        for loss in [_loss(about, hierarchies, levels, kept)]
    ]
    if not candidates:
        return None
    _, levels, kept = min(candidates, key=lambda candidate: candidate[:2])
    values = _generalised(about, hierarchies, levels)
    return values.where(pd.Series(kept, index=values.index), WITHHELD)


def _generalised(
    about: pd.DataFrame, hierarchies: Sequence[Hierarchy], levels: Levels
) -> pd.DataFrame:
    columns = {
        h.key: [h.generalised[level][answer] for answer in about[h.key]]
        for h, level in zip(hierarchies, levels, strict=True)
    }
    return pd.DataFrame(columns, index=about.index, dtype=object)


def _classes(
    about: pd.DataFrame, hierarchies: Sequence[Hierarchy], levels: Levels
) -> Iterator[npt.NDArray[np.intp]]:
    """The places of the people of each class."""
    values = _generalised(about, hierarchies, levels)
    combinations: dict[tuple[str | None, ...], list[int]] = {}
    for place, combination in enumerate(values.itertuples(index=False, name=None)):
        combinations.setdefault(combination, []).append(place)
    yield from map(np.array, combinations.values())


def _kept(
    classes: Iterator[npt.NDArray[np.intp]], marks: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_] | None:
    """Who is not withheld; None when those who would be do not make a good class."""
    kept = np.zeros(len(marks), dtype=bool)
    for members in classes:
        kept[members] = _is_good(marks[members])
    return kept if kept.all() or (kept.any() and _is_good(marks[~kept])) else None


def _is_good(marks: npt.NDArray[np.int64]) -> bool:
    """Whether a class of people with these marks is large enough and of several minds."""
    if len(marks) < SMALLEST_CLASS:
        return False
    most = np.zeros(marks.shape[1], dtype=int)
    for mark in np.unique(marks):
        most = np.maximum(most, (marks == mark).sum(axis=0))
    return bool((len(marks) - most >= FEWEST_OTHERS).all())


def _loss(
    about: pd.DataFrame,
    hierarchies: Sequence[Hierarchy],
    levels: Levels,
    kept: npt.NDArray[np.bool_],
) -> float:
    lost = float((~kept).sum() * len(hierarchies))
    for h, level in zip(hierarchies, levels, strict=True):
        lost += sum(h.losses[level][answer] for answer in about[h.key][kept])
    return lost
