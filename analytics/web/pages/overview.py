"""What can be read off all cells of a release together."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

from analytics.release.queries import Dyad
from analytics.release.rows import CellRow, MeanRow
from analytics.release.verdicts import for_dialogue
from analytics.vocabulary import translated
from analytics.vocabulary.gaps import KINDS_BY_GAP
from analytics.web import wording
from analytics.web.pages.shared import Words, of_gap

Links = Mapping[Dyad, str]
# How a mean is shown, as by `means.described_mean`.
Described = Callable[[MeanRow], dict[str, Any]]


def dialogue(words: Words, cells: Sequence[CellRow], links: Links) -> list[dict[str, Any]]:
    """The directed dyads with questions for dialogue, with how many they are, the most first."""
    numbers = Counter((cell.perceiver, cell.target) for cell in for_dialogue(cells))
    return [
        {
            "perceiver": words.name(perceiver),
            "target": words.name(target),
            "url": links[perceiver, target],
            "number": number,
        }
        for (perceiver, target), number in numbers.most_common()
        if (perceiver, target) in links
    ]


def _by_key(cells: Sequence[CellRow], gap: str) -> dict[str, CellRow]:
    return {cell.key: cell for cell in of_gap(cells, gap)}


def both_directions(
    words: Words, means: Mapping[Dyad, MeanRow], links: Links, described: Described
) -> list[dict[str, Any]]:
    """The two directions of every dyad side by side, never averaged into one."""
    return [
        {
            "url": links[one, other],
            "sides": (words.name(one), words.name(other)),
            "there": described(means[one, other]),
            "back": described(means[other, one]),
            "difference": wording.signed(means[one, other].asymmetry),
        }
        for one, other in combinations(words.order, 2)
        if (one, other) in means and (other, one) in means
    ]


def totals(words: Words, means: Sequence[MeanRow], described: Described) -> list[dict[str, Any]]:
    """Each side's concerns about all others, and all others' about it; None where not asked."""
    threat = of_gap(means, "threat")
    outward = {mean.perceiver: mean for mean in threat if not mean.target}
    inward = {mean.target: mean for mean in threat if not mean.perceiver}
    return [
        {
            "name": words.name(code),
            "outward": described(outward[code]) if code in outward else None,
            "inward": described(inward[code]) if code in inward else None,
        }
        for code in words.order
        if code in outward or code in inward
    ]


def kind_counts(cells: Sequence[CellRow]) -> dict[str, Any]:
    """How many questions are of each kind, and of which kind their empathy gaps are.

    ``columns`` are the kinds of empathy gap, none in a round without predictions. A question that
    nobody was asked to predict is counted in the totals alone.
    """
    threat, empathy = _by_key(cells, "threat"), _by_key(cells, "empathy")
    pairs = Counter((c.kind, empathy[key].kind) for key, c in threat.items() if key in empathy)
    of_kind = Counter(cell.kind for cell in threat.values())
    columns = translated(KINDS_BY_GAP["empathy"]) if empathy else {}
    return {
        "columns": list(columns.values()),
        "rows": [
            {
                "name": name,
                "counts": [pairs[kind, other] for other in columns],
                "total": of_kind[kind],
            }
            for kind, name in translated(KINDS_BY_GAP["threat"]).items()
        ],
        "totals": [sum(c.kind == kind for c in empathy.values()) for kind in columns],
        "n_questions": len(threat),
        "inconclusive": of_kind["inconclusive"],
    }
