"""The gap matrix as a page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from analytics.models import Block
from analytics.release.queries import Dyad, cells_of, has_visible_changes, means_of
from analytics.release.rows import CellRow
from analytics.release.verdicts import for_dialogue, thresholds_of
from analytics.vocabulary import translated
from analytics.vocabulary.gaps import KINDS_BY_GAP
from analytics.web.access import Reader
from analytics.web.charts.matrix import heatmap as heatmap_chart
from analytics.web.pages.compare import has_others
from analytics.web.pages.likely import changed_at_most, likely_dyads, pooled_dyads
from analytics.web.pages.means import described_mean, legend
from analytics.web.pages.shared import Words, of_gap, page_context, words_of
from surveys.instruments.optional_parts import REPORTED_CHANGES

Links = Mapping[Dyad, str]
# Means of one gap as `means.described_mean` shows them; "" stands for all perceivers or targets.
Means = Mapping[Dyad, dict[str, Any]]


def heatmap(reader: Reader) -> dict[str, Any]:
    """Both mean gaps by perceiver and target, and what can be read off all cells together."""
    release = reader.release
    words, cells, means = words_of(release), cells_of(release), means_of(release)
    thresholds = thresholds_of(release.metadata)
    threat, empathy = (
        {(m.perceiver, m.target): described_mean(m, cells, thresholds) for m in of_gap(means, gap)}
        for gap in ("threat", "empathy")
    )
    links = {dyad: reader.url("dyad", *dyad) for dyad in {**threat, **empathy} if all(dyad)}
    to_empathy = {(p, t): f"{link}#empathy-{p}-{t}" for (p, t), link in links.items()}
    threats = matrix(words, threat, links)
    return page_context(reader) | {
        "related": related_pages(reader),
        "empathy": matrix(words, empathy, to_empathy) if empathy else None,
        "empathy_legend": legend("empathy", thresholds, of_dyads(empathy)),
        "threat": threats,
        "threat_legend": legend("threat", thresholds, of_dyads(threat)),
        "likely": likely_dyads(words, of_gap(means, "threat"), links, thresholds),
        "changed": changed_at_most(
            (m.pooled["mean"], m.mean) for m in pooled_dyads(of_gap(means, "threat"))
        ),
        "chart": heatmap_chart(threats),
        "empty": not any(mean["published"] for mean in of_dyads(threat)),
        "answered": any(cell.n_left or cell.n_right for cell in cells),
        "dialogue": dialogue(words, cells, links),
        "both_directions": both_directions(words, threat, links),
        "totals": totals(words, threat),
        "kinds": kind_counts(cells),
    }


def of_dyads(means: Means) -> list[dict[str, Any]]:
    """The means of directed dyads, which stand in the cells of a matrix."""
    return [mean for dyad, mean in means.items() if all(dyad)]


def matrix(words: Words, means: Means, links: Links) -> dict[str, Any]:
    """Perceivers down and targets across; what was not asked has no figure."""
    dyads = [dyad for dyad in means if all(dyad)]
    perceivers = [code for code in words.order if any(dyad[0] == code for dyad in dyads)]
    targets = [code for code in words.order if any(dyad[1] == code for dyad in dyads)]
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
                        "mean": means.get((perceiver, target)),
                    }
                    for target in targets
                ],
            }
            for perceiver in perceivers
        ],
    }


def related_pages(reader: Reader) -> list[dict[str, str]]:
    """Address and name of each page beside the matrix that is there for this reader."""
    release = reader.release
    shown = ["impression", "vignette", *REPORTED_CHANGES]
    blocks = Block.objects.filter(release=release, item_kind__in=shown)
    kinds = set(blocks.order_by().values_list("item_kind", flat=True).distinct())
    impressed = not kinds.isdisjoint(("impression", "reflection"))
    changed = has_visible_changes(release, reader.who)
    pages = [
        ("impressions", _("Which side gives most cause for concern"), impressed),
        ("vignettes", _("How each group uses the words"), "vignette" in kinds),
        ("change", _("What changed since the earlier round"), changed or "trend" in kinds),
        ("compare", _("Rounds and studies side by side"), has_others(reader)),
        # A link opens pages; the files come by the API, to those who have a role.
        ("files", _("Files and citation"), reader.is_staff),
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


def both_directions(words: Words, means: Means, links: Links) -> list[dict[str, Any]]:
    """The two directions of every dyad side by side, never averaged into one."""
    return [
        {
            "url": links[one, other],
            "sides": (words.name(one), words.name(other)),
            "there": means[one, other],
            "back": means[other, one],
        }
        for one, other in combinations(words.order, 2)
        if (one, other) in means and (other, one) in means
    ]


def totals(words: Words, means: Means) -> list[dict[str, Any]]:
    """Each side's concerns about all others, and all others' about it; None where not asked."""
    return [
        {
            "name": words.name(code),
            "outward": means.get((code, "")),
            "inward": means.get(("", code)),
        }
        for code in words.order
        if (code, "") in means or ("", code) in means
    ]


def kind_counts(cells: Sequence[CellRow]) -> dict[str, Any]:
    """How many questions are of each kind, and of which kind their empathy gaps are.

    ``columns`` are the kinds of empathy gap, none in a round without predictions. A question that
    nobody was asked to predict is counted in the totals alone.
    """
    threat, empathy = (
        {cell.key: cell for cell in of_gap(cells, gap)} for gap in ("threat", "empathy")
    )
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
