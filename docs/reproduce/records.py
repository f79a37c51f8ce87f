"""What needs one person's answers together, from the records of large groups."""

import numpy as np
from scipy.special import stdtrit

from reproduce.archive import Archive, Row
from reproduce.gaps import exact_delta
from reproduce.groups import LEVELS
from reproduce.rounding import figure

IMAGE = ("perceived", "avowed")


def marks_of(archive: Archive, group: str, names: list[str]) -> np.ndarray:
    """A row a person, a column an answer; NaN where no level was given."""
    people = [row["answers"] for row in archive.records if row["group"] == group]
    marks = np.array([[answers.get(name, -1) for name in names] for answers in people], float)
    marks = marks.reshape(len(people), len(names))
    return np.where(marks < 0, np.nan, marks)


def name_of(lens: str, question: str) -> str:
    """Of an answer in the records: those for one's own side have no lens in their name."""
    return question if lens in ("perceived", "assessed") else f"{lens}/{question}"


def _groups(archive: Archive) -> set[str]:
    return {row["group"] for row in archive.records}


# --- The mean image gap with people as clusters ---------------------------------------------------


def clustered(archive: Archive, row: Row) -> None:
    """Add the mean of an image gap from the records of both sides, where there are any."""
    row |= dict.fromkeys(("clustered_mean", "clustered_mean_low", "clustered_mean_high"))
    ends = {row["perceiver"], row["target"]}
    if row["gap"] != "image" or row["panel_without"] or not ends <= _groups(archive):
        return
    concerns = [concern["key"] for concern in archive.instrument["concerns"]]
    questions = [f"{row['perceiver']}>{row['target']}:{concern}" for concern in concerns]
    x, y = (
        marks_of(archive, group, [name_of(lens, question) for question in questions])
        for lens, group in zip(IMAGE, (row["perceiver"], row["target"]), strict=True)
    )
    s, t = _scores(x, y), _scores(y, x)
    if not len(s) or not len(t):
        return
    mean = low = high = float(s.mean())
    if min(len(s), len(t)) < 2:
        row["clustered_mean"] = figure(mean)
        return
    terms = np.array([s.var(ddof=1) / len(s), t.var(ddof=1) / len(t)])
    variance = terms.sum()
    if variance > 0:
        freedom = variance**2 / (terms**2 / np.array([len(s) - 1, len(t) - 1])).sum()
        reach = float(stdtrit(freedom, 0.975) * np.sqrt(variance))
        low, high = max(mean - reach, -1.0), min(mean + reach, 1.0)
    row["clustered_mean"] = figure(mean)
    row["clustered_mean_low"] = figure(round(low, 4))
    row["clustered_mean_high"] = figure(round(high, 4))


def _scores(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Each person's mean, over concerns, of the share of the others below less that above."""
    scores = []
    for person in x:
        each = []
        for mark, others in zip(person, y.T, strict=True):
            others = others[~np.isnan(others)]
            if len(others) and not np.isnan(mark):
                each.append(((others < mark).sum() - (others > mark).sum()) / len(others))
        if each:
            scores.append(np.mean(each))
    return np.array(scores)


# --- Ranks among the vignettes --------------------------------------------------------------------


def ranked(archive: Archive, cells: list[Row]) -> list[Row]:
    """The cells, those in the vignettes' domain between sides with records with delta on ranks."""
    vignettes = archive.instrument.get("vignettes") or {"situations": [], "domain": None}
    anchors = [name_of("anchored", one["key"]) for one in vignettes["situations"]]
    asked = anchors and archive.records
    asked = asked and all(name in archive.records[0]["answers"] for name in anchors)
    groups = _groups(archive)
    for cell in cells if asked else ():
        inside = cell["gap"] == "image" and cell["domain"] == vignettes["domain"]
        if inside and not cell["panel_without"] and {cell["perceiver"], cell["target"]} <= groups:
            sides = zip(IMAGE, (cell["perceiver"], cell["target"]), strict=True)
            left, right = (
                _ranks(marks_of(archive, group, [name_of(lens, cell["question"]), *anchors]))
                for lens, group in sides
            )
            top = 2 * len(anchors) + 1
            cell["c_delta_uniform"] = _delta(_spread(left, top), _spread(right, top))
            cell["c_delta_minimum_entropy"] = _delta(_gathered(left, top), _gathered(right, top))
    return cells


def _ranks(marks: np.ndarray) -> list[tuple[int, int]]:
    """The least and the greatest rank that each person's ratings allow."""
    found = []
    for own, *others in marks[~np.isnan(marks).any(axis=1)].tolist():
        edges = [-1.0, *others, float(LEVELS)]
        holds = [own < others[0]]
        for place, vignette in enumerate(others):
            last = place == len(others) - 1
            holds.append(own == vignette)
            holds.append(own > vignette if last else vignette < own < edges[place + 2])
        ranks = [rank for rank, is_so in enumerate(holds, start=1) if is_so]
        found.append((ranks[0], ranks[-1]))
    return found


def _spread(ranks: list[tuple[int, int]], top: int) -> np.ndarray:
    counts = np.zeros(top)
    for low, high in ranks:
        counts[low - 1 : high] += 1 / (high - low + 1)
    return counts


def _gathered(ranks: list[tuple[int, int]], top: int) -> np.ndarray:
    """The rank that most people have or could have takes all who could, again and again."""
    settled = np.zeros(top)
    for low, high in ranks:
        settled[low - 1] += low == high
    counts, waiting = settled.copy(), [(low, high) for low, high in ranks if low < high]
    while waiting:
        possible = np.zeros(top)
        for low, high in waiting:
            possible[low - 1 : high] += 1
        best = int(np.argmax(settled + possible))
        counts[best] += possible[best]
        settled[best] = 0
        waiting = [(low, high) for low, high in waiting if not low <= best + 1 <= high]
    return counts


def _delta(left: np.ndarray, right: np.ndarray) -> float | None:
    if not left.any() or not right.any():
        return None
    return exact_delta(left / left.sum(), right / right.sum())
