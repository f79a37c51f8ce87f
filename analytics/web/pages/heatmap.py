"""The gap matrix as a page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from analytics.reference.queries import figures_of
from analytics.release.audience import may_read
from analytics.release.battery_blocks import batteries_asked
from analytics.release.grounds import BATTERY as GROUNDS
from analytics.release.parties_apart import divided
from analytics.release.queries import (
    blocks_of,
    cells_of,
    has_level_gaps,
    has_visible_changes,
    means_of,
)
from analytics.release.rows import BlockRow, CellRow
from analytics.release.verdicts import thresholds_of
from analytics.vocabulary import translated
from analytics.vocabulary.gaps import GAPS, KINDS_BY_GAP, QUESTIONS_BY_GAP
from analytics.web.access import Reader
from analytics.web.charts.concerns import concerns as concerns_chart
from analytics.web.pages.compare import has_others
from analytics.web.pages.elsewhere import elsewhere_by_dyad
from analytics.web.pages.likely import changed_at_most, likely_dyads, pooled_dyads
from analytics.web.pages.matrix import (
    Links,
    Means,
    described_means,
    matrix_table,
    of_dyads,
    quotations,
)
from analytics.web.pages.means import legend
from analytics.web.pages.questions import by_concern, domains, inside_cells
from analytics.web.pages.shared import SYMBOLS, Words, of_gap, page_context, take_away, words_of
from analytics.web.pages.topics import chosen_topics
from analytics.web.pages.undetermined import parties_apart, shares_of, undetermined_section
from surveys.instruments import reassurance
from surveys.instruments.loader import document_of
from surveys.instruments.optional_parties import optional_parties
from surveys.instruments.sides_and_orders import ORDERS, SELF_IMAGE

QUOTED = "shown"


@dataclass(frozen=True)
class Choice:
    """What of the matrix a reader has chosen to see, as its address says.

    ``gap`` is one of three, ``domain`` a domain or "" for all, ``quoted`` whether the instrument's
    quotations stand beside the results.
    """

    gap: str = "threat"
    domain: str = ""
    quoted: bool = False

    @property
    def query(self) -> str:
        """The end of the address, with what differs from the default alone."""
        named = {
            "gap": self.gap,
            "domain": self.domain,
            "quoted": QUOTED if self.quoted else "",
        }
        return f"?{urlencode({name: v for name, v in named.items() if v != DEFAULTS[name]})}"


DEFAULTS = {"gap": "threat", "domain": "", "quoted": ""}


def choice_of(query: Mapping[str, str]) -> Choice | None:
    """What the address asks for; None for a gap, a domain or a switch that there is not."""
    gap, domain, quoted = (query.get(name, default) for name, default in DEFAULTS.items())
    if gap not in GAPS or quoted not in ("", QUOTED):
        return None
    return Choice(gap, domain, bool(quoted))


def heatmap(reader: Reader, choice: Choice | None = None) -> dict[str, Any] | None:
    """One gap by perceiver and target and at each question, and what all cells come to.

    None for a gap or a domain that this release has not.
    """
    choice, release = choice or Choice(), reader.release
    words, thresholds = words_of(release), thresholds_of(release.metadata)
    parties = optional_parties(document_of(release.round.instrument))
    cells, cells_apart = divided(cells_of(release), parties)
    means, means_apart = divided(means_of(release), parties)
    asked = [gap for gap in GAPS if gap == "threat" or of_gap(means, gap)]
    of_domains = domains(words, cells)
    if choice.gap not in asked or choice.domain not in ("", *of_domains):
        return None
    threat = described_means(means, "threat", cells, thresholds)
    shown = (
        threat if choice.gap == "threat" else described_means(means, choice.gap, cells, thresholds)
    )
    links = {dyad: reader.url("dyad", *dyad) for dyad in {**threat, **shown} if all(dyad)}
    every_link = links | {
        (mean.perceiver, mean.target): reader.url("dyad", mean.perceiver, mean.target)
        for mean in means_apart
        if mean.perceiver
    }
    blocks = blocks_of(release)
    shares = shares_of(blocks)
    to_gap = {(p, t): f"{link}#{choice.gap}-{p}-{t}" for (p, t), link in links.items()}
    quoted = quotations(words, cells)
    concerns = by_concern(words, cells, choice.gap, to_gap, thresholds)
    published = any(mean["published"] for mean in of_dyads(shown))
    return page_context(reader) | {
        "related": related_pages(reader, blocks),
        "choice": choice,
        "gaps": _gaps(choice, asked),
        "question": QUESTIONS_BY_GAP[choice.gap],
        "matrix": matrix_table(words, shown, to_gap, quoted if choice.quoted else None),
        "legend": legend(choice.gap, thresholds, of_dyads(shown)),
        "published": published,
        "quotes": _quotes(choice, release.metadata["instrument"]["source"]) if quoted else None,
        "symbols": [(symbol, words.labels.marks[mark]) for mark, symbol in SYMBOLS.items()],
        "take_away": take_away(reader, choice.gap),
        "take_away_concerns": take_away(reader, f"{choice.gap}-concerns"),
        "concerns": concerns,
        "chart": concerns and concerns_chart(concerns),
        "domains": _domains(choice, of_domains),
        "inside": inside_cells(words, cells, choice.gap, choice.domain, to_gap, thresholds),
        "likely": likely_dyads(words, of_gap(means, "threat"), links, thresholds),
        "changed": changed_at_most(
            (m.pooled["mean"], m.mean) for m in pooled_dyads(of_gap(means, "threat"))
        ),
        "empty": not any(mean["published"] for mean in of_dyads(threat)),
        "answered": any(cell.n_left or cell.n_right for cell in cells),
        "predicted": "empathy" in asked,
        "topics": chosen_topics(words, cells, means, links, thresholds),
        "apart": parties_apart(
            words, parties, cells_apart, means_apart, shares, every_link, thresholds
        ),
        "undetermined": undetermined_section(words, shares, every_link),
        "elsewhere": elsewhere_by_dyad(words, figures_of(release.round.study), every_link),
        "both_directions": both_directions(words, threat, links),
        "totals": totals(words, threat),
        "kinds": kind_counts(cells),
    }


# --- What may be chosen --------------------------------------------------------------------------


def _gaps(choice: Choice, asked: Sequence[str]) -> list[dict[str, Any]]:
    """The switch between the gaps that were asked."""
    names = {"threat": _("Threat gap"), "image": _("Image gap"), "empathy": _("Empathy gap")}
    return [
        {
            "name": names[gap],
            "query": replace(choice, gap=gap).query,
            "chosen": gap == choice.gap,
        }
        for gap in asked
    ]


def _domains(choice: Choice, of_domains: Mapping[str, str]) -> list[dict[str, Any]]:
    """The switch between domains; the first entry is all of them."""
    return [
        {
            "name": name,
            "query": replace(choice, domain=domain).query,
            "chosen": domain == choice.domain,
        }
        for domain, name in [("", _("All domains")), *of_domains.items()]
    ]


def _quotes(choice: Choice, source: str) -> dict[str, Any]:
    """The switch of the quotations, and where they are from."""
    return {
        "shown": choice.quoted,
        "source": source,
        "query": replace(choice, quoted=not choice.quoted).query,
    }


def related_pages(reader: Reader, blocks: Sequence[BlockRow]) -> list[dict[str, str]]:
    """Address and name of each page beside the matrix that is there for this reader.

    ``blocks`` are all of the release.
    """
    release = reader.release
    kinds = {block.item_kind for block in blocks}
    impressed = not kinds.isdisjoint(("impression", "reflection"))
    asked = batteries_asked(blocks)
    changed = has_visible_changes(release, reader.who)
    by_level = bool(release.round.levels) and has_level_gaps(release)
    is_public = not reader.link and may_read(release, None)
    pages = [
        ("impressions", _("Which side gives most cause for concern"), impressed),
        ("levels", _("Between the levels of a side"), by_level),
        ("reassurance", _("What would reassure"), reassurance.KEY in asked),
        ("self_image", _("What each side says of itself"), SELF_IMAGE in asked),
        ("orders", _("Orders of the region that each side could accept"), ORDERS in asked),
        ("vignettes", _("How each group uses the words"), "vignette" in kinds),
        ("grounds", _("What the answers rest on"), GROUNDS in asked),
        ("change", _("What changed since the earlier round"), changed or "trend" in kinds),
        ("compare", _("Rounds and studies side by side"), has_others(reader)),
        ("release-briefs", _("The briefs of all dyads"), reader.is_staff),
        # A link opens pages; the files come by the API, to those who have a role, or to all.
        ("files", _("Files and citation"), reader.is_staff or is_public),
    ]
    related = [{"url": reader.url(name), "words": words} for name, words, exists in pages if exists]
    # Links have no page of the catalogue behind them.
    if not reader.link:
        words = _("In the catalogue: how to cite and to use it")
        related.append({"url": reader.url("catalogue_entry"), "words": words})
    return related


# --- All cells together --------------------------------------------------------------------------


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
