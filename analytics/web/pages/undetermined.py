"""Where people say that it cannot be told how serious a concern is, in words, a table, a chart."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from analytics.measures.verdicts import Thresholds
from analytics.release.queries import Dyad
from analytics.release.rows import BlockRow, CellRow, MeanRow
from analytics.release.undetermined import ALL_CONCERNS, OWN_VIEWS, Undetermined
from analytics.release.undetermined import undetermined as undetermined_shares
from analytics.web import wording
from analytics.web.charts.undetermined import Bar
from analytics.web.charts.undetermined import undetermined as chart
from analytics.web.pages.matrix import Links, described_means
from analytics.web.pages.shared import Words

PERCEIVED = OWN_VIEWS[0]
# Of each directed dyad, by lens, over all common concerns.
Shares = Mapping[Dyad, Mapping[str, Undetermined]]


def shares_of(blocks: Iterable[BlockRow]) -> Shares:
    """The shares over all common concerns, the panel as one group."""
    found: dict[Dyad, dict[str, Undetermined]] = {}
    for row in undetermined_shares(blocks, whole_panel=True):
        if row.concern == ALL_CONCERNS:
            found.setdefault((row.perceiver, row.target), {})[row.lens] = row
    return found


def share_words(row: Undetermined | None) -> str:
    """The share from its least to its greatest; a dash where it is not published or not asked."""
    if row is None or row.share_low is None or row.share_high is None:
        return wording.DASH
    return wording.percent_span(row.share_low, row.share_high)


def undetermined_section(words: Words, shares: Shares, links: Links) -> dict[str, Any] | None:
    """Every directed dyad, the highest share of its participants' answers first.

    None where nothing is published.
    """
    shown = [dyad for dyad in shares if any(row.low is not None for row in shares[dyad].values())]
    if not shown:
        return None
    shown.sort(key=lambda dyad: (-_height(shares[dyad].get(PERCEIVED)), _place(words, dyad)))
    names = {dyad: f"{words.name(dyad[0])} → {words.name(dyad[1])}" for dyad in shown}
    return {
        "rows": [
            {
                "perceiver": words.name(dyad[0]),
                "target": words.name(dyad[1]),
                "url": links.get(dyad, ""),
                "shares": [share_words(shares[dyad].get(lens)) for lens in OWN_VIEWS],
            }
            for dyad in shown
        ],
        "sentences": _sentences(words, shares),
        "chart": chart([(names[dyad], _bars(words, shares[dyad])) for dyad in shown]),
    }


def _height(row: Undetermined | None) -> int:
    """What orders rows: the middle of the share in whole percent; before all, what has none."""
    if row is None or row.share_low is None or row.share_high is None:
        return -1
    return round(50 * (row.share_low + row.share_high))


def _place(words: Words, dyad: Dyad) -> list[int]:
    return [words.order.index(code) for code in dyad]


def _bars(words: Words, of_dyad: Mapping[str, Undetermined]) -> list[Bar]:
    groups = {PERCEIVED: _("Participants"), OWN_VIEWS[1]: words.group_name("panel")}
    return [
        Bar(groups[lens], row.share_low, row.share_high, share_words(row))
        for lens, row in ((lens, of_dyad[lens]) for lens in OWN_VIEWS if lens in of_dyad)
    ]


def _sentences(words: Words, shares: Shares) -> list[str]:
    """Of which party a side's participants certainly say so more often than of any other."""
    said = []
    for perceiver in words.order:
        rows = [
            of_dyad[PERCEIVED]
            for (code, _target), of_dyad in shares.items()
            if code == perceiver and PERCEIVED in of_dyad
        ]
        for row in rows:
            others = [other for other in rows if other is not row]
            if others and all(_certainly_more(row, other) for other in others):
                names = {
                    "participants": words.labels.participants[perceiver],
                    "target": words.labels.sides[row.target],
                }
                said.append(
                    _(
                        "Of %(target)s, %(participants)s certainly say more often than of any "
                        "other party that it cannot be determined."
                    )
                    % names
                )
    return said


def _certainly_more(row: Undetermined, other: Undetermined) -> bool:
    low, high = row.share_low, other.share_high
    return low is not None and high is not None and low > high


# --- A party that takes no part ------------------------------------------------------------------


def parties_apart(
    words: Words,
    parties: Collection[str],
    cells: Sequence[CellRow],
    means: Sequence[MeanRow],
    shares: Shares,
    links: Links,
    thresholds: Thresholds,
) -> list[dict[str, Any]]:
    """Each party that takes no part and was asked about, with a row for each side that judged it.

    `cells` and `means` are those about these parties alone.
    """
    described = described_means(means, "threat", cells, thresholds)
    return [
        {
            "name": words.labels.sides[party],
            "id": f"apart-{party}",
            "rows": [
                {
                    "name": words.name(perceiver),
                    "url": links[perceiver, party],
                    "mean": described.get((perceiver, party)),
                    "shares": [share_words(shares[perceiver, party].get(v)) for v in OWN_VIEWS],
                }
                for perceiver in words.order
                if (perceiver, party) in shares and (perceiver, party) in links
            ],
        }
        for party in parties
        if any(target == party for _perceiver, target in shares)
    ]
