"""The gap matrix as a page."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from analytics.models import Block
from analytics.release.queries import Dyad, cells_of, has_visible_changes, means_of
from analytics.release.rows import CellRow, MeanRow
from analytics.release.verdicts import for_dialogue, thresholds_of
from analytics.vocabulary import translated
from analytics.vocabulary.gaps import KINDS_BY_GAP
from analytics.web import wording
from analytics.web.access import Reader
from analytics.web.charts.matrix import heatmap as heatmap_chart
from analytics.web.pages.means import described_mean, legend
from analytics.web.pages.shared import Words, of_gap, page_context, words_of
from surveys.access import Role

Links = Mapping[Dyad, str]
# How a mean is shown, as by `means.described_mean`.
Described = Callable[[MeanRow], dict[str, Any]]


def heatmap(reader: Reader) -> dict[str, Any]:
    """Both mean gaps by perceiver and target, and what can be read off all cells together."""
    release = reader.release
    words, cells, means = words_of(release), cells_of(release), means_of(release)
    thresholds = thresholds_of(release.metadata)
    threat, empathy = (_by_dyad(means, gap) for gap in ("threat", "empathy"))
    links = {dyad: reader.url("dyad", *dyad) for dyad in {**threat, **empathy}}
    to_empathy = {(p, t): f"{link}#empathy-{p}-{t}" for (p, t), link in links.items()}

    def described(mean: MeanRow) -> dict[str, Any]:
        return described_mean(mean, cells, thresholds)

    threats = matrix(words, threat, links, described)
    return page_context(reader) | {
        "related": related_pages(reader),
        "empathy": matrix(words, empathy, to_empathy, described) if empathy else None,
        "empathy_legend": legend("empathy", thresholds),
        "threat": threats,
        "threat_legend": legend("threat", thresholds),
        "chart": heatmap_chart(threats),
        "empty": all(mean.mean is None for mean in threat.values()),
        "answered": any(cell.n_left or cell.n_right for cell in cells),
        "dialogue": dialogue(words, cells, links),
        "both_directions": both_directions(words, threat, links, described),
        "totals": totals(words, means, described),
        "kinds": kind_counts(cells),
    }


def _by_dyad(means: list[MeanRow], gap: str) -> dict[Dyad, MeanRow]:
    """One gap over the common battery, against the whole panel, by directed dyad."""
    return {
        (mean.perceiver, mean.target): mean
        for mean in of_gap(means, gap)
        if mean.perceiver and mean.target
    }


def matrix(
    words: Words, means: Mapping[Dyad, MeanRow], links: Links, described: Described
) -> dict[str, Any]:
    """Perceivers down and targets across; what was not asked has no figure."""
    perceivers = [code for code in words.order if any(dyad[0] == code for dyad in means)]
    targets = [code for code in words.order if any(dyad[1] == code for dyad in means)]
    return {
        "columns": [words.name(code) for code in targets],
        "rows": [
            {
                "name": words.name(perceiver),
                "cells": [
                    {
                        "same": perceiver == target,
                        "perceiver": words.name(perceiver),
                        "target": words.name(target),
                        "url": links.get((perceiver, target), ""),
                        "mean": described(mean) if mean else None,
                    }
                    for target in targets
                    for mean in [means.get((perceiver, target))]
                ],
            }
            for perceiver in perceivers
        ],
    }


def related_pages(reader: Reader) -> list[dict[str, str]]:
    """Address and name of each page beside the matrix that is there for this reader."""
    release = reader.release
    blocks = Block.objects.filter(release=release, item_kind__in=["impression", "vignette"])
    kinds = set(blocks.order_by().values_list("item_kind", flat=True).distinct())
    changed = has_visible_changes(release, reader.who)
    pages = [
        ("impressions", _("Which side gives most cause for concern"), "impression" in kinds),
        ("vignettes", _("How each group uses the words"), "vignette" in kinds),
        ("change", _("What changed since the earlier round"), changed),
        # A link opens pages; the files come by the API, to those who have a role.
        ("files", _("Files and citation"), isinstance(reader.who, Role)),
    ]
    return [{"url": reader.url(name), "words": words} for name, words, exists in pages if exists]


# --- All cells together --------------------------------------------------------------------------


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
