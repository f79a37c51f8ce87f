"""What can be read off all cells of a release together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from analytics.release.queries import Dyad
from analytics.release.rows import CellRow, MeanRow
from analytics.web import verdict_wording, wording
from analytics.web.pages.shared import Words

Links = Mapping[Dyad, str]


def dialogue(words: Words, cells: Sequence[CellRow], links: Links) -> list[dict[str, Any]]:
    """The directed dyads with questions for dialogue, with how many they are, the most first."""
    threat, empathy = _by_key(cells, "threat"), _by_key(cells, "empathy")
    found = Counter(
        (cell.perceiver, cell.target)
        for key, cell in threat.items()
        if verdict_wording.for_dialogue(cell, empathy.get(key))
    )
    return [
        {
            "perceiver": words.name(perceiver),
            "target": words.name(target),
            "url": links[perceiver, target],
            "number": number,
        }
        for (perceiver, target), number in found.most_common()
        if (perceiver, target) in links
    ]


def _by_key(cells: Sequence[CellRow], gap: str) -> dict[str, CellRow]:
    return {cell.key: cell for cell in cells if (cell.gap, cell.panel_without) == (gap, "")}


def both_ways(words: Words, means: Mapping[Dyad, MeanRow], links: Links) -> list[dict[str, Any]]:
    """The two directions of every dyad side by side, never averaged into one."""
    return [
        {
            "url": links[one, other],
            "sides": (words.name(one), words.name(other)),
            "there": _told(means[one, other]),
            "back": _told(means[other, one]),
            "difference": wording.signed(means[one, other].asymmetry),
        }
        for one, other in combinations(words.order, 2)
        if (one, other) in means and (other, one) in means
    ]


def totals(words: Words, means: Sequence[MeanRow]) -> list[dict[str, Any]]:
    """Each side's concerns about all others, and all others' about it; None where not asked."""
    wanted = [mean for mean in means if (mean.gap, mean.panel_without) == ("threat", "")]
    outward = {mean.perceiver: mean for mean in wanted if not mean.target}
    inward = {mean.target: mean for mean in wanted if not mean.perceiver}
    return [
        {
            "name": words.name(code),
            "outward": _told(outward[code]) if code in outward else None,
            "inward": _told(inward[code]) if code in inward else None,
        }
        for code in words.order
        if code in outward or code in inward
    ]


def _told(mean: MeanRow) -> dict[str, Any]:
    return {
        "value": wording.signed(mean.mean),
        "known": mean.mean is not None,
        "limits": wording.between(mean.mean_low, mean.mean_high),
        "class": wording.band_class(mean.mean),
        "concerns": wording.concerns_above(mean.n_above, mean.n_cells),
    }


def kinds_met(cells: Sequence[CellRow]) -> dict[str, Any]:
    """How many questions are of each kind, and how often it meets each kind of empathy gap.

    ``columns`` are the kinds of empathy gap, none in a round without predictions. A question that
    nobody was asked to predict is counted in the totals alone.
    """
    threat, empathy = _by_key(cells, "threat"), _by_key(cells, "empathy")
    met = Counter((c.kind, empathy[key].kind) for key, c in threat.items() if key in empathy)
    of_kind = Counter(cell.kind for cell in threat.values())
    columns = verdict_wording.kinds_of("empathy") if empathy else {}
    return {
        "columns": list(columns.values()),
        "rows": [
            {
                "name": told,
                "counts": [met[kind, other] for other in columns],
                "total": of_kind[kind],
            }
            for kind, told in verdict_wording.kinds_of("threat").items()
        ],
        "totals": [sum(c.kind == kind for c in empathy.values()) for kind in columns],
        "asked": len(threat),
        "inconclusive": of_kind["inconclusive"],
    }
